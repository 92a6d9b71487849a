/**
 * How an operator is cut into blocks: the search of Vela's `find_block_config` (ethos-u-vela a6f65663,
 * architecture_allocator), which weighs what must be fetched again against what fits the buffer.
 */
import { ceilDiv, roundUp, volume } from './integers.js';
import { hasEqualDepth, isConvolution, isElementwise } from './operator.js';
import type { BlockConfiguration, NpuAccelerator, NpuLayer, Shape } from './types.js';

/** Largest block. */
const LARGEST: Shape = [32, 64, 128];
/** Blocks shallower than the output are cut at multiples of this many channels. */
const DEPTH_STEP = 16;
/** The kernel is traversed in pieces of at most this many rows and columns. */
export const LARGEST_PIECE = 8;
/** Depths of an input block, and the multiple that they are rounded up to. */
const IN_DEPTH = { partKernel: 16, depthFirst: 32, granule: 8 } as const;
const BANK_BYTES = 1024;
const ACCUMULATOR_BYTES = 4;
/** Banks that the output takes, and those kept for tables where there are many. */
const OUTPUT_BANKS = 2;
const TABLE_BANKS = 2;
const MANY_BANKS = 16;
/** Of blocks that cost the same, only small ones are compared by how much of the input they cover. */
const SMALL_SIDE = 4;

interface Candidate {
  readonly block: Shape;
  readonly in: Shape;
}

/**
 * Whether the kernel's elements come before the input's depth: for shallow inputs, or where packing depths of 8 and
 * kernel elements by 4 wastes less than depths of 32.
 */
export function usesPartKernel(layer: NpuLayer): boolean {
  if (!isConvolution(layer)) return false;
  const depth = layer.inShape[2];
  if (depth <= 8) return true;
  const elements = layer.kernel[0] * layer.kernel[1];
  const packed = (depth * elements) / (roundUp(depth, 8) * roundUp(elements, 4));
  return packed > depth / roundUp(depth, 32);
}

/** The cheapest block that fits; undefined if none does (kernels too tall for the buffer). */
export function searchBlock(layer: NpuLayer, accelerator: NpuAccelerator): BlockConfiguration | undefined {
  const partKernel = usesPartKernel(layer);
  const best = new Best(layer);
  for (const depth of depths(layer, accelerator)) {
    for (const candidate of fitting(layer, accelerator, depth, partKernel)) best.offer(candidate);
  }
  return best.found && { out: best.found.block, in: best.found.in, partKernel };
}

function* depths({ outShape }: NpuLayer, { microBlock }: NpuAccelerator): Generator<number> {
  const most = roundUp(Math.min(outShape[2], LARGEST[2]), microBlock[2]);
  const stepped = (depth: number) => (depth < outShape[2] ? roundUp(depth, DEPTH_STEP) : depth);
  let depth = stepped(Math.max(microBlock[2], Math.min(most, DEPTH_STEP)));
  for (; depth <= most; depth = stepped(depth + microBlock[2])) yield depth;
}

/**
 * Blocks of one depth that fit the buffer, height first. A block whose transpose did not fit is not tried; wider ones
 * than the first that does not fit need more still.
 */
function* fitting(
  layer: NpuLayer,
  accelerator: NpuAccelerator,
  depth: number,
  partKernel: boolean,
): Generator<Candidate> {
  const { microBlock } = accelerator;
  const [mostRows, mostColumns] = [0, 1].map((i) =>
    roundUp(Math.min(layer.outShape[i] as number, LARGEST[i] as number), microBlock[i] as number),
  ) as [number, number];
  const flat = layer.outShape[0] === 1 && layer.kernel[0] === 1 && microBlock[0] === 2;
  /** By height: the least width that did not fit. */
  const tooWide: number[] = [];
  for (let height = microBlock[0]; height <= mostRows; height += microBlock[0]) {
    for (let width = microBlock[1]; width <= mostColumns; width += microBlock[1]) {
      if (height >= (tooWide[width] ?? Number.POSITIVE_INFINITY)) continue;
      const inBlock = inputOf(layer, height, width, depth, microBlock, partKernel);
      const block: Shape = [flat ? 1 : height, width, depth];
      if (!fits(layer, block, inBlock, accelerator)) {
        tooWide[height] = width;
        break;
      }
      yield { block, in: inBlock };
    }
  }
}

