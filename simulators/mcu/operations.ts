/** The layers of a network as a runtime runs them: checked operators, byte sizes, producers. */
import { CogymError } from '../../src/errors.js';
import type { Layer } from '../../src/networks/index.js';
import type { LayerNetwork } from './types.js';

const supported: ReadonlySet<string> = new Set(['conv2d', 'dwconv2d', 'fc', 'add', 'avgpool', 'maxpool', 'softmax']);

/** Ops in execution order; tensors are named by the op that writes them, -1 is the network's input. */
export interface Operations {
  readonly layers: readonly Layer[];
  /** Producers that each op reads. */
  readonly inputs: readonly (readonly number[])[];
  /** Ops whose output is an output of the network. */
  readonly outputs: ReadonlySet<number>;
  readonly inputBytes: number;
}

/** Bytes of `elements` values, packed. */
const packed = (elements: number, bits = 8): number => Math.ceil((elements * bits) / 8);

const outputElements = ({ out }: Layer): number => out[0] * out[1] * out[2];
export const outputBytes = (layer: Layer): number => packed(outputElements(layer), layer.bits);
export const weightBytes = (layer: Layer): number => packed(layer.weights, layer.bits);
export const sizedBytes = (layer: Layer, height: number, width: number): number =>
  packed(height * width * layer.out[2], layer.bits);

/**
 * @param dropSoftmax for runtimes without one: its readers read its input
 * @throws CogymError `unsupportedOperator`
 */
export function operationsOf(network: LayerNetwork, dropSoftmax: boolean): Operations {
  const { input, layers } = network;
  for (const layer of layers) checkOperator(layer);
  const inputBytes = packed(input.h * input.w * input.c, layers[0]?.bits);
  const outputs = network.outputs ?? [layers.length - 1];
  if (!dropSoftmax || !layers.some(({ op }) => op === 'softmax')) {
    return { layers, inputs: layers.map((layer) => layer.inputs), outputs: new Set(outputs), inputBytes };
  }
  const producer: number[] = [];
  const kept: Layer[] = [];
  const inputs: (readonly number[])[] = [];
  const renamed = (source: number): number => (source < 0 ? source : (producer[source] as number));
  for (const layer of layers) {
    if (layer.op === 'softmax') {
      producer.push(renamed(layer.inputs[0] as number));
      continue;
    }
    producer.push(kept.length);
    kept.push(layer);
    inputs.push(layer.inputs.map(renamed));
  }
  return { layers: kept, inputs, outputs: new Set(outputs.map(renamed)), inputBytes };
}

function checkOperator(layer: Layer): void {
  const { op, groups = 1, perPosition = false, in: from } = layer;
  if (!supported.has(op))
    throw unsupported(layer, `a ${op}; microcontroller runtimes have ${[...supported].join(', ')}`);
  if (groups > 1 && op === 'conv2d') throw unsupported(layer, `a convolution of ${groups} groups; only 1 is run`);
  if (perPosition && from[0] * from[1] > 1)
    throw unsupported(layer, 'an fc at each position; write it as a 1x1 conv2d');
}

const unsupported = ({ i }: Layer, what: string): CogymError =>
  new CogymError('unsupportedOperator', `layer ${i} is ${what}`, `/network/layers/${i}/op`);

/** MACs and elements of a network that the cost models distinguish. */
export interface Work {
  readonly macs: number;
  readonly toolMacs: number;
  readonly params: number;
  readonly weightBytes: number;
  readonly biases: number;
  /** MACs of convolutions other than 1x1. */
  readonly convMacs: number;
  /** MACs of 1x1 convolutions and fully connected layers. */
  readonly pointwiseMacs: number;
  readonly depthwiseMacs: number;
  readonly depthwiseOutputs: number;
}

/**
 * Sums over the layers.
 * @param repeats per op, how often its output is computed (tiles overlap); affects the latency's terms alone
 */
export function workOf(layers: readonly Layer[], repeats: readonly number[] = []): Work {
  let [macs, additions, weights, bytes, biases] = [0, 0, 0, 0, 0];
  let [convMacs, pointwiseMacs, depthwiseMacs, depthwiseOutputs] = [0, 0, 0, 0];
  for (let k = 0; k < layers.length; k++) {
    const layer = layers[k] as Layer;
    const repeat = repeats[k] ?? 1;
    macs += layer.macs;
    weights += layer.weights;
    biases += layer.bias;
    bytes += weightBytes(layer);
    if (layer.op === 'add') additions += outputElements(layer);
    else if (layer.op === 'dwconv2d') {
      depthwiseMacs += layer.macs * repeat;
      depthwiseOutputs += outputElements(layer) * repeat;
    } else if (isPointwise(layer)) pointwiseMacs += layer.macs * repeat;
    else convMacs += layer.macs * repeat;
  }
  return {
    macs,
    toolMacs: macs + additions,
    params: weights + biases,
    weightBytes: bytes,
    biases,
    convMacs,
    pointwiseMacs,
    depthwiseMacs,
    depthwiseOutputs,
  };
}

const isPointwise = ({ op, kernel }: Layer): boolean =>
  op === 'fc' || (op === 'conv2d' && kernel?.[0] === 1 && kernel[1] === 1);
