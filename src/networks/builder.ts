/** Builds a network layer by layer: shapes and counts follow from what was built before, so no figure is written twice. */
import { badRequest } from '../errors.js';
import type {
  ActivationOptions,
  BuildOptions,
  ConvolutionOptions,
  DepthwiseOptions,
  FullyConnectedOptions,
  ProductOptions,
  WeightedOptions,
  WindowOptions,
} from './builder-options.js';
import { countLayer, trainsBias } from './count.js';
import {
  type Activation,
  type Layer,
  LONGEST_NETWORK,
  type Network,
  type NetworkInput,
  type Operator,
  type Pair,
  type Shape,
} from './network.js';
import { deconvolutionSide, pair, volume, windowSide } from './shape.js';
import { totalsOf } from './totals.js';

/** A layer on its way in. */
type Draft = { -readonly [K in keyof Layer]: Layer[K] };

/**
 * Every method appends one layer and returns its index, which is the handle to read it by; -1 (`input`) is the
 * network's input. `from` is the layer read, by default the one appended last.
 */
export class NetworkBuilder {
  /** Handle of the network's input. */
  readonly input = -1;
  readonly #id: string;
  readonly #input: NetworkInput;
  readonly #inputShape: Shape;
  readonly #layers: Layer[] = [];

  constructor(id: string, input: NetworkInput) {
    this.#id = id;
    this.#input = input;
    this.#inputShape = [input.h, input.w, input.c];
  }

  /** Handle of the layer appended last; the input when there is none. */
  get last(): number {
    return this.#layers.length - 1;
  }

  /** Output shape of a layer (or of the input). */
  shape(index: number): Shape {
    if (index === -1) return this.#inputShape;
    const layer = this.#layers[index];
    if (layer === undefined) throw new RangeError(`no layer ${index}: ${this.#layers.length} were built`);
    return layer.out;
  }

  conv(options: ConvolutionOptions, from = this.last): number {
    const shape = this.shape(from);
    const { groups = 1, out } = options;
    if (groups > 1 && groups === shape[2] && groups === out) return this.dwconv(options, from);
    if (shape[2] % groups !== 0 || out % groups !== 0) {
      throw badRequest('', `${groups} groups must divide ${shape[2]} input and ${out} output channels`);
    }
    return this.#convolution('conv2d', options, from, out, groups);
  }

  /** Depthwise convolution, multiplier 1. */
  dwconv(options: DepthwiseOptions, from = this.last): number {
    return this.#convolution('dwconv2d', options, from, this.shape(from)[2], undefined);
  }

  /** Transposed convolution. */
  deconv(options: Omit<DepthwiseOptions, 'pad'> & { readonly out: number }, from = this.last): number {
    const shape = this.shape(from);
    const { padding = 'same' } = options;
    const kernel = pair(options.kernel);
    const stride = pair(options.stride ?? 1);
    const dilation = pair(options.dilation ?? 1);
    const side = (axis: 0 | 1) => deconvolutionSide(shape[axis], kernel[axis], stride[axis], dilation[axis], padding);
    const out: Shape = [side(0), side(1), options.out];
    const layer = this.#draft('deconv2d', [from], shape, out, options);
    layer.kernel = kernel;
    layer.stride = stride;
    layer.dilation = dilation;
    layer.padding = padding;
    return this.#append(layer);
  }

  fc(options: FullyConnectedOptions, from = this.last): number {
    const shape = this.shape(from);
    const { perPosition = false } = options;
    const out: Shape = perPosition ? [shape[0], shape[1], options.out] : [1, 1, options.out];
    const layer = this.#draft('fc', [from], shape, out, options);
    layer.perPosition = perPosition;
    return this.#append(layer);
  }

  /** `batch` products a x b; with `transposeB` b is stored n x k. */
  matmul(options: ProductOptions, a: number, b: number): number {
    const { batch, m, k, n, transposeB = false, out = [1, m, batch * n] } = options;
    for (const [operand, elements] of [
      [a, batch * m * k],
      [b, batch * k * n],
    ] as const) {
      if (volume(this.shape(operand)) % elements !== 0) {
        throw badRequest(
          '',
          `a matmul operand of ${elements} values cannot be read from layer ${operand} of shape ${this.shape(operand).join('x')}`,
        );
      }
    }
    const shape: Shape = volume(this.shape(a)) === batch * m * k ? this.shape(a) : [1, m, batch * k];
    return this.#append(
      Object.assign(this.#draft('matmul', [a, b], shape, out, options), { batch, m, k, n, transposeB }),
    );
  }

