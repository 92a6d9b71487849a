/** Pools, global pools, and reductions as pools over everything that they reduce. */
import { integerOf, integersOf } from '../attributes.js';
import type { OnnxNode } from '../model.js';
import { numbersOf } from '../rearrange.js';
import type { Translation } from '../translation.js';
import { unsupported } from '../unsupported.js';
import { type Computed, normalAxis, product, shapeOf } from '../value.js';
import type { Convert, Converters } from './convert.js';
import { paddingOf, spatial, windowOf } from './window.js';

type Pool = 'avgpool' | 'maxpool';

const pool =
  (op: Pool): Convert =>
  (node, translation) => {
    const value = translation.computed(node, 0);
    const kernel = integersOf(node, 'kernel_shape') ?? [];
    if (value.dims.length !== 3 && value.dims.length !== 4) {
      throw unsupported(`it works on ${value.dims.length - 2} spatial dimensions, not 1 or 2`);
    }
    if ((integersOf(node, 'dilations') ?? []).some((dilation) => dilation !== 1)) {
      throw unsupported('the network format has no dilation in pools');
    }
    // Channels are pooled one by one, so a batch is so many more of them.
    const [batch = 1, channels = 1, ...sides] = value.dims;
    const merged = batch === 1 ? value : { ...value, dims: [1, batch * channels, ...sides], axis: 1 };
    const window = windowOf(node, merged, kernel);
    const written = [1, batch * channels, ...window.out];
    const result = translation.emit(
      {
        op,
        in: shapeOf(window.value.dims, 1),
        out: shapeOf(written, 1),
        kernel: spatial(window.kernel),
        stride: spatial(window.strides),
        ...paddingOf(window),
      },
      [window.value],
      written,
      1,
    );
    return { ...result, dims: [batch, channels, ...window.out] };
  };

const globalPool =
  (op: Pool): Convert =>
  (node, translation) => {
    const value = translation.computed(node, 0);
    return reduced(op, translation, value, value.dims.map((_, axis) => axis).slice(2), true);
  };

const reduction =
  (op: Pool): Convert =>
  (node, translation) => {
    const value = translation.computed(node, 0);
    const rank = value.dims.length;
    const axes = axesOf(node, translation) ?? value.dims.map((_, axis) => axis);
    if (axes.some((axis) => normalAxis(axis, rank) < 0 || normalAxis(axis, rank) >= rank)) {
      throw unsupported(`it has no axes ${axes.join(', ')} in [${value.dims.join(', ')}]`);
    }
    return reduced(
      op,
      translation,
      value,
      axes.map((axis) => normalAxis(axis, rank)),
      integerOf(node, 'keepdims', 1) === 1,
    );
  };

/** Axes of a reduction: an attribute, or an operand since operator set 18. */
export const axesOf = (node: OnnxNode, translation: Translation): readonly number[] | undefined =>
  numbersOf(node, translation.operand(node, 1), 'axes');

function reduced(
  op: Pool,
  translation: Translation,
  value: Computed,
  axes: readonly number[],
  keep: boolean,
): Computed {
  const gone = new Set(axes);
  const dims = value.dims.flatMap((size, axis) => (gone.has(axis) ? (keep ? [1] : []) : [size]));
  const shape = shapeOf(value.dims, value.axis);
  const rest = value.dims.filter((_, axis) => !gone.has(axis));
  const kept = product(rest);
  const count = product(value.dims) / kept;
  const channels = value.dims[value.axis] as number;
  // Over all positions of a map; any other reduction reads the tensor as kept values by reduced ones.
  const global = !gone.has(value.axis) && kept === channels;
  const kernel = global ? ([shape[0], shape[1]] as const) : ([1, count] as const);
  const seen = global ? shape : ([1, count, kept] as const);
  const axis = keep ? value.axis : Math.max(0, value.axis - [...gone].filter((one) => one < value.axis).length);
  return translation.emit(
    { op, in: seen, out: [1, 1, kept], kernel, stride: kernel, padding: 'valid' },
    [value],
    dims,
    Math.min(axis, Math.max(dims.length - 1, 0)),
  );
}

export const pools: Converters = {
  MaxPool: pool('maxpool'),
  AveragePool: pool('avgpool'),
  LpPool: pool('avgpool'),
  GlobalAveragePool: globalPool('avgpool'),
  GlobalMaxPool: globalPool('maxpool'),
  ReduceMean: reduction('avgpool'),
  ReduceSum: reduction('avgpool'),
  ReduceSumSquare: reduction('avgpool'),
  ReduceL1: reduction('avgpool'),
  ReduceL2: reduction('avgpool'),
  ReduceMax: reduction('maxpool'),
  ReduceMin: reduction('maxpool'),
};
