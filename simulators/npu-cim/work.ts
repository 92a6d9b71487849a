/** A network's layers as work for the NPU and for macros. */
import type { Layer } from '../../src/networks/index.js';
import type { NpuActivation, NpuLayer, NpuOperator, Shape } from '../npu/index.js';
import type { LayerNetwork, Work } from './types.js';

/** Passes of the output unit over a map, by operator of the network [A]. */
export type Passes = Readonly<Record<string, number>>;

const DEFAULT_BITS = 8;

/** @param passes passes by operator; operators without an entry are free (views and constants) */
export function workOf(network: LayerNetwork, passes: Passes): Work[] {
  const weighted = network.layers.filter(({ weights }) => weights > 0);
  const [first, last] = [weighted[0], weighted.at(-1)];
  return network.layers.map((layer): Work => {
    const inBytes = bytes(volume(layer.in), layer) * Math.max(1, layer.op === 'add' ? layer.inputs.length : 1);
    const operator = operatorOf(layer);
    const product = productOf(layer);
    // One literal, since networks by the thousand pass here.
    return {
      index: layer.i,
      key: keyOf(layer, inBytes),
      name: layer.role ?? layer.op,
      inputs: mapsRead(layer),
      readsInput: layer.inputs.includes(-1),
      operator,
      passes: operator === undefined ? (passes[layer.op] ?? 0) : 0,
      product,
      pointwise: product?.needs === 'none' && kernelOf(layer).every((side) => side === 1),
      places: layer === first || layer === last || layer.role === 'projection' ? placesOf(layer, first, last) : NOWHERE,
      inBytes,
      outBytes: bytes(volume(layer.out), layer),
      weights: layer.weights,
      weightBytes: bytes(layer.weights, layer),
      macs: layer.macs,
    };
  });
}

/** Layers that it reads, each once. */
function mapsRead({ inputs }: Layer): readonly number[] {
  const read = inputs.filter((input) => input >= 0);
  return read.length < 2 ? read : [...new Set(read)];
}

const NOWHERE: Work['places'] = [];

const placesOf = (layer: Layer, first: Layer | undefined, last: Layer | undefined): Work['places'] => [
  ...(layer === first ? (['first'] as const) : []),
  ...(layer === last ? (['last'] as const) : []),
  ...(layer.role === 'projection' ? (['attentionOutput'] as const) : []),
];

/** Everything that the cost of a layer depends on. */
function keyOf(layer: Layer, inBytes: number): string {
  const { op, in: from, out: to, groups, perPosition, batch, m, k, n, bits, act } = layer;
  const maps = `${from[0]},${from[1]},${from[2]} ${to[0]},${to[1]},${to[2]} ${inBytes}`;
  const product = op === 'matmul' ? ` ${batch},${m},${k},${n}` : '';
  return `${op} ${maps} ${layer.kernel} ${layer.stride} ${groups} ${perPosition} ${bits} ${act}${product}`;
}

const volume = ([height, width, channels]: Layer['in']): number => height * width * channels;
const bytes = (values: number, { bits = DEFAULT_BITS }: Layer): number => Math.ceil((values * bits) / 8);
const kernelOf = ({ kernel }: Layer): readonly [number, number] => kernel ?? [1, 1];
const isGlobalPool = ({ op, out }: Layer): boolean => op === 'avgpool' && out[0] === 1 && out[1] === 1;

const functions: Readonly<Record<string, NpuActivation>> = { none: 'none', relu: 'relu', relu6: 'relu', clip: 'relu' };
const activationOf = ({ act }: Layer): NpuActivation => functions[act] ?? 'lut';

const operators: Readonly<Partial<Record<Layer['op'], NpuOperator>>> = {
  conv2d: 'conv2d',
  dwconv2d: 'depthwiseConv2d',
  add: 'add',
  mul: 'mul',
  avgpool: 'averagePool',
  maxpool: 'maxPool',
};

/** The NPU's operator. A linear map at each position is a 1x1 convolution; so is a product of two maps. */
function operatorOf(layer: Layer): { layer: NpuLayer; repeat: number } | undefined {
  const activation = activationOf(layer);
  const plain = { kernel: [1, 1], stride: [1, 1], activation } as const;
  if (layer.op === 'matmul') {
    const { batch = 1, m = 1, k = 1, n = 1 } = layer;
    return { layer: { ...plain, op: 'conv2d', inShape: [m, 1, k], outShape: [m, 1, n] }, repeat: batch };
  }
  if (layer.op === 'fc') {
    if (layer.perPosition)
      return { layer: { ...plain, op: 'conv2d', inShape: layer.in, outShape: layer.out }, repeat: 1 };
    const from: Shape = [1, 1, volume(layer.in)];
    return { layer: { ...plain, op: 'fullyConnected', inShape: from, outShape: [1, 1, volume(layer.out)] }, repeat: 1 };
  }
  if (layer.op === 'deconv2d') {
    const [height, width, channels] = layer.in;
    const outShape: Shape = [height, width, layer.out[2]];
    const kernel = kernelOf(layer);
    return { layer: { ...plain, op: 'conv2d', inShape: [height, width, channels], outShape, kernel }, repeat: 1 };
  }
  const op = operators[layer.op];
  if (op === undefined) return undefined;
  const groups = op === 'conv2d' ? (layer.groups ?? 1) : 1;
  const inShape: Shape = op === 'add' || op === 'mul' ? layer.out : [layer.in[0], layer.in[1], layer.in[2] / groups];
  const outShape: Shape = [layer.out[0], layer.out[1], layer.out[2] / groups];
  // A window over the whole map never moves.
  const whole = isGlobalPool(layer);
  const kernel = whole ? ([layer.in[0], layer.in[1]] as const) : kernelOf(layer);
  const stride = whole ? ([1, 1] as const) : (layer.stride ?? [1, 1]);
  return { layer: { op, inShape, outShape, kernel, stride, activation }, repeat: groups };
}

/** The matrix product that macros run. */
function productOf(layer: Layer): Work['product'] {
  const [height, width, channels] = layer.out;
  const [kernelHeight, kernelWidth] = kernelOf(layer);
  const outputs = { outHeight: height, outWidth: width };
  switch (layer.op) {
    case 'conv2d':
    case 'dwconv2d': {
      const depthwise = layer.op === 'dwconv2d';
      const groups = depthwise ? channels : (layer.groups ?? 1);
      const sizes = { outChannels: channels, inChannels: layer.in[2], groups, kernelHeight, kernelWidth, ...outputs };
      return { layer: sizes, repeat: 1, needs: depthwise ? 'packedDepthwise' : 'none' };
    }
    case 'fc': {
      const inChannels = layer.perPosition ? layer.in[2] : volume(layer.in);
      const positions = layer.perPosition ? height * width : 1;
      const outChannels = layer.perPosition ? channels : volume(layer.out);
      return { layer: { outChannels, inChannels, outPositions: positions }, repeat: 1, needs: 'none' };
    }
    case 'matmul': {
      const { batch = 1, m = 1, k = 1, n = 1 } = layer;
      return { layer: { outChannels: n, inChannels: k, outPositions: m }, repeat: batch, needs: 'dynamicWeights' };
    }
    default:
      return undefined;
  }
}
