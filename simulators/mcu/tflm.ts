/**
 * TensorFlow Lite for Microcontrollers (tensorflow/tflite-micro, commit 90b983c): greedy memory planner, and the
 * persistent data of its interpreter.
 */
import type { Layer } from '../../src/networks/index.js';
import { Arena } from './arena.js';
import { type Operations, outputBytes, type Work } from './operations.js';
import { roundUp } from './round-up.js';
import { scratchBytes } from './scratch.js';
import { classifierArraysBytes, convolutionArraysBytes, persistentOf } from './tflm-persistent.js';
import type { KernelClass, PadPolicy, Schedule } from './types.js';

export interface TflmPlan {
  readonly arena: Arena;
  readonly arenaBytes: number;
  readonly persistentBytes: number;
  readonly tensorMetadataBytes: number;
  readonly nodeBytes: number;
  /** Largest of any op; 0 with the reference kernels. */
  readonly scratchBytes: number;
  readonly modelFileBytes: number;
}

/** Alignment of every buffer, bytes. */
export const ALIGNMENT = 16;

/** @param kernels CMSIS-NN kernels, or undefined for the reference kernels */
export function planTflm(
  operations: Operations,
  work: Work,
  schedule: Schedule,
  kernels: KernelClass | undefined,
): TflmPlan {
  const { layers, inputs, outputs, inputBytes } = operations;
  const arena = new Arena();
  arena.add('input', -1, roundUp(inputBytes, ALIGNMENT), 0, 0);
  const writer: number[] = [];
  const opOf: number[] = [];
  let op = 0;
  const read = (buffer: number): void => {
    arena.last[buffer] = op;
  };
  for (let k = 0; k < layers.length; k++) {
    const layer = layers[k] as Layer;
    const sources = (inputs[k] as readonly number[]).map((source) => (source < 0 ? 0 : (writer[source] as number)));
    const padded = paddedBytes(layer, schedule.padMaterialised);
    if (padded !== undefined) {
      read(sources[0] as number);
      sources[0] = arena.add('pad', layer.i, roundUp(padded, ALIGNMENT), op, op);
      op++;
    }
    for (const source of sources) read(source);
    opOf.push(op);
    writer.push(arena.add('layer', layer.i, roundUp(outputBytes(layer), ALIGNMENT), op, op));
    op++;
  }
  for (const output of outputs) arena.last[writer[output] as number] = op - 1;
  let largestScratch = 0;
  if (kernels !== undefined) {
    for (let k = 0; k < layers.length; k++) {
      const layer = layers[k] as Layer;
      const bytes = (layer.bits ?? 8) > 8 ? 0 : scratchBytes(layer, kernels);
      if (bytes === 0) continue;
      largestScratch = Math.max(largestScratch, bytes);
      const at = opOf[k] as number;
      arena.add('scratch', layer.i, roundUp(bytes, ALIGNMENT), at, at);
    }
  }
  const pads = op - layers.length;
  return {
    arena,
    arenaBytes: arena.place(schedule.tieOrder),
    scratchBytes: largestScratch,
    ...persistent(layers, pads, work, schedule),
  };
}

/** Bytes that a PAD before `layer` writes, or undefined where there is none. */
function paddedBytes(
  { op, kernel, padding, padded_in, in: from, bits = 8 }: Layer,
  policy: PadPolicy,
): number | undefined {
  if (policy === 'none' || (op !== 'conv2d' && op !== 'dwconv2d') || kernel === undefined) return undefined;
  if (policy === 'explicit') {
    if (padding !== 'explicit' || padded_in === undefined) return undefined;
    return Math.ceil((padded_in[0] * padded_in[1] * padded_in[2] * bits) / 8);
  }
  const [height, width] = [from[0] + 2 * Math.floor(kernel[0] / 2), from[1] + 2 * Math.floor(kernel[1] / 2)];
  return Math.ceil((height * width * from[2] * bits) / 8);
}

function persistent(layers: readonly Layer[], pads: number, work: Work, schedule: Schedule) {
  const count = { conv2d: 0, dwconv2d: 0, fc: 0, add: 0, avgpool: 0, maxpool: 0, softmax: 0 };
  let [channels, channelArraysBytes] = [0, 0];
  for (const { op, out } of layers) {
    count[op as keyof typeof count]++;
    if (op === 'conv2d' || op === 'dwconv2d') {
      channels += out[2];
      channelArraysBytes += convolutionArraysBytes(out[2]);
    } else if (op === 'fc' && schedule.classifierPerChannel) channelArraysBytes += classifierArraysBytes(out[2]);
  }
  const convolutions = count.conv2d + count.dwconv2d;
  const reshapes = count.fc === layers.length ? 0 : 1;
  const nodes = layers.length + pads + reshapes;
  const tensors = 1 + nodes + 2 * (convolutions + count.fc) + pads + reshapes;
  const counts = {
    nodes,
    tensors,
    convolutions,
    additions: count.add,
    classifiers: count.fc,
    pools: count.avgpool + count.maxpool,
    softmaxes: count.softmax,
    reshapes,
    pads,
    others: 0,
    channelArraysBytes,
  };
  return {
    ...persistentOf(counts, schedule.pointerBytes),
    modelFileBytes: work.weightBytes + 4 * work.biases + 24 * channels + 115 * tensors,
  };
}