function inputOf(
  layer: NpuLayer,
  height: number,
  width: number,
  depth: number,
  microBlock: Shape,
  partKernel: boolean,
): Shape {
  const { kernel, stride, inShape } = layer;
  const most = partKernel ? IN_DEPTH.partKernel : IN_DEPTH.depthFirst;
  return [
    roundUp((height - 1) * stride[0] + Math.min(kernel[0], LARGEST_PIECE), microBlock[0]),
    roundUp((width - 1) * stride[1] + Math.min(kernel[1], LARGEST_PIECE), microBlock[1]),
    hasEqualDepth(layer) ? depth : roundUp(Math.min(inShape[2], most), IN_DEPTH.granule),
  ];
}

function fits(layer: NpuLayer, block: Shape, inBlock: Shape, { shramBanks, bankGranule }: NpuAccelerator): boolean {
  const banks = shramBanks - (shramBanks > MANY_BANKS ? TABLE_BANKS : 0);
  const inBytes = inBlock[0] * inBlock[1] * roundUp(inBlock[2], 8);
  const input = roundUp(2 * ceilDiv(inBytes, BANK_BYTES), bankGranule.input);
  if (isElementwise(layer)) return OUTPUT_BANKS + 2 * input <= banks;
  const accumulatorBytes = block[0] * block[1] * roundUp(block[2], 8) * ACCUMULATOR_BYTES;
  const accumulators = roundUp(2 * ceilDiv(accumulatorBytes, BANK_BYTES), bankGranule.accumulator);
  return OUTPUT_BANKS + input + accumulators <= banks;
}

/** Keeps the candidate of least cost; see {@link SMALL_SIDE} for ties. */
class Best {
  found: Candidate | undefined;
  readonly #layer: NpuLayer;
  #cost = Number.POSITIVE_INFINITY;
  #coverage = Number.POSITIVE_INFINITY;

  constructor(layer: NpuLayer) {
    this.#layer = layer;
  }

  offer(candidate: Candidate): void {
    const cost = costOf(this.#layer, candidate);
    if (cost > this.#cost) return;
    if (cost === this.#cost) {
      const { inShape } = this.#layer;
      const covered = Math.min(inShape[0], candidate.in[0]) * Math.min(inShape[1], candidate.in[1]);
      const coverage = (inShape[0] * inShape[1]) / covered;
      if (candidate.block[0] > SMALL_SIDE || candidate.block[1] > SMALL_SIDE || coverage > this.#coverage) return;
      this.#coverage = coverage;
    } else this.#coverage = Number.POSITIVE_INFINITY;
    this.#cost = cost;
    this.found = candidate;
  }
}

/** Values fetched per output element; for elementwise operators how much of the block is wasted. */
function costOf(layer: NpuLayer, { block, in: inBlock }: Candidate): number {
  const { inShape, outShape, kernel } = layer;
  const outElements = volume(outShape);
  const halved = volume(inShape) < 2 * volume(inBlock) ? 2 : 1;
  if (isElementwise(layer)) return Math.max(outElements / volume(block), 1) / halved;
  const [height, width, depth] = [outShape[0] / block[0], outShape[1] / block[1], outShape[2] / block[2]];
  let weights = 0;
  if (isConvolution(layer)) {
    const perDepth = layer.op === 'depthwiseConv2d' ? 1 : block[2] * depth;
    weights = kernel[0] * kernel[1] * inShape[2] * Math.ceil(height) * Math.ceil(width) * perDepth;
  }
  const pieces = ceilDiv(kernel[0], LARGEST_PIECE) * ceilDiv(kernel[1], LARGEST_PIECE);
  const again = hasEqualDepth(layer) ? 1 : Math.ceil(depth);
  const maps = inBlock[0] * inBlock[1] * inShape[2] * pieces * height * width * again;
  return (maps + weights) / outElements / halved;
}
