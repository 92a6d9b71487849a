/** Operators of two values: sums and products, folded into the layer before where a constant is a bias or a scale. */
import type { Operator } from '../../network.js';
import type { OnnxNode } from '../model.js';
import type { Translation } from '../translation.js';
import { unsupported } from '../unsupported.js';
import { broadcast, type Computed, type Constant, product, shapeOf, type Value } from '../value.js';
import type { Convert, Converters } from './convert.js';

const weighted: ReadonlySet<Operator> = new Set<Operator>(['conv2d', 'dwconv2d', 'deconv2d', 'fc']);
const affine: ReadonlySet<Operator> = new Set<Operator>([
  'batchnorm',
  'layernorm',
  'instancenorm',
  'groupnorm',
  'rmsnorm',
]);

const elementwise =
  (op: 'add' | 'mul'): Convert =>
  (node, translation) => {
    const [a, b] = [translation.operand(node, 0), translation.operand(node, 1)];
    if (a === undefined || b === undefined) throw unsupported('it needs two operands');
    if (b.kind === 'constant') return withConstant(op, node, translation, 0, b);
    if (a.kind === 'constant') return withConstant(op, node, translation, 1, a);
    return combined(op, a, b, translation);
  };

/** A scalar or a bias or scale of channels is part of the layer before; any other constant is a tensor of its own. */
function withConstant(
  op: 'add' | 'mul',
  node: OnnxNode,
  translation: Translation,
  position: number,
  constant: Constant,
): Computed {
  const value = translation.computed(node, position);
  const dims = sum(value.dims, constant.dims);
  const sameSize = product(dims) === product(value.dims);
  if (product(constant.dims) === 1 && sameSize) return translation.view(node, position, dims, axisIn(value, dims));
  const layer = translation.foldable(node, position);
  if (
    layer !== undefined &&
    sameSize &&
    isPerChannel(constant.dims, dims, axisIn(value, dims)) &&
    layer.out[2] === product(constant.dims)
  ) {
    if (affine.has(layer.op)) return translation.view(node, position, dims, axisIn(value, dims));
    if (weighted.has(layer.op)) {
      if (op === 'add' && layer.norm === 'none') layer.useBias = true;
      return translation.view(node, position, dims, axisIn(value, dims));
    }
  }
  return combined(op, value, constant, translation);
}

function combined(op: 'add' | 'mul', a: Value, b: Value, translation: Translation): Computed {
  const dims = sum(a.dims, b.dims);
  const elements = product(dims);
  const [large, small] = product(a.dims) >= product(b.dims) ? [a, b] : [b, a];
  const main = large.kind === 'computed' ? large : undefined;
  const axis = main === undefined ? Math.max(dims.length - 1, 0) : axisIn(main, dims);
  const shape = shapeOf(dims, axis);
  const whole = product(large.dims) === elements ? large : picked(large, elements, translation);
  if (product(small.dims) === elements)
    return translation.emit({ op, in: shape, out: shape }, [whole, small], dims, axis);
  // The smaller operand is read as channels: of the map if it is, else of the axes along which it differs.
  const channels = product(small.dims);
  const natural = isPerChannel(small.dims, dims, axis) && shape[2] === channels;
  const out = natural ? shape : ([1, elements / channels, channels] as const);
  return translation.emit({ op, in: out, out }, [whole, asChannels(small, translation)], dims, axis);
}

/** An operand as [1, 1, c], in a layer of its own where its layer delivers another shape. */
function asChannels(value: Value, translation: Translation): Value {
  const elements = product(value.dims);
  const source = translation.handle(value);
  const delivered = translation.shapeOfLayer(source);
  const flat = { kind: 'computed', dims: [elements], axis: 0, exclusive: false } as const;
  if (delivered[0] === 1 && delivered[1] === 1) return { ...flat, storage: { layer: source, elements } };
  const layer = translation.layers.push({ op: 'slice', inputs: [source], in: delivered, out: [1, 1, elements] }) - 1;
  return { ...flat, storage: { layer, elements } };
}

