/** What is known of a value of the graph while it is translated. */
import type { Shape } from '../network.js';

/** Known at translation time: a weight, a constant, or shape arithmetic. */
export interface Constant {
  readonly kind: 'constant';
  readonly dims: readonly number[];
  /** Values in row-major order; absent for large tensors. */
  readonly data?: readonly number[] | undefined;
  readonly integer: boolean;
  /** Repetitions of one value that a node makes, not a tensor that is stored. */
  readonly filled?: boolean;
}

/** Where a computed tensor is: in a layer's output, or in one that is written only if somebody needs it as such. */
export interface Storage {
  /** -1 is the network's input; undefined as long as nobody needed the layer. */
  layer: number | undefined;
  readonly elements: number;
  /** The layer to write: part of another tensor, or values picked from it. */
  readonly pending?: { readonly op: 'slice' | 'gather'; readonly from: Storage };
}

/** Zeros around a tensor, waiting for the convolution or pool that takes them in. */
export interface PendingPad {
  readonly value: Computed;
  readonly begin: readonly number[];
  readonly end: readonly number[];
}

/** Depends on the network's input. Reshapes and transpositions only change `dims` and `axis`. */
export interface Computed {
  readonly kind: 'computed';
  readonly dims: readonly number[];
  /** The axis that holds the channels. */
  readonly axis: number;
  readonly storage: Storage;
  /** Nobody else reads the layer behind it, so that an activation can be fused into that. */
  readonly exclusive: boolean;
  readonly pad?: PendingPad;
}

export type Value = Constant | Computed;

export const product = (dims: readonly number[]): number => dims.reduce((total, side) => total * side, 1);

/** A tensor's dimensions as [h, w, c]: the batch of 1 goes, further axes are multiplied up. */
export function shapeOf(dims: readonly number[], axis: number): Shape {
  const channels = dims[axis] ?? 1;
  const others = dims.filter((_, index) => index !== axis);
  if (axis !== 0 && others[0] === 1) others.shift();
  if (others.length <= 1) return [1, others[0] ?? 1, channels];
  const width = others.pop() as number;
  return [product(others), width, channels];
}

/** Axis `axis` counted from the front. */
export const normalAxis = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** The channels of a tensor of which nothing is known but its rank: second in maps, last in sequences. */
export const defaultAxis = (dims: readonly number[]): number => (dims.length >= 4 ? 1 : Math.max(dims.length - 1, 0));

/** NumPy's broadcasting; undefined when the two do not fit. */
export function broadcast(a: readonly number[], b: readonly number[]): number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const dims: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) return undefined;
    dims.push(left === 1 ? right : left);
  }
  return dims;
}
