/**
 * TFLM's memory plan of a model file: its own tensors in their own order, as AllocationInfoBuilder and the greedy planner
 * see them (tensorflow/tflite-micro, commit 90b983c).
 */
import type { ModelProgram, ProgramOperator, ProgramTensor } from '../../src/networks/index.js';
import { Arena } from './arena.js';
import { roundUp } from './round-up.js';
import { type ScratchLayer, scratchBytes } from './scratch.js';
import { ALIGNMENT, type TflmPlan } from './tflm.js';
import { tflmOperators } from './tflm-operators.js';
import { classifierArraysBytes, convolutionArraysBytes, persistentOf } from './tflm-persistent.js';
import type { KernelClass, Schedule } from './types.js';

export interface TflmProgramPlan extends TflmPlan {
  /** Operators of the file that TFLM has no kernel for. */
  readonly unsupported: readonly string[];
  /** Operators whose persistent data the fit does not cover. */
  readonly assumed: boolean;
}

/** @param kernels CMSIS-NN kernels, or undefined for the reference kernels */
export function planTflmProgram(
  program: ModelProgram,
  schedule: Schedule,
  kernels: KernelClass | undefined,
): TflmProgramPlan {
  const arena = new Arena();
  addTensors(arena, program);
  const scratchBytes = addScratch(arena, program, kernels);
  const unsupported = program.operators.filter(({ op, custom }) => custom || !tflmOperators.has(op));
  const { counts, variableBytes } = countsOf(program);
  const persistent = persistentOf(counts, schedule.pointerBytes);
  return {
    arena,
    arenaBytes: arena.place(schedule.tieOrder),
    scratchBytes,
    ...persistent,
    persistentBytes: persistent.persistentBytes + variableBytes,
    modelFileBytes: program.fileBytes,
    unsupported: [...new Set(unsupported.map(({ op }) => op))],
    assumed: counts.others > 0,
  };
}

/** A tensor lives from the operator that writes it to its last reader; inputs from the start, outputs to the end. */
function addTensors(arena: Arena, { tensors, operators, inputs, outputs }: ModelProgram): void {
  // A tensor that nobody touches is placed all the same, at a time of its own.
  const first = new Int32Array(tensors.length).fill(-1);
  const last = new Int32Array(tensors.length).fill(-1);
  const touch = (tensor: number, op: number): void => {
    if (tensor < 0) return;
    if (first[tensor] === -1) first[tensor] = op;
    last[tensor] = op;
  };
  for (const tensor of inputs) touch(tensor, 0);
  operators.forEach((operator, op) => {
    for (const tensor of operator.outputs) touch(tensor, op);
    for (const tensor of operator.inputs) touch(tensor, op);
  });
  for (const tensor of outputs) touch(tensor, Math.max(0, operators.length - 1));
  tensors.forEach(({ bytes, storage }, i) => {
    if (storage !== 'arena' || bytes === 0) return;
    arena.add('tensor', i, roundUp(bytes, ALIGNMENT), first[i] as number, last[i] as number);
  });
}

/** Scratch buffers come after all tensors, in the order of their operators; returns the largest. */
function addScratch(arena: Arena, { tensors, operators }: ModelProgram, kernels: KernelClass | undefined): number {
  let largest = 0;
  if (kernels === undefined) return largest;
  operators.forEach((operator, op) => {
    const input = tensors[operator.inputs[0] ?? -1];
    const layer = input?.type === 'int8' ? scratchLayer(operator) : undefined;
    const bytes = layer === undefined ? 0 : scratchBytes(layer, kernels);
    if (bytes === 0) return;
    largest = Math.max(largest, bytes);
    arena.add('scratch', op, roundUp(bytes, ALIGNMENT), op, op);
  });
  return largest;
}

const scratchOperators: Readonly<Record<string, ScratchLayer['op']>> = {
  CONV_2D: 'conv2d',
  DEPTHWISE_CONV_2D: 'dwconv2d',
  AVERAGE_POOL_2D: 'avgpool',
  FULLY_CONNECTED: 'fc',
};

function scratchLayer(operator: ProgramOperator): ScratchLayer | undefined {
  const { kernel, dilation, inputChannels, outputChannels } = operator;
  const op = Object.hasOwn(scratchOperators, operator.op) ? scratchOperators[operator.op] : undefined;
  if (op === undefined) return undefined;
  const window = { ...(kernel && { kernel }), ...(dilation && { dilation }) };
  return { op, in: [1, 1, inputChannels], out: [1, 1, outputChannels], ...window };
}

function countsOf({ tensors, operators }: ModelProgram) {
  const named = new Map<string, number>();
  let channelArraysBytes = 0;
  for (const { op, custom, inputs, outputChannels } of operators) {
    const name = custom ? 'custom' : op;
    named.set(name, (named.get(name) ?? 0) + 1);
    const [input, weights] = [tensors[inputs[0] ?? -1], tensors[inputs[1] ?? -1]];
    if (!isQuantised(input)) continue;
    if (op === 'CONV_2D' || op === 'DEPTHWISE_CONV_2D') channelArraysBytes += convolutionArraysBytes(outputChannels);
    else if (op === 'FULLY_CONNECTED' && (weights?.scales ?? 0) > 1) {
      channelArraysBytes += classifierArraysBytes(outputChannels);
    }
  }
  const count = (...names: readonly string[]) => names.reduce((sum, name) => sum + (named.get(name) ?? 0), 0);
  const known = {
    convolutions: count('CONV_2D', 'DEPTHWISE_CONV_2D'),
    additions: count('ADD'),
    classifiers: count('FULLY_CONNECTED'),
    pools: count('AVERAGE_POOL_2D', 'MAX_POOL_2D'),
    softmaxes: count('SOFTMAX'),
    reshapes: count('RESHAPE'),
    pads: count('PAD'),
  };
  const others = operators.length - Object.values(known).reduce((sum, value) => sum + value, 0);
  const variables = tensors.filter(({ storage }) => storage === 'variable');
  const variableBytes = variables.reduce((sum, { bytes }) => sum + roundUp(bytes, ALIGNMENT), 0);
  const counts = { nodes: operators.length, tensors: tensors.length, ...known, others, channelArraysBytes };
  return { counts, variableBytes };
}

const isQuantised = (tensor: ProgramTensor | undefined): boolean => tensor?.type === 'int8' || tensor?.type === 'int16';