function picked(value: Value, elements: number, translation: Translation): Computed {
  const source = translation.handle(value);
  const layer =
    translation.layers.push({
      op: 'gather',
      inputs: [source],
      in: translation.shapeOfLayer(source),
      out: [1, 1, elements],
    }) - 1;
  return { kind: 'computed', dims: [elements], axis: 0, exclusive: true, storage: { layer, elements } };
}

function sum(a: readonly number[], b: readonly number[]): readonly number[] {
  const dims = broadcast(a, b);
  if (dims === undefined) throw unsupported(`[${a.join(', ')}] and [${b.join(', ')}] do not broadcast`);
  return dims;
}

/** The channel axis of a value among dimensions that broadcasting may have put further ones before. */
const axisIn = (value: Computed, dims: readonly number[]): number => value.axis + dims.length - value.dims.length;

/** Whether a smaller operand differs along the channel axis only. */
function isPerChannel(small: readonly number[], dims: readonly number[], axis: number): boolean {
  const lead = dims.length - small.length;
  return small.every((size, index) => size === 1 || index + lead === axis);
}

/** A function of two values with no name in the format: of the larger one, if the other is known. */
const pointwise: Convert = (node, translation) => {
  const operands = node.inputs
    .map((_, position) => position)
    .filter((position) => translation.operand(node, position)?.kind === 'computed');
  const [only, ...others] = operands;
  if (only === undefined || others.length > 0) throw unsupported('it combines two values that depend on the input');
  const value = translation.computed(node, only);
  const dims = node.inputs.reduce<readonly number[]>(
    (all, _, position) => sum(all, translation.operand(node, position)?.dims ?? []),
    [],
  );
  if (product(dims) !== product(value.dims)) throw unsupported('it repeats the value that depends on the input');
  return translation.activated(
    node,
    only,
    node.op === 'Max' && isZero(translation.operand(node, 1 - only)) ? 'relu' : 'pointwise',
  );
};

const isZero = (value: Value | undefined): boolean =>
  value?.kind === 'constant' && value.data?.length === 1 && value.data[0] === 0;

/** Masking: what is written where the mask is off is a constant, so the layer is the one masked. */
const where: Convert = (node, translation) => {
  const [yes, no] = [translation.operand(node, 1), translation.operand(node, 2)];
  const position = yes?.kind === 'computed' ? 1 : 2;
  const value = translation.computed(node, position);
  if (yes?.kind === 'computed' && no?.kind === 'computed')
    throw unsupported('it chooses between two values that depend on the input');
  const dims = [0, 1, 2].reduce<readonly number[]>(
    (all, at) => sum(all, translation.operand(node, at)?.dims ?? []),
    [],
  );
  if (product(dims) !== product(value.dims)) throw unsupported('it repeats the value that it masks');
  return translation.view(node, position, dims, axisIn(value, dims));
};

const comparisons = [
  'Pow',
  'Max',
  'Min',
  'Mod',
  'Equal',
  'Less',
  'LessOrEqual',
  'Greater',
  'GreaterOrEqual',
  'And',
  'Or',
  'Xor',
];

export const arithmetic: Converters = {
  Add: elementwise('add'),
  Sub: elementwise('add'),
  Mul: elementwise('mul'),
  Div: elementwise('mul'),
  Where: where,
  Sum: (node, translation) => {
    const values = node.inputs
      .map((_, position) => translation.operand(node, position))
      .filter((value) => value !== undefined);
    const [first, ...rest] = values;
    if (first === undefined) throw unsupported('it needs an operand');
    if (rest.length === 0) return first;
    return rest.reduce<Value>((total, value) => combined('add', total, value, translation), first);
  },
  ...Object.fromEntries(comparisons.map((op) => [op, pointwise])),
};
