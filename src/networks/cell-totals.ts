/** Counts of a NAS-Bench-201 network in closed form, without its layer list. */
import { cellEdges } from './cell.js';
import type { NetworkSummary } from './totals.js';

/** MACs on a 32x32 image; a quarter of it on 16x16. */
const STEM_MACS = 442_368;
const REDUCTION_MACS = 7_340_032;
const EDGE_MACS = { '1': 3_932_160, '3': 35_389_440 } as const;

/** Skeleton without the classifier's 65 values per class. */
const SKELETON_WEIGHTS = 72_176;
const SKELETON_BIASES = 272;
const SKELETON_TRAINABLE = 72_656;
const EDGE_WEIGHTS = { '1': 26_880, '3': 241_920 } as const;
/** Per convolution edge, over its 15 copies: inference biases; each has two trained values of the normalisation. */
const EDGE_BIASES = 560;

const LAST_CHANNELS = 64;
const SKELETON_LAYERS = 18;
const COPIES = 15;

export interface CellSetting {
  /** 32 or 16. */
  readonly resolution: number;
  readonly classes: number;
}

/**
 * Totals of the network of `code`; with `pruned`, `code` is a pruned cell and nodes without operands are not built.
 * Source: the sums of the layer list, which the tests compare over all cells.
 */
export function cellTotals(code: string, pruned: boolean, { resolution, classes }: CellSetting): NetworkSummary {
  let ones = 0;
  let threes = 0;
  let pools = 0;
  for (let edge = 0; edge < 6; edge++) {
    const letter = code[edge];
    if (letter === '1') ones++;
    else if (letter === '3') threes++;
    else if (letter === 'p') pools++;
  }
  const convolutions = ones + threes;
  const divisor = resolution === 32 ? 1 : 4;
  const edge = (EDGE_MACS['1'] * ones + EDGE_MACS['3'] * threes) / divisor;
  const classifier = LAST_CHANNELS * classes;
  const weights = SKELETON_WEIGHTS + classifier + EDGE_WEIGHTS['1'] * ones + EDGE_WEIGHTS['3'] * threes;
  const biases = SKELETON_BIASES + classes + EDGE_BIASES * convolutions;
  const skeleton = { stem: STEM_MACS / divisor, reduction: REDUCTION_MACS / divisor, classifier };
  return {
    input: { h: resolution, w: resolution, c: 3, dtype: 'int8' },
    macs: skeleton.stem + skeleton.reduction + edge + classifier,
    params: weights + biases,
    trainableParams:
      SKELETON_TRAINABLE +
      (LAST_CHANNELS + 1) * classes +
      EDGE_WEIGHTS['1'] * ones +
      EDGE_WEIGHTS['3'] * threes +
      2 * EDGE_BIASES * convolutions,
    weights,
    biases,
    macsByRole: convolutions === 0 ? skeleton : { ...skeleton, edge },
    layerCount: SKELETON_LAYERS + COPIES * (convolutions + pools + jointLayers(code, pruned)),
    weightBytes: weights,
  };
}

/** Layers of one cell beside its convolutions and pools: shared ReLUs, additions, constants. */
function jointLayers(code: string, pruned: boolean): number {
  let layers = 0;
  const rectified = [false, false, false];
  const operands = [0, 0, 0, 0];
  for (let edge = 0; edge < 6; edge++) {
    const letter = code[edge];
    if (letter === 'n') continue;
    const [source, node] = cellEdges[edge] as readonly [number, number];
    operands[node] = (operands[node] as number) + 1;
    if ((letter === '1' || letter === '3') && !rectified[source]) {
      rectified[source] = true;
      layers++;
    }
  }
  for (let node = 1; node <= 3; node++) {
    const count = operands[node] as number;
    if (count > 1) layers += count - 1;
    else if (count === 0 && (!pruned || node === 3)) layers++;
  }
  return layers;
}
