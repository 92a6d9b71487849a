/** Shape arithmetic of the network format: volumes, square pairs, output sides. */
import { badRequest } from '../errors.js';
import type { Padding, Pair, Shape } from './network.js';

export const volume = (shape: Shape): number => shape[0] * shape[1] * shape[2];

const squares: readonly Pair[] = Array.from({ length: 64 }, (_, side) => Object.freeze([side, side] as const));

/** A square pair from a side, or the pair itself. Small squares are shared, frozen objects. */
export function pair(value: number | Pair): Pair {
  return typeof value === 'number' ? (squares[value] ?? [value, value]) : value;
}

/**
 * Output side of a sliding window (convolution or pooling) along one axis.
 * @param size input side; with padding `explicit` the side after padding
 * @throws badRequest at `path` when the window is larger than the map
 */
export function windowSide(
  size: number,
  kernel: number,
  stride: number,
  dilation: number,
  padding: Padding,
  path = '',
): number {
  if (padding === 'same') return Math.ceil(size / stride);
  const reach = (kernel - 1) * dilation + 1;
  if (reach > size) {
    throw badRequest(
      path,
      `the window covers ${reach} positions (kernel ${kernel}, dilation ${dilation}) but the map has ${size}; ` +
        "use padding 'same', a smaller kernel or a larger input",
    );
  }
  return Math.floor((size - reach) / stride) + 1;
}

/** Rows (or columns) that padding `same` adds in total; the odd one goes to the end. */
export function samePadding(size: number, kernel: number, stride: number, dilation = 1): number {
  return Math.max((Math.ceil(size / stride) - 1) * stride + (kernel - 1) * dilation + 1 - size, 0);
}

/** Output side of a transposed convolution: `same` multiplies by the stride, `valid` keeps the kernel's overhang. */
export function deconvolutionSide(
  size: number,
  kernel: number,
  stride: number,
  dilation: number,
  padding: Padding,
): number {
  return padding === 'same' ? size * stride : (size - 1) * stride + (kernel - 1) * dilation + 1;
}
