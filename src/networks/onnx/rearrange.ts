/** Which dimensions the operators give that only move, pick or repeat values; the same for constants and computed values. */
import { integerOf, integersOf } from './attributes.js';
import type { OnnxNode } from './model.js';
import { unsupported } from './unsupported.js';
import { broadcast, type Constant, normalAxis, product, type Value } from './value.js';

/** New dimensions, and for constants how to find each value (`from`: coordinates out -> coordinates in). */
export interface Rearranged {
  readonly dims: readonly number[];
  readonly from?: (at: readonly number[]) => readonly number[];
}

/** Numbers of a constant operand, or of the attribute that held them in older operator sets. */
export function numbersOf(
  node: OnnxNode,
  operand: Value | undefined,
  attribute: string | undefined,
): readonly number[] | undefined {
  if (operand === undefined) return attribute === undefined ? undefined : integersOf(node, attribute);
  if (operand.kind === 'constant' && operand.data !== undefined) return operand.data;
  throw unsupported(`its operand '${attribute ?? 'shape'}' depends on the input`);
}

/** Reshape: 0 keeps a dimension, -1 takes what is left. */
export function reshaped(dims: readonly number[], target: readonly number[], allowZero: boolean): number[] {
  const result = target.map((size, axis) => (size === 0 && !allowZero ? (dims[axis] ?? 1) : size));
  const open = result.indexOf(-1);
  if (open >= 0) {
    const others = product(result.filter((_, axis) => axis !== open));
    result[open] = others === 0 ? 0 : product(dims) / others;
  }
  if (product(result) !== product(dims) || result.some((size) => !Number.isInteger(size) || size < 0)) {
    throw unsupported(`it cannot reshape [${dims.join(', ')}] into [${target.join(', ')}]`);
  }
  return result;
}

export function flattened(dims: readonly number[], axis: number): number[] {
  const at = normalAxis(axis, dims.length);
  return [product(dims.slice(0, at)), product(dims.slice(at))];
}

export function squeezed(dims: readonly number[], axes: readonly number[] | undefined): number[] {
  const gone = axes?.map((axis) => normalAxis(axis, dims.length));
  return dims.filter((size, axis) => (gone === undefined ? size !== 1 : !gone.includes(axis)));
}

export function unsqueezed(dims: readonly number[], axes: readonly number[]): number[] {
  const rank = dims.length + axes.length;
  const added = new Set(axes.map((axis) => normalAxis(axis, rank)));
  if ([...added].some((axis) => axis < 0 || axis >= rank) || added.size !== axes.length) {
    throw unsupported(`it cannot add the axes ${axes.join(', ')} to ${dims.length} dimensions`);
  }
  const rest = [...dims];
  return Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (rest.shift() as number)));
}

export function permutationOf(node: OnnxNode, rank: number): readonly number[] {
  const permutation = integersOf(node, 'perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  if (
    permutation.length !== rank ||
    new Set(permutation).size !== rank ||
    permutation.some((axis) => axis < 0 || axis >= rank)
  ) {
    throw unsupported(`its permutation [${permutation.join(', ')}] does not fit ${rank} dimensions`);
  }
  return permutation;
}

/** Slice-10: starts, ends, axes, steps as operands; Slice-1: as attributes. */
export function sliced(node: OnnxNode, dims: readonly number[], operands: readonly (Value | undefined)[]): Rearranged {
  const starts = numbersOf(node, operands[1], 'starts') ?? [];
  const ends = numbersOf(node, operands[2], 'ends') ?? [];
  const axes = numbersOf(node, operands[3], 'axes') ?? starts.map((_, axis) => axis);
  const steps = numbersOf(node, operands[4], undefined) ?? starts.map(() => 1);
  const result = [...dims];
  const first = dims.map(() => 0);
  const stride = dims.map(() => 1);
  for (const [index, axis] of axes.entries()) {
    const at = normalAxis(axis, dims.length);
    const size = dims[at];
    const step = steps[index] ?? 1;
    if (size === undefined || step === 0)
      throw unsupported(`it slices axis ${axis} of [${dims.join(', ')}] by steps of ${step}`);
    const clamp = (position: number, low: number, high: number) =>
      Math.max(low, Math.min(high, position < 0 ? position + size : position));
    const start = step > 0 ? clamp(starts[index] ?? 0, 0, size) : clamp(starts[index] ?? 0, 0, size - 1);
    const end = step > 0 ? clamp(ends[index] ?? size, 0, size) : clamp(ends[index] ?? -1, -1, size - 1);
    result[at] = Math.max(0, Math.ceil((end - start) / step));
    first[at] = start;
    stride[at] = step;
  }
  return {
    dims: result,
    from: (coordinates) => coordinates.map((at, axis) => (first[axis] as number) + at * (stride[axis] as number)),
  };
}

/** Sizes of the parts of Split: `split` as operand or attribute, or equal parts. */
export function splitSizes(node: OnnxNode, size: number, operand: Value | undefined): readonly number[] {
  const given = numbersOf(node, operand, 'split');
  if (given !== undefined) return given;
  const parts = integerOf(node, 'num_outputs', node.outputs.length);
  const each = Math.ceil(size / parts);
  return Array.from({ length: parts }, (_, index) => Math.max(0, Math.min(each, size - index * each)));
}

/** Gather along `axis`: the index tensor's dimensions take the place of the axis. */
export function gathered(dims: readonly number[], indices: readonly number[], axis: number): number[] {
  const at = normalAxis(axis, dims.length);
  if (dims[at] === undefined) throw unsupported(`it has no axis ${axis} in [${dims.join(', ')}]`);
  return [...dims.slice(0, at), ...indices, ...dims.slice(at + 1)];
}

export function expanded(dims: readonly number[], target: readonly number[]): number[] {
  const result = broadcast(dims, target);
  if (result === undefined) throw unsupported(`it cannot expand [${dims.join(', ')}] to [${target.join(', ')}]`);
  return result;
}

/** The values of a constant at other places. */
export function rearrangedConstant(constant: Constant, { dims, from }: Rearranged): Constant {
  const { data, integer } = constant;
  if (data === undefined || product(dims) > 4096) return { kind: 'constant', dims, integer };
  if (from === undefined) return { kind: 'constant', dims, data, integer };
  const strides = stridesOf(constant.dims);
  const moved = Array.from(coordinatesOf(dims), (at) => {
    const flat = from(at).reduce((sum, position, axis) => sum + position * (strides[axis] ?? 0), 0);
    return data[flat] ?? 0;
  });
  return { kind: 'constant', dims, data: moved, integer };
}

export function* coordinatesOf(dims: readonly number[]): Generator<readonly number[]> {
  const count = product(dims);
  const at = dims.map(() => 0);
  for (let index = 0; index < count; index++) {
    yield [...at];
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      at[axis] = (at[axis] as number) + 1;
      if ((at[axis] as number) < (dims[axis] as number)) break;
      at[axis] = 0;
    }
  }
}

export function stridesOf(dims: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= dims[axis] as number;
  }
  return strides;
}