  avgpool(options: WindowOptions, from = this.last): number {
    return this.#pool('avgpool', options, from);
  }

  maxpool(options: WindowOptions, from = this.last): number {
    return this.#pool('maxpool', options, from);
  }

  /** Average over the whole map. */
  globalPool(from = this.last): number {
    const shape = this.shape(from);
    const kernel: Pair = shape[0] === shape[1] ? pair(shape[0]) : [shape[0], shape[1]];
    return this.#pool('avgpool', { kernel, stride: kernel }, from);
  }

  /** Sum of two layers of one shape. */
  add(a: number, b: number, options: ActivationOptions = {}): number {
    const shape = this.shape(a);
    if (volume(shape) !== volume(this.shape(b))) {
      throw badRequest('', `add takes equal shapes, not ${shape.join('x')} and ${this.shape(b).join('x')}`);
    }
    return this.#append(this.#draft('add', [a, b], shape, shape, options));
  }

  /** Product of two layers; the second may be [1, 1, c], which scales channels. */
  mul(a: number, b: number, options: ActivationOptions = {}): number {
    const [shape, scale] = [this.shape(a), this.shape(b)];
    if (volume(shape) !== volume(scale) && (scale[0] !== 1 || scale[1] !== 1 || scale[2] !== shape[2])) {
      throw badRequest('', `mul takes equal shapes or [1, 1, c], not ${shape.join('x')} and ${scale.join('x')}`);
    }
    return this.#append(this.#draft('mul', [a, b], shape, shape, options));
  }

  act(act: Activation, from = this.last): number {
    return this.#elementwise('act', from, { act });
  }

  softmax(from = this.last): number {
    return this.#elementwise('softmax', from);
  }

  batchnorm(options: ActivationOptions = {}, from = this.last): number {
    return this.#elementwise('batchnorm', from, options);
  }

  layernorm(options: ActivationOptions = {}, from = this.last): number {
    return this.#elementwise('layernorm', from, options);
  }

  /** Normalisation over neighbouring channels (Krizhevsky et al. 2012); it has no parameters. */
  lrn(from = this.last): number {
    return this.#elementwise('lrn', from);
  }

  /** A part of a layer's output, of shape `out`. */
  slice(out: Shape, from = this.last): number {
    const shape = this.shape(from);
    if (volume(out) > volume(shape)) throw badRequest('', `${out.join('x')} is no part of ${shape.join('x')}`);
    return this.#append(this.#draft('slice', [from], shape, out));
  }

  /** Values of a layer's output picked to a shape `out`: a look-up in a table, a repetition. */
  gather(out: Shape, from = this.last): number {
    return this.#append(this.#draft('gather', [from], this.shape(from), out));
  }

  /** Concatenation of sequences: maps of equal channels, read position by position. */
  concatTokens(sources: readonly number[]): number {
    const shapes = sources.map((source) => this.shape(source));
    const [first] = shapes;
    if (first === undefined) throw badRequest('', 'concat takes at least one layer');
    if (shapes.some((shape) => shape[2] !== first[2])) {
      throw badRequest('', `tokens have equal channels, not ${shapes.map((shape) => shape.join('x')).join(', ')}`);
    }
    const tokens = shapes.reduce((sum, shape) => sum + shape[0] * shape[1], 0);
    return this.#append(this.#draft('concat', sources, first, [1, tokens, first[2]]));
  }

  /** Concatenation along the channels. */
  concat(sources: readonly number[]): number {
    const shapes = sources.map((source) => this.shape(source));
    const [first] = shapes;
    if (first === undefined) throw badRequest('', 'concat takes at least one layer');
    if (shapes.some((shape) => shape[0] !== first[0] || shape[1] !== first[1])) {
      throw badRequest('', `concat takes maps of one size, not ${shapes.map((shape) => shape.join('x')).join(', ')}`);
    }
    const channels = shapes.reduce((sum, shape) => sum + shape[2], 0);
    return this.#append(this.#draft('concat', sources, first, [first[0], first[1], channels]));
  }

