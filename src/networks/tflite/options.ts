/** Options of operators, under the names and defaults of the schema. */
import type { Activation, Padding, Pair } from '../network.js';
import { unsupported } from '../onnx/unsupported.js';
import type { FlatTable } from './flatbuffer.js';
import { malformed } from './malformed.js';
import type { TfliteOperator } from './model.js';
import { optionKinds } from './schema.js';

/** `ActivationFunctionType`, by number. */
const activations: readonly Activation[] = ['none', 'relu', 'clip', 'relu6', 'tanh', 'pointwise'];

export interface WindowOptions {
  readonly padding: Padding;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly act: Activation;
}

/** The options table of `operator`, which must be of `kind`. */
export function optionsOf(operator: TfliteOperator, kind: keyof typeof optionKinds): FlatTable {
  const { op, options, optionsKind } = operator;
  if (options !== undefined && optionsKind === optionKinds[kind]) return options;
  throw malformed(`a ${op} has options of kind ${optionsKind}, not ${kind} (${optionKinds[kind]})`);
}

/** Conv2DOptions and DepthwiseConv2DOptions, whose fields differ by the depth multiplier in the middle. */
export function convolutionOptions(operator: TfliteOperator): WindowOptions {
  const depthwise = operator.op === 'DEPTHWISE_CONV_2D';
  const options = optionsOf(operator, depthwise ? 'DepthwiseConv2DOptions' : 'Conv2DOptions');
  const shift = depthwise ? 1 : 0;
  return {
    padding: paddingOf(options.int8(0)),
    stride: sides(options.int32(2), options.int32(1), 'stride'),
    dilation: sides(options.int32(5 + shift, 1), options.int32(4 + shift, 1), 'dilation'),
    act: activationOf(options.int8(3 + shift)),
  };
}

/** Pool2DOptions. */
export function poolOptions(operator: TfliteOperator): Omit<WindowOptions, 'dilation'> & { readonly kernel: Pair } {
  const options = optionsOf(operator, 'Pool2DOptions');
  return {
    padding: paddingOf(options.int8(0)),
    stride: sides(options.int32(2), options.int32(1), 'stride'),
    kernel: sides(options.int32(4), options.int32(3), 'window'),
    act: activationOf(options.int8(5)),
  };
}

/** TransposeConvOptions. */
export function transposedOptions(operator: TfliteOperator): Omit<WindowOptions, 'dilation'> {
  const options = optionsOf(operator, 'TransposeConvOptions');
  return {
    padding: paddingOf(options.int8(0)),
    stride: sides(options.int32(2), options.int32(1), 'stride'),
    act: activationOf(options.int8(3)),
  };
}

/** The fused activation of options where it is field `field`; without options there is none. */
export function fusedActivation(operator: TfliteOperator, kind: keyof typeof optionKinds, field: number): Activation {
  return operator.options === undefined ? 'none' : activationOf(optionsOf(operator, kind).int8(field));
}

function activationOf(number: number): Activation {
  const act = activations[number];
  if (act === undefined) throw unsupported(`its fused activation is number ${number}`);
  return act;
}

/** `Padding`: SAME and VALID. */
function paddingOf(number: number): Padding {
  if (number === 0) return 'same';
  if (number === 1) return 'valid';
  throw unsupported(`its padding is number ${number}`);
}

function sides(vertical: number, horizontal: number, what: string): Pair {
  if (vertical < 1 || horizontal < 1) throw unsupported(`its ${what} is ${vertical} x ${horizontal}`);
  return [vertical, horizontal];
}
