/**
 * Multilayer perceptrons on tensors.
 *
 * Backpropagation is written out (dW = x' dz, dx = dz W', tanh' = 1 - y^2, relu' = [y > 0]) with kernels that every
 * backend has: matMul, add, mul, sub, tanh, relu, step, sum. It costs one kernel call where a recorded tape costs several.
 */
import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import { badRequest } from '../errors.js';
import type { RandomStream } from '../stats/random.js';
import { type Tensors, tensors } from './backend.js';
import { type Init, orthogonal } from './init.js';
import type { Gradients, Network, OutputGradient } from './network.js';

export type Activation = 'tanh' | 'relu';

export interface MlpOptions {
  readonly inputs: number;
  /** Units of each hidden layer. */
  readonly hidden: readonly number[];
  readonly outputs: number;
  /** Of the hidden layers; the output is linear. Default `tanh`. */
  readonly activation?: Activation;
  /** First weights of the hidden layers; default orthogonal with gain sqrt(2). Biases start at 0. */
  readonly init?: Init;
  /** Those of the output layer; default orthogonal with gain 1. */
  readonly outputInit?: Init;
  /** Functions side by side. Default 1. */
  readonly members?: number;
}

export class Mlp implements Network {
  readonly members: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Weights [members, in, out] and biases [members, 1, out], layer after layer. */
  readonly parameters: readonly Float32Array[];
  readonly #sizes: readonly number[];
  readonly #activation: Activation;
  /** The parameters as tensors; remade after a change. */
  #tensors: Tensor3D[] = [];

  constructor(options: MlpOptions, random: RandomStream) {
    const { inputs, hidden, outputs, activation = 'tanh', members = 1 } = options;
    const sizes = [inputs, ...hidden, outputs];
    for (const size of [...sizes, members]) {
      if (!Number.isInteger(size) || size < 1) throw badRequest('/hidden', `a layer has >= 1 units, not ${size}`);
    }
    this.members = members;
    this.inputs = inputs;
    this.outputs = outputs;
    this.#sizes = sizes;
    this.#activation = activation;
    const { init = orthogonal(Math.SQRT2), outputInit = orthogonal(1) } = options;
    this.parameters = sizes.slice(1).flatMap((size, layer) => {
      const before = sizes[layer] as number;
      const fill = layer === hidden.length ? outputInit : init;
      const weights = new Float32Array(members * before * size);
      for (let m = 0; m < members; m++) weights.set(fill(random, before, size), m * before * size);
      return [weights, new Float32Array(members * size)];
    });
  }

  forward(inputs: Float32Array, rows: number): Float32Array {
    const tf = tensors();
    const parameters = this.#uploaded();
    return tf.tidy(() => {
      const layers = this.#layers(tf, parameters, this.#batch(tf, inputs, rows, this.inputs));
      return read(layers[layers.length - 1] as Tensor3D);
    });
  }

  gradients(inputs: Float32Array, rows: number, of: OutputGradient, options: { inputs?: boolean } = {}): Gradients {
    const tf = tensors();
    const parameters = this.#uploaded();
    return tf.tidy(() => {
      const layers = this.#layers(tf, parameters, this.#batch(tf, inputs, rows, this.inputs));
      const output = layers[layers.length - 1] as Tensor3D;
      let delta = this.#batch(tf, of(read(output)), rows, this.outputs);
      const found: Float32Array[] = new Array(this.parameters.length);
      for (let layer = this.#sizes.length - 2; layer >= 0; layer--) {
        const before = layers[layer] as Tensor3D;
        if (layer < this.#sizes.length - 2) delta = this.#throughActivation(tf, delta, layers[layer + 1] as Tensor3D);
        found[2 * layer] = read(tf.matMul(before, delta, true, false));
        found[2 * layer + 1] = read(tf.sum(delta, 1));
        if (layer > 0 || options.inputs === true) {
          delta = tf.matMul(delta, parameters[2 * layer] as Tensor3D, false, true);
        }
      }
      return options.inputs === true ? { parameters: found, inputs: read(delta) } : { parameters: found };
    });
  }

  setWeights(weights: readonly ArrayLike<number>[]): void {
    copyWeights(this.parameters, weights);
    this.dispose();
  }

  dispose(): void {
    for (const tensor of this.#tensors) tensor.dispose();
    this.#tensors = [];
  }

  /** Inputs and the outputs of every layer. */
  #layers(tf: Tensors, parameters: readonly Tensor3D[], inputs: Tensor3D): Tensor3D[] {
    const layers = [inputs];
    for (let layer = 0; layer + 1 < this.#sizes.length; layer++) {
      const [weights, bias] = [parameters[2 * layer] as Tensor3D, parameters[2 * layer + 1] as Tensor3D];
      const linear = tf.add<Tensor3D>(tf.matMul(layers[layer] as Tensor3D, weights), bias);
      const last = layer + 2 === this.#sizes.length;
      layers.push(last ? linear : this.#activation === 'tanh' ? tf.tanh(linear) : tf.relu(linear));
    }
    return layers;
  }

  #throughActivation(tf: Tensors, delta: Tensor3D, output: Tensor3D): Tensor3D {
    if (this.#activation === 'relu') return tf.mul(delta, tf.step(output));
    return tf.sub(delta, tf.mul(delta, tf.mul(output, output)));
  }

  #batch(tf: Tensors, values: Float32Array, rows: number, columns: number): Tensor3D {
    if (values.length !== this.members * rows * columns) {
      throw badRequest('', `${this.members} x ${rows} x ${columns} numbers make this batch, not ${values.length}`);
    }
    return tf.tensor3d(values, [this.members, rows, columns]);
  }

  #uploaded(): readonly Tensor3D[] {
    if (this.#tensors.length > 0) return this.#tensors;
    const tf = tensors();
    this.#tensors = this.parameters.map((values, k) => {
      const [before, after] = [this.#sizes[k >> 1] as number, this.#sizes[(k >> 1) + 1] as number];
      return tf.keep(tf.tensor3d(values.slice(), [this.members, k % 2 === 0 ? before : 1, after]));
    });
    return this.#tensors;
  }
}

const read = (tensor: Tensor): Float32Array => tensor.dataSync<'float32'>();

/** @throws badRequest when the weights are those of another network */
export function copyWeights(parameters: readonly Float32Array[], weights: readonly ArrayLike<number>[]): void {
  const fits = weights.length === parameters.length && weights.every((w, k) => w.length === parameters[k]?.length);
  if (!fits) {
    const lengths = (arrays: readonly ArrayLike<number>[]): string => arrays.map(({ length }) => length).join(', ');
    throw badRequest('/weights', `weights of lengths ${lengths(parameters)} fit, not ${lengths(weights)}`);
  }
  parameters.forEach((values, k) => {
    values.set(weights[k] as ArrayLike<number>);
  });
}
