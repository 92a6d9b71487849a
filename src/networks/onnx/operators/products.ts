/** Gemm and MatMul: fully connected layers where one operand is known, products of two activations otherwise. */
import { integerOf } from '../attributes.js';
import type { OnnxNode } from '../model.js';
import type { Translation } from '../translation.js';
import { unsupported } from '../unsupported.js';
import { broadcast, type Computed, product, shapeOf, type Value } from '../value.js';
import type { Converters } from './convert.js';

export const products: Converters = {
  Gemm: (node, translation) => {
    const [a, b] = operands(node, translation);
    const left = integerOf(node, 'transA', 0) === 1 ? swapped(a) : a;
    const right = integerOf(node, 'transB', 0) === 1 ? swapped(b) : b;
    return multiplied(left, right, translation, translation.operand(node, 2) !== undefined);
  },
  MatMul: (node, translation) => {
    const [a, b] = operands(node, translation);
    return multiplied(a, b, translation, false);
  },
  FusedMatMul: (node, translation) => {
    const [a, b] = operands(node, translation);
    const left = integerOf(node, 'transA', 0) === 1 ? swapped(a) : a;
    const right = integerOf(node, 'transB', 0) === 1 ? swapped(b) : b;
    return multiplied(left, right, translation, false);
  },
};

function operands(node: OnnxNode, translation: Translation): readonly [Value, Value] {
  const [a, b] = [translation.operand(node, 0), translation.operand(node, 1)];
  if (a === undefined || b === undefined) throw unsupported('it needs two operands');
  return [a, b];
}

/** The last two axes exchanged: what is stored does not change, only how it is read. */
function swapped<T extends Value>(value: T): T {
  const dims = [...value.dims];
  if (dims.length < 2) throw unsupported('it transposes a vector');
  dims.push(...dims.splice(-2).reverse());
  return { ...value, dims };
}

/** a [..., m, k] by b [..., k, n]. */
function multiplied(a: Value, b: Value, translation: Translation, useBias: boolean): Computed {
  const left = a.dims.length === 1 ? [1, ...a.dims] : a.dims;
  const right = b.dims.length === 1 ? [...b.dims, 1] : b.dims;
  const [m, k] = left.slice(-2) as [number, number];
  const [rows, n] = right.slice(-2) as [number, number];
  const lead = broadcast(left.slice(0, -2), right.slice(0, -2));
  if (k !== rows || lead === undefined) {
    throw unsupported(`it cannot multiply [${a.dims.join(', ')}] by [${b.dims.join(', ')}]`);
  }
  const full = [...lead, m, n];
  const dims = full.filter(
    (_, axis) =>
      !(a.dims.length === 1 && axis === full.length - 2) && !(b.dims.length === 1 && axis === full.length - 1),
  );
  if (a.kind === 'computed' && b.kind === 'constant') return byWeights(a, left, right, dims, translation, useBias);
  if (a.kind === 'constant' && b.kind === 'computed' && product(left.slice(0, -2)) === 1) {
    // The transposed product: the same multiplications, the weights' rows as output channels.
    const columns = product(right.slice(0, -2)) * n;
    return translation.emit(
      { op: 'fc', perPosition: true, in: [1, columns, k], out: [1, columns, m], norm: 'none', useBias },
      [b],
      dims,
      Math.max(dims.length - 2, 0),
    );
  }
  return ofActivations(a, left, b, right, { batch: product(lead), m, k, n }, dims, translation);
}

function byWeights(
  value: Computed,
  left: readonly number[],
  right: readonly number[],
  dims: readonly number[],
  translation: Translation,
  useBias: boolean,
): Computed {
  const [k, n] = right.slice(-2) as [number, number];
  const axis = Math.max(dims.length - 1, 0);
  const batches = product(right.slice(0, -2));
  const positions = product(left) / k;
  if (batches > 1) {
    // Other weights for each member of a batch: a grouped 1x1 convolution.
    if (product(left.slice(0, -2)) !== batches) throw unsupported(`it multiplies one tensor by ${batches} matrices`);
    const rows = positions / batches;
    return translation.emit(
      {
        op: 'conv2d',
        in: [1, rows, batches * k],
        out: [1, rows, batches * n],
        kernel: [1, 1],
        stride: [1, 1],
        dilation: [1, 1],
        padding: 'valid',
        groups: batches,
        norm: 'none',
        useBias,
      },
      [value],
      dims,
      axis,
    );
  }
  if (positions === 1) {
    const source = translation.handle(value);
    return translation.emit(
      { op: 'fc', perPosition: false, in: translation.shapeOfLayer(source), out: [1, 1, n], norm: 'none', useBias },
      [value],
      dims,
      axis,
    );
  }
  const shape = shapeOf(left, left.length - 1);
  return translation.emit(
    { op: 'fc', perPosition: true, in: shape, out: [shape[0], shape[1], n], norm: 'none', useBias },
    [value],
    dims,
    axis,
  );
}

function ofActivations(
  a: Value,
  left: readonly number[],
  b: Value,
  right: readonly number[],
  sizes: { batch: number; m: number; k: number; n: number },
  dims: readonly number[],
  translation: Translation,
): Computed {
  let { batch, m } = sizes;
  const { k, n } = sizes;
  if (product(right.slice(0, -2)) === 1) {
    // One matrix for a whole batch: the batch is so many more rows.
    m *= batch;
    batch = 1;
  }
  const inputs = (
    [
      [a, left, batch * m * k],
      [b, right, batch * k * n],
    ] as const
  ).map(([value, given, elements]) => {
    if (value.kind === 'constant') return translation.parameter(value);
    // Heads that share a tensor are read once for each of them.
    if (product(given) < elements) {
      const shared = {
        ...value,
        dims: [elements],
        axis: 0,
        storage: { layer: undefined, elements, pending: { op: 'gather', from: value.storage } },
      } as const;
      return translation.handle(shared);
    }
    return translation.handleOfWhole(value, elements);
  });
  const result = translation.emit(
    { op: 'matmul', batch, m, k, n, out: shapeOf(dims, Math.max(dims.length - 1, 0)) },
    [],
    dims,
    Math.max(dims.length - 1, 0),
  );
  const layer = translation.layers[result.storage.layer as number];
  if (layer !== undefined) layer.inputs = inputs;
  return result;
}
