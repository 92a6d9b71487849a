/** Functions of each value, and of pairs of values. */
import type { Activation, Shape } from '../../network.js';
import { volume } from '../../shape.js';
import type { TfliteOperator } from '../model.js';
import { fusedActivation } from '../options.js';
import { shapeOf, type Translation } from '../translation.js';
import type { Convert, Converters } from './convert.js';

const activation =
  (act: Activation): Convert =>
  (operator, translation) =>
    translation.activate(operator, act);

/** A sum or product of two tensors; one with a single constant value is a function of the other. */
const pairwise =
  (op: 'add' | 'mul', fused?: 'AddOptions' | 'SubOptions' | 'MulOptions' | 'DivOptions'): Convert =>
  (operator, translation) => {
    const act = fused === undefined ? 'none' : fusedActivation(operator, fused, 0);
    const scalar = [0, 1].find((position) => {
      const { index, tensor } = translation.operand(operator, position);
      return tensor.elements === 1 && translation.isConstant(index);
    });
    if (scalar !== undefined) translation.activate(operator, 'pointwise', 1 - scalar);
    else {
      const out = shapeOf(translation.result(operator).tensor);
      const inputs = [0, 1].map((position) => operandLayer(operator, position, op, out, translation));
      translation.emit(operator, { op, inputs, act });
    }
  };

/** The layer of an operand as the format's operator takes it: padded channels folded in, other broadcasts written out. */
function operandLayer(
  operator: TfliteOperator,
  position: number,
  op: 'add' | 'mul',
  out: Shape,
  translation: Translation,
): number {
  const { index, tensor } = translation.operand(operator, position);
  const pad = translation.padOf(index);
  if (op === 'add' && pad?.along === 'channels' && pad.shape[0] === out[0] && pad.shape[1] === out[1]) {
    return pad.source;
  }
  const shape = shapeOf(tensor);
  const handle = translation.handle(index);
  const perChannel = shape[0] === 1 && shape[1] === 1 && shape[2] === out[2];
  if (volume(shape) === volume(out) || perChannel) return handle;
  return translation.push({ op: 'gather', inputs: [handle], in: shape, out }, index);
}

export const functions: Converters = {
  ADD: pairwise('add', 'AddOptions'),
  SUB: pairwise('add', 'SubOptions'),
  MUL: pairwise('mul', 'MulOptions'),
  DIV: pairwise('mul', 'DivOptions'),
  MAXIMUM: pairwise('add'),
  MINIMUM: pairwise('add'),
  SQUARED_DIFFERENCE: pairwise('add'),
  RELU: activation('relu'),
  RELU6: activation('relu6'),
  RELU_N1_TO_1: activation('clip'),
  RELU_0_TO_1: activation('clip'),
  LEAKY_RELU: activation('leaky_relu'),
  PRELU: activation('prelu'),
  ELU: activation('elu'),
  GELU: activation('gelu'),
  HARD_SWISH: activation('h_swish'),
  LOGISTIC: activation('sigmoid'),
  TANH: activation('tanh'),
  ...Object.fromEntries(
    ['ABS', 'CEIL', 'COS', 'EXP', 'FLOOR', 'LOG', 'NEG', 'ROUND', 'RSQRT', 'SIGN', 'SIN', 'SQRT', 'SQUARE'].map(
      (name) => [name, activation('pointwise')] as const,
    ),
  ),
};
