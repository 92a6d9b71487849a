/** Operators that move, pick or join values without computing any. */
import { integerOf, integersOf } from '../attributes.js';
import type { OnnxNode } from '../model.js';
import {
  expanded,
  flattened,
  gathered,
  numbersOf,
  permutationOf,
  reshaped,
  sliced,
  splitSizes,
  squeezed,
  unsqueezed,
} from '../rearrange.js';
import type { Translation } from '../translation.js';
import { unsupported } from '../unsupported.js';
import { type Computed, normalAxis, product, shapeOf } from '../value.js';
import type { Convert, Converters } from './convert.js';

const same: Convert = (node, translation) => {
  const value = translation.computed(node, 0);
  return value.pad === undefined ? translation.view(node, 0, value.dims, value.axis) : value;
};

const reshape =
  (target: (node: OnnxNode, dims: readonly number[], translation: Translation) => readonly number[]): Convert =>
  (node, translation) =>
    translation.view(node, 0, target(node, translation.computed(node, 0).dims, translation));

const transpose: Convert = (node, translation) => {
  const value = translation.computed(node, 0);
  const permutation = permutationOf(node, value.dims.length);
  const dims = permutation.map((axis) => value.dims[axis] as number);
  return translation.view(node, 0, dims, Math.max(permutation.indexOf(value.axis), 0));
};

const slice: Convert = (node, translation) => {
  const value = translation.computed(node, 0);
  const operands = node.inputs.map((_, position) => translation.operand(node, position));
  const { dims } = sliced(node, value.dims, operands);
  return translation.picked(node, 0, dims, value.axis);
};

const split: Convert = (node, translation) => {
  const value = translation.computed(node, 0);
  const axis = normalAxis(integerOf(node, 'axis', 0), value.dims.length);
  const sizes = splitSizes(node, value.dims[axis] ?? 1, translation.operand(node, 1));
  if (sizes.reduce((total, size) => total + size, 0) !== value.dims[axis]) {
    throw unsupported(`its parts ${sizes.join(', ')} do not make the ${value.dims[axis]} that it splits`);
  }
  return sizes.map((size) =>
    translation.picked(
      node,
      0,
      value.dims.map((side, at) => (at === axis ? size : side)),
      value.axis,
    ),
  );
};

const gather: Convert = (node, translation) => {
  const value = translation.computed(node, 0);
  const indices = translation.operand(node, 1);
  if (indices === undefined) throw unsupported('it lacks its indices');
  const axis = normalAxis(integerOf(node, 'axis', 0), value.dims.length);
  const dims = gathered(value.dims, indices.dims, axis);
  const shift = indices.dims.length - 1;
  const channel = value.axis > axis ? value.axis + shift : Math.min(value.axis, Math.max(dims.length - 1, 0));
  if (translation.operand(node, 0)?.kind !== 'constant') return translation.picked(node, 0, dims, channel);
  // Rows looked up in a table, of which some may be read twice.
  const view = translation.view(node, 0, dims, channel);
  const pending = { op: 'gather', from: view.storage } as const;
  return { ...view, storage: { layer: undefined, elements: product(dims), pending } };
};

const concat: Convert = (node, translation) => {
  const parts = node.inputs
    .map((_, position) => translation.operand(node, position))
    .filter((part) => part !== undefined);
  const computed = parts.find((part): part is Computed => part.kind === 'computed');
  if (computed === undefined) throw unsupported('it joins nothing');
  const axis = normalAxis(integerOf(node, 'axis', 0), computed.dims.length);
  const fits = parts.every(
    (part) =>
      part.dims.length === computed.dims.length &&
      part.dims.every((size, at) => at === axis || size === computed.dims[at]),
  );
  if (!fits || axis < 0 || axis >= computed.dims.length)
    throw unsupported(
      `it cannot join ${parts.map(({ dims }) => `[${dims.join(', ')}]`).join(', ')} along axis ${axis}`,
    );
  const dims = computed.dims.map((size, at) =>
    at === axis ? parts.reduce((total, part) => total + (part.dims[axis] as number), 0) : size,
  );
  if (parts.length === 1) return computed;
  const first = parts[0] as (typeof parts)[number];
  const shape = shapeOf(first.dims, computed.axis);
  return translation.emit({ op: 'concat', in: shape, out: shapeOf(dims, computed.axis) }, parts, dims, computed.axis);
};

