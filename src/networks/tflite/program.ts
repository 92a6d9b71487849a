/** A model file as its interpreter sees it: every tensor and operator in the file's order. Plain data. */
import type { Pair } from '../network.js';
import type { TfliteModel, TfliteOperator, TfliteTensor } from './model.js';
import { convolutionOptions, poolOptions } from './options.js';

export interface ProgramTensor {
  readonly name: string;
  /** E.g. `int8`, `float32`. */
  readonly type: string;
  readonly bytes: number;
  /** `constant`: stays in the file; `variable`: keeps its values between inferences; else it lives while it is used. */
  readonly storage: 'arena' | 'constant' | 'variable';
  /** Quantisation scales: 0 for none, 1 for one of the whole tensor, else one per channel. */
  readonly scales: number;
}

export interface ProgramOperator {
  /** Name of the TFLite schema, e.g. `CONV_2D`, or the file's own name of a custom operator. */
  readonly op: string;
  readonly custom: boolean;
  /** Positions of tensors; -1 for an operand that is left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Convolutions and pools. */
  readonly kernel?: Pair;
  readonly dilation?: Pair;
  /** Channels of the first operand and of the first output. */
  readonly inputChannels: number;
  readonly outputChannels: number;
}

export interface ModelProgram {
  readonly fileBytes: number;
  readonly tensors: readonly ProgramTensor[];
  /** In execution order. */
  readonly operators: readonly ProgramOperator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

export function programOf(model: TfliteModel): ModelProgram {
  const { fileBytes, tensors, operators, inputs, outputs } = model;
  return {
    fileBytes,
    tensors: tensors.map(({ name, type, bytes, data, variable, scales }) => ({
      name,
      type,
      bytes,
      storage: data !== undefined ? 'constant' : variable ? 'variable' : 'arena',
      scales,
    })),
    operators: operators.map((operator) => programOperator(operator, tensors)),
    inputs,
    outputs,
  };
}

function programOperator(operator: TfliteOperator, tensors: readonly TfliteTensor[]): ProgramOperator {
  const { op, custom, inputs, outputs } = operator;
  const channels = (tensor: number | undefined) => tensors[tensor ?? -1]?.dims.at(-1) ?? 1;
  const ends = { inputChannels: channels(inputs[0]), outputChannels: channels(outputs[0]) };
  const common = { op, custom, inputs, outputs, ...ends };
  if (op === 'CONV_2D' || op === 'DEPTHWISE_CONV_2D') {
    const [, height = 1, width = 1] = tensors[inputs[1] ?? -1]?.dims ?? [];
    return { ...common, kernel: [height, width], dilation: convolutionOptions(operator).dilation };
  }
  if (op === 'AVERAGE_POOL_2D' || op === 'MAX_POOL_2D') return { ...common, kernel: poolOptions(operator).kernel };
  return common;
}