  upsample(scale: number, from = this.last): number {
    const shape = this.shape(from);
    const out: Shape = [shape[0] * scale, shape[1] * scale, shape[2]];
    const layer = this.#draft('upsample', [from], shape, out);
    layer.scale = scale;
    return this.#append(layer);
  }

  /** A map of zeros. */
  constant(shape: Shape): number {
    return this.#append(this.#draft('constant', [], shape, shape));
  }

  /** A learned tensor that is no layer's weights, such as a class token or a table of positions. */
  parameter(shape: Shape): number {
    return this.#append(this.#draft('parameter', [], shape, shape));
  }

  build(options: BuildOptions = {}): Network {
    if (this.#layers.length === 0) throw badRequest('/layers', 'a network has at least one layer');
    if (this.#layers.length > LONGEST_NETWORK) {
      throw badRequest('/layers', `a network has at most ${LONGEST_NETWORK} layers, not ${this.#layers.length}`);
    }
    const totals = totalsOf(this.#layers);
    if (!Number.isSafeInteger(totals.macs) || !Number.isSafeInteger(totals.params)) {
      throw badRequest('', 'too large to count exactly (more than 2^53 - 1); use smaller maps or fewer channels');
    }
    return {
      id: this.#id,
      input: this.#input,
      layers: this.#layers.slice(),
      totals,
      ...(options.outputs === undefined ? {} : { outputs: options.outputs }),
      ...(options.allowDead ? { allowDead: true } : {}),
    };
  }

  #convolution(
    op: 'conv2d' | 'dwconv2d',
    options: DepthwiseOptions,
    from: number,
    channels: number,
    groups: number | undefined,
  ): number {
    const dilation = pair(options.dilation ?? 1);
    const layer = this.#window(op, options, dilation, channels, from);
    layer.dilation = dilation;
    if (groups !== undefined) layer.groups = groups;
    return this.#append(layer);
  }

  #pool(op: 'avgpool' | 'maxpool', options: WindowOptions, from: number): number {
    return this.#append(this.#window(op, options, pair(1), this.shape(from)[2], from));
  }

  /** A layer whose window slides over a map. */
  #window(
    op: Operator,
    options: WindowOptions & WeightedOptions,
    dilation: Pair,
    channels: number,
    from: number,
  ): Draft {
    const shape = this.shape(from);
    const kernel = pair(options.kernel);
    const stride = pair(options.stride ?? 1);
    const map = paddedMap(shape, options.pad);
    const padding = options.pad === undefined ? (options.padding ?? 'same') : 'explicit';
    const height = windowSide(map[0], kernel[0], stride[0], dilation[0], padding);
    const width = windowSide(map[1], kernel[1], stride[1], dilation[1], padding);
    const layer = this.#draft(op, [from], shape, [height, width, channels], options);
    layer.kernel = kernel;
    layer.stride = stride;
    layer.padding = padding;
    if (padding === 'explicit') layer.padded_in = map;
    return layer;
  }

  /** A layer that keeps its input's shape. */
  #elementwise(op: Operator, from: number, options: ActivationOptions = {}): number {
    const shape = this.shape(from);
    return this.#append(this.#draft(op, [from], shape, shape, options));
  }

  /** What every layer has; its operator's own fields are set after it (spreading them would take far longer). */
  #draft(op: Operator, inputs: readonly number[], from: Shape, out: Shape, options: WeightedOptions = {}): Draft {
    const { act = 'none', norm = 'none', useBias = trainsBias(op, norm), role, bits } = options;
    const i = this.#layers.length;
    const layer: Draft = { i, op, inputs, in: from, out, act, norm, useBias, macs: 0, weights: 0, bias: 0 };
    if (role !== undefined) layer.role = role;
    if (bits !== undefined) layer.bits = bits;
    return layer;
  }

  #append(layer: Draft): number {
    const counts = countLayer(layer);
    layer.macs = counts.macs;
    layer.weights = counts.weights;
    layer.bias = counts.bias;
    return this.#layers.push(layer) - 1;
  }
}

function paddedMap(shape: Shape, pad: WindowOptions['pad']): Shape {
  if (pad === undefined) return shape;
  const [rows, columns] = pair(pad);
  return [shape[0] + 2 * rows, shape[1] + 2 * columns, shape[2]];
}
