/** Normalisations: folded into the layer before where that is exact, otherwise layers of their own. */
import type { Operator } from '../../network.js';
import { integerOf } from '../attributes.js';
import { unsupported } from '../unsupported.js';
import { normalAxis, product, shapeOf } from '../value.js';
import type { Convert, Converters } from './convert.js';
import { axesOf } from './pooling.js';

const weighted: ReadonlySet<Operator> = new Set<Operator>(['conv2d', 'dwconv2d', 'deconv2d', 'fc']);

/** Normalisation of each channel of a map by itself or with its neighbours. */
const perChannel =
  (op: Operator): Convert =>
  (node, translation) => {
    const value = translation.computed(node, 0);
    const axis = Math.min(1, Math.max(value.dims.length - 1, 0));
    const shape = shapeOf(value.dims, axis);
    return translation.emit({ op, in: shape, out: shape }, [value], value.dims, axis);
  };

/** Normalisation over the last axes, or over those that a spelled-out one reduces. */
const overAxes =
  (op: Operator): Convert =>
  (node, translation) => {
    const value = translation.computed(node, 0);
    const rank = value.dims.length;
    const spelledOut = node.attributes.has('spelledOut');
    const given = spelledOut ? axesOf(node, translation) : undefined;
    const first = normalAxis(integerOf(node, 'axis', -1), rank);
    const axes = given?.map((axis) => normalAxis(axis, rank)) ?? value.dims.map((_, axis) => axis).slice(first);
    const channels = product(axes.map((axis) => value.dims[axis] ?? 1));
    const [only] = axes;
    const single = axes.length === 1 && only !== undefined && only < rank;
    const shape = single ? shapeOf(value.dims, only) : ([1, product(value.dims) / channels, channels] as const);
    return translation.emit({ op, in: shape, out: shape }, [value], value.dims, single ? only : value.axis);
  };

export const normalisations: Converters = {
  BatchNormalization: (node, translation) => {
    const value = translation.computed(node, 0);
    const scale = translation.operand(node, 1);
    const layer = translation.foldable(node, 0);
    const channels = value.dims[1] ?? value.dims[0] ?? 1;
    if (scale !== undefined && product(scale.dims) !== channels) {
      throw unsupported(`it scales ${product(scale.dims)} channels, but reads ${channels}`);
    }
    const folds = layer !== undefined && weighted.has(layer.op) && layer.norm === 'none' && layer.out[2] === channels;
    if (folds && value.axis === Math.min(1, value.dims.length - 1)) {
      layer.norm = 'batch';
      return translation.view(node, 0, value.dims, value.axis);
    }
    return perChannel('batchnorm')(node, translation);
  },
  InstanceNormalization: perChannel('instancenorm'),
  GroupNormalization: perChannel('groupnorm'),
  LRN: perChannel('lrn'),
  LayerNormalization: overAxes('layernorm'),
  SimplifiedLayerNormalization: overAxes('rmsnorm'),
  RMSNormalization: overAxes('rmsnorm'),
};
