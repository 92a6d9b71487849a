/** Builds a network layer by layer: shapes and counts follow from what was built before, so no figure is written twice. */
import { badRequest } from '../errors.js';
import type {
  ActivationOptions,
  BuildOptions,
  ConvolutionOptions,
  DepthwiseOptions,
  FullyConnectedOptions,
  LayerOptions,
  ProductOptions,
  WindowOptions,
} from './builder-options.js';
import { countLayer } from './count.js';
import {
  type Activation,
  type Layer,
  LONGEST_NETWORK,
  type Network,
  type NetworkInput,
  type Padding,
  type Pair,
  type Shape,
} from './network.js';
import { deconvolutionSide, pair, volume, windowSide } from './shape.js';
import { totalsOf } from './totals.js';

/** A layer on its way in. Its counts are written as 0 first, so that an object never changes its shape. */
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
    const { act = 'none', norm = 'none', padding = 'same', useBias = norm === 'none' } = options;
    const kernel = pair(options.kernel);
    const stride = pair(options.stride ?? 1);
    const dilation = pair(options.dilation ?? 1);
    const side = (axis: 0 | 1) => deconvolutionSide(shape[axis], kernel[axis], stride[axis], dilation[axis], padding);
    const out: Shape = [side(0), side(1), options.out];
    const i = this.#layers.length;
    return this.#append(
      {
        i,
        op: 'deconv2d',
        inputs: [from],
        in: shape,
        out,
        kernel,
        stride,
        dilation,
        padding,
        act,
        norm,
        useBias,
        macs: 0,
        weights: 0,
        bias: 0,
      },
      options,
    );
  }

  fc(options: FullyConnectedOptions, from = this.last): number {
    const shape = this.shape(from);
    const { act = 'none', norm = 'none', useBias = true, perPosition = false } = options;
    const out: Shape = perPosition ? [shape[0], shape[1], options.out] : [1, 1, options.out];
    return this.#append(
      {
        i: this.#layers.length,
        op: 'fc',
        inputs: [from],
        in: shape,
        out,
        perPosition,
        act,
        norm,
        useBias,
        macs: 0,
        weights: 0,
        bias: 0,
      },
      options,
    );
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
      {
        i: this.#layers.length,
        op: 'matmul',
        inputs: [a, b],
        in: shape,
        out,
        batch,
        m,
        k,
        n,
        transposeB,
        act: 'none',
        norm: 'none',
        useBias: false,
        macs: 0,
        weights: 0,
        bias: 0,
      },
      options,
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
    return this.#elementwise('add', [a, b], shape, shape, options);
  }

  /** Product of two layers; the second may be [1, 1, c], which scales channels. */
  mul(a: number, b: number, options: ActivationOptions = {}): number {
    const [shape, scale] = [this.shape(a), this.shape(b)];
    if (volume(shape) !== volume(scale) && (scale[0] !== 1 || scale[1] !== 1 || scale[2] !== shape[2])) {
      throw badRequest('', `mul takes equal shapes or [1, 1, c], not ${shape.join('x')} and ${scale.join('x')}`);
    }
    return this.#elementwise('mul', [a, b], this.shape(a), this.shape(a), options);
  }

  act(act: Activation, from = this.last): number {
    return this.#elementwise('act', [from], this.shape(from), this.shape(from), { act });
  }

  softmax(from = this.last): number {
    return this.#elementwise('softmax', [from], this.shape(from), this.shape(from), {});
  }

  batchnorm(options: ActivationOptions = {}, from = this.last): number {
    return this.#elementwise('batchnorm', [from], this.shape(from), this.shape(from), options);
  }

  layernorm(options: ActivationOptions = {}, from = this.last): number {
    return this.#elementwise('layernorm', [from], this.shape(from), this.shape(from), options);
  }

  /** Normalisation over neighbouring channels (Krizhevsky et al. 2012); it has no parameters. */
  lrn(from = this.last): number {
    return this.#elementwise('lrn', [from], this.shape(from), this.shape(from), {});
  }

  /** A part of a layer's output, of shape `out`. */
  slice(out: Shape, from = this.last): number {
    const shape = this.shape(from);
    if (volume(out) > volume(shape)) throw badRequest('', `${out.join('x')} is no part of ${shape.join('x')}`);
    return this.#elementwise('slice', [from], shape, out, {});
  }

  /** Values of a layer's output picked to a shape `out`: a look-up in a table, a repetition. */
  gather(out: Shape, from = this.last): number {
    return this.#elementwise('gather', [from], this.shape(from), out, {});
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
    return this.#elementwise('concat', sources, first, [1, tokens, first[2]], {});
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
    return this.#elementwise('concat', sources, first, [first[0], first[1], channels], {});
  }

  upsample(scale: number, from = this.last): number {
    const shape = this.shape(from);
    const out: Shape = [shape[0] * scale, shape[1] * scale, shape[2]];
    return this.#append(
      {
        i: this.#layers.length,
        op: 'upsample',
        inputs: [from],
        in: shape,
        out,
        scale,
        act: 'none',
        norm: 'none',
        useBias: false,
        macs: 0,
        weights: 0,
        bias: 0,
      },
      {},
    );
  }

  /** A map of zeros. */
  constant(shape: Shape): number {
    return this.#elementwise('constant', [], shape, shape, {});
  }

  /** A learned tensor that is no layer's weights, such as a class token or a table of positions. */
  parameter(shape: Shape): number {
    return this.#elementwise('parameter', [], shape, shape, {});
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
    const shape = this.shape(from);
    const { act = 'none', norm = 'none', useBias = norm === 'none' } = options;
    const { map, padding } = padded(shape, options);
    const kernel = pair(options.kernel);
    const stride = pair(options.stride ?? 1);
    const dilation = pair(options.dilation ?? 1);
    const out = outputShape(map, kernel, stride, dilation, padding, channels);
    const i = this.#layers.length;
    const inputs = [from];
    const layer: Draft =
      groups === undefined
        ? {
            i,
            op,
            inputs,
            in: shape,
            out,
            kernel,
            stride,
            dilation,
            padding,
            act,
            norm,
            useBias,
            macs: 0,
            weights: 0,
            bias: 0,
          }
        : {
            i,
            op,
            inputs,
            in: shape,
            out,
            kernel,
            stride,
            dilation,
            padding,
            groups,
            act,
            norm,
            useBias,
            macs: 0,
            weights: 0,
            bias: 0,
          };
    if (padding === 'explicit') layer.padded_in = map;
    return this.#append(layer, options);
  }

  #pool(op: 'avgpool' | 'maxpool', options: WindowOptions, from: number): number {
    const shape = this.shape(from);
    const { map, padding } = padded(shape, options);
    const kernel = pair(options.kernel);
    const stride = pair(options.stride ?? 1);
    const out = outputShape(map, kernel, stride, pair(1), padding, shape[2]);
    const i = this.#layers.length;
    const layer: Draft = {
      i,
      op,
      inputs: [from],
      in: shape,
      out,
      kernel,
      stride,
      padding,
      act: 'none',
      norm: 'none',
      useBias: false,
      macs: 0,
      weights: 0,
      bias: 0,
    };
    if (padding === 'explicit') layer.padded_in = map;
    return this.#append(layer, options);
  }

  #elementwise(
    op: Layer['op'],
    inputs: readonly number[],
    from: Shape,
    out: Shape,
    options: ActivationOptions,
  ): number {
    const act = options.act ?? 'none';
    return this.#append(
      {
        i: this.#layers.length,
        op,
        inputs,
        in: from,
        out,
        act,
        norm: 'none',
        useBias: false,
        macs: 0,
        weights: 0,
        bias: 0,
      },
      options,
    );
  }

  #append(layer: Draft, options: LayerOptions): number {
    const counts = countLayer(layer);
    layer.macs = counts.macs;
    layer.weights = counts.weights;
    layer.bias = counts.bias;
    if (options.role !== undefined) layer.role = options.role;
    if (options.bits !== undefined) layer.bits = options.bits;
    return this.#layers.push(layer) - 1;
  }
}

/** The map that a window slides over, and the padding to write. */
function padded(shape: Shape, { padding = 'same', pad }: WindowOptions): { map: Shape; padding: Padding } {
  if (pad === undefined) return { map: shape, padding };
  const [rows, columns] = pair(pad);
  return { map: [shape[0] + 2 * rows, shape[1] + 2 * columns, shape[2]], padding: 'explicit' };
}

function outputShape(
  shape: Shape,
  kernel: Pair,
  stride: Pair,
  dilation: Pair,
  padding: Padding,
  channels: number,
): Shape {
  return [
    windowSide(shape[0], kernel[0], stride[0], dilation[0], padding),
    windowSide(shape[1], kernel[1], stride[1], dilation[1], padding),
    channels,
  ];
}
