/**
 * Which part of each tensor the tiles of a stage need. Rows and columns are independent: a region is an interval of rows
 * by an interval of columns, so sums over tiles are products of sums over rows and over columns.
 */
import type { Layer } from '../../src/networks/index.js';
import type { Operations } from './operations.js';

/** Per tensor of the stage along one axis, over all tiles. Index 0 is the network's input, k + 1 the output of op k. */
interface AxisExtents {
  readonly longest: Float64Array;
  readonly total: Float64Array;
}

export interface Halo {
  /** Largest height and width of the needed part of each tensor: index 0 the input, k + 1 op k. */
  readonly heights: Float64Array;
  readonly widths: Float64Array;
  /** Per op of the stage: elements computed over all tiles, as a multiple of its output's. */
  readonly repeats: readonly number[];
}

/** The tiles of the output of op `split - 1`, cut `patches` times along each axis. */
export function haloOf(operations: Operations, split: number, patches: number): Halo {
  const rows = extents(operations, split, patches, 0);
  const columns = extents(operations, split, patches, 1);
  const repeats: number[] = [];
  for (let k = 0; k < split; k++) {
    const { out } = operations.layers[k] as Layer;
    repeats.push(((rows.total[k + 1] as number) * (columns.total[k + 1] as number)) / (out[0] * out[1]));
  }
  return { heights: rows.longest, widths: columns.longest, repeats };
}

function extents({ layers, inputs }: Operations, split: number, patches: number, axis: 0 | 1): AxisExtents {
  const longest = new Float64Array(split + 1);
  const total = new Float64Array(split + 1);
  const from = new Float64Array(split + 1);
  const to = new Float64Array(split + 1);
  const side = (layers[split - 1] as Layer).out[axis];
  for (let tile = 0; tile < patches; tile++) {
    from.fill(Number.POSITIVE_INFINITY);
    to.fill(0);
    from[split] = Math.floor((tile * side) / patches);
    to[split] = Math.floor(((tile + 1) * side) / patches);
    if ((to[split] as number) <= (from[split] as number)) continue;
    for (let k = split - 1; k >= 0; k--) {
      const low = from[k + 1] as number;
      const high = to[k + 1] as number;
      if (high <= low) continue;
      const layer = layers[k] as Layer;
      for (const source of inputs[k] as readonly number[]) {
        const [start, end] = needed(layer, low, high, axis, source < 0 ? undefined : (layers[source] as Layer));
        if (start < (from[source + 1] as number)) from[source + 1] = start;
        if (end > (to[source + 1] as number)) to[source + 1] = end;
      }
    }
    for (let i = 0; i <= split; i++) {
      const length = (to[i] as number) - (from[i] as number);
      if (length <= 0) continue;
      total[i] = (total[i] as number) + length;
      if (length > (longest[i] as number)) longest[i] = length;
    }
  }
  return { longest, total };
}

/** Interval of the input that the interval [low, high) of the output is computed from. */
function needed(
  { op, kernel, stride, in: from }: Layer,
  low: number,
  high: number,
  axis: 0 | 1,
  producer: Layer | undefined,
): [number, number] {
  const side = from[axis];
  // A reshape in between, or a fully connected layer, needs all that there is.
  if (producer !== undefined && producer.out[axis] !== side) return [0, producer.out[axis]];
  if (op === 'fc') return [0, side];
  if (kernel === undefined || op === 'add' || op === 'softmax') return [low, high];
  const step = stride?.[axis] ?? 1;
  const window = kernel[axis];
  const border = op === 'conv2d' || op === 'dwconv2d' ? Math.floor((window - 1) / 2) : 0;
  const start = Math.min(Math.max(0, low * step - border), side - 1);
  return [start, Math.max(start + 1, Math.min(side, (high - 1) * step - border + window))];
}
