/** Functions of one value, and softmax. */
import type { Activation } from '../../network.js';
import type { OnnxNode } from '../model.js';
import type { Translation } from '../translation.js';
import { shapeOf } from '../value.js';
import type { Convert, Converters } from './convert.js';

const act =
  (activation: Activation): Convert =>
  (node, translation) =>
    translation.activated(node, 0, activation);

const softmax: Convert = (node, translation) => {
  const value = translation.computed(node, 0);
  const shape = shapeOf(value.dims, value.axis);
  return translation.emit({ op: 'softmax', in: shape, out: shape }, [value], value.dims, value.axis);
};

/** Clip by limits in attributes (before operator set 11) or operands; [0, 6] is relu6. */
const clip: Convert = (node, translation) => {
  const [low, high] = [limit(node, translation, 1, 'min'), limit(node, translation, 2, 'max')];
  const kind =
    low === 0 && high === 6
      ? 'relu6'
      : low === 0 && high === undefined
        ? 'relu'
        : low === -1 && high === 1
          ? 'h_tanh'
          : 'clip';
  return translation.activated(node, 0, kind);
};

function limit(node: OnnxNode, translation: Translation, position: number, attribute: string): number | undefined {
  const operand = translation.operand(node, position);
  const value = operand?.kind === 'constant' ? operand.data?.[0] : node.attributes.get(attribute)?.float;
  // Exporters write the largest float for "no limit".
  return value !== undefined && Math.abs(value) > 1e38 ? undefined : value;
}

const pointwise = [
  'Abs',
  'Acos',
  'Asin',
  'Atan',
  'Ceil',
  'Cos',
  'Cosh',
  'Erf',
  'Exp',
  'Floor',
  'IsInf',
  'IsNaN',
  'Log',
  'Neg',
  'Not',
  'Reciprocal',
  'Round',
  'Shrink',
  'Sign',
  'Sin',
  'Sinh',
  'Sqrt',
  'Tan',
  'ThresholdedRelu',
];

export const functions: Converters = {
  Relu: act('relu'),
  LeakyRelu: act('leaky_relu'),
  PRelu: act('prelu'),
  Elu: act('elu'),
  Selu: act('selu'),
  Celu: act('celu'),
  Sigmoid: act('sigmoid'),
  HardSigmoid: act('h_sigmoid'),
  Tanh: act('tanh'),
  Gelu: act('gelu'),
  FastGelu: act('gelu'),
  QuickGelu: act('gelu'),
  Silu: act('silu'),
  Swish: act('silu'),
  HardSwish: act('h_swish'),
  Mish: act('mish'),
  Softplus: act('softplus'),
  Softsign: act('softsign'),
  Clip: clip,
  Softmax: softmax,
  LogSoftmax: softmax,
  ...Object.fromEntries(pointwise.map((op) => [op, act('pointwise')])),
};