const pad: Convert = (node, translation) => {
  const value = translation.computed(node, 0);
  const rank = value.dims.length;
  const pads = numbersOf(node, translation.operand(node, 1), 'pads') ?? [];
  const axes = numbersOf(node, translation.operand(node, 3), undefined) ?? value.dims.map((_, axis) => axis);
  const [begin, end] = [value.dims.map(() => 0), value.dims.map(() => 0)];
  for (const [index, axis] of axes.entries()) {
    begin[normalAxis(axis, rank)] = pads[index] ?? 0;
    end[normalAxis(axis, rank)] = pads[index + axes.length] ?? 0;
  }
  const dims = value.dims.map((size, axis) => size + (begin[axis] as number) + (end[axis] as number));
  if (dims.some((size) => !(size >= 1)))
    throw unsupported(`it pads [${value.dims.join(', ')}] to [${dims.join(', ')}]`);
  if (value.pad !== undefined || [...begin, ...end].every((size) => size === 0))
    return translation.picked(node, 0, dims, value.axis);
  return { ...translation.picked(node, 0, dims, value.axis), pad: { value, begin, end } };
};

/** Resize-13 and Upsample-9: whole factors are `upsample`, any other new size is picked from the old one. */
const resize: Convert = (node, translation) => {
  const value = translation.computed(node, 0);
  const positions =
    node.op === 'Upsample'
      ? { scales: 1, sizes: -1 }
      : node.inputs.length === 2
        ? { scales: 1, sizes: -1 }
        : { scales: 2, sizes: 3 };
  const axes =
    integersOf(node, 'axes')?.map((axis) => normalAxis(axis, value.dims.length)) ?? value.dims.map((_, axis) => axis);
  const listed = (position: number): readonly number[] => {
    const operand = position < 0 ? undefined : translation.operand(node, position);
    if (operand?.kind === 'computed') throw unsupported('its size depends on the input');
    return operand?.data ?? [];
  };
  const sizes = listed(positions.sizes);
  const scales = node.attributes.get('scales')?.floats ?? [];
  const factors = scales.length > 0 ? scales : listed(positions.scales);
  const dims = [...value.dims];
  for (const [index, axis] of axes.entries()) {
    const size = dims[axis] as number;
    dims[axis] = sizes.length > 0 ? (sizes[index] ?? size) : Math.floor(size * (factors[index] ?? Number.NaN) + 1e-6);
  }
  if (dims.some((size) => !(size >= 1))) throw unsupported('its new size is not known');
  if (product(dims) === product(value.dims)) return translation.view(node, 0, dims, value.axis);
  const [from, to] = [shapeOf(value.dims, value.axis), shapeOf(dims, value.axis)];
  const scale = to[0] / from[0];
  const whole = Number.isInteger(scale) && to[1] === from[1] * scale && to[2] === from[2];
  return whole
    ? translation.emit({ op: 'upsample', in: from, out: to, scale }, [value], dims, value.axis)
    : translation.picked(node, 0, dims, value.axis);
};

const blocks =
  (toDepth: boolean): Convert =>
  (node, translation) => {
    const [n = 1, c = 1, h = 1, w = 1] = translation.computed(node, 0).dims;
    const size = integerOf(node, 'blocksize', 1);
    const dims = toDepth ? [n, c * size * size, h / size, w / size] : [n, c / (size * size), h * size, w * size];
    if (dims.some((side) => !Number.isInteger(side) || side < 1))
      throw unsupported(`blocks of ${size} do not divide [${n}, ${c}, ${h}, ${w}]`);
    return translation.view(node, 0, dims, 1);
  };

export const moves: Converters = {
  Identity: same,
  Cast: same,
  CastLike: same,
  QuantizeLinear: same,
  DequantizeLinear: same,
  Dropout: same,
  Reshape: reshape((node, dims, translation) =>
    reshaped(dims, numbersOf(node, translation.operand(node, 1), 'shape') ?? [], integerOf(node, 'allowzero', 0) === 1),
  ),
  Flatten: reshape((node, dims) => flattened(dims, integerOf(node, 'axis', 1))),
  Squeeze: reshape((node, dims, translation) => squeezed(dims, numbersOf(node, translation.operand(node, 1), 'axes'))),
  Unsqueeze: reshape((node, dims, translation) =>
    unsqueezed(dims, numbersOf(node, translation.operand(node, 1), 'axes') ?? []),
  ),
  Transpose: transpose,
  Slice: slice,
  Split: split,
  Gather: gather,
  Concat: concat,
  Pad: pad,
  Resize: resize,
  Upsample: resize,
  Expand: (node, translation) => {
    const value = translation.computed(node, 0);
    const dims = expanded(value.dims, numbersOf(node, translation.operand(node, 1), 'shape') ?? []);
    return translation.picked(node, 0, dims, value.axis + dims.length - value.dims.length);
  },
  Tile: (node, translation) => {
    const value = translation.computed(node, 0);
    const repeats = numbersOf(node, translation.operand(node, 1), 'repeats') ?? [];
    return translation.picked(
      node,
      0,
      value.dims.map((size, axis) => size * (repeats[axis] ?? 1)),
      value.axis,
    );
  },
  DepthToSpace: blocks(false),
  SpaceToDepth: blocks(true),
};
