/**
 * Multilayer perceptrons on tensors.
 *
 * Backpropagation is written out (dW = x' dz, dx = dz W', tanh' = 1 - y^2, relu' = [y > 0]) with kernels that every
 * backend has: fused matMul, transpose, mul, sub, tanh, step, sum. It costs one kernel call where a recorded tape costs
 * several. Members go through one after the other: WebAssembly multiplies plain matrices ten times as fast as batches of
 * them or transposed ones.
 */
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { badRequest } from '../errors.js';
import type { RandomStream } from '../stats/random.js';
import { inScope, type Tensors, tensors } from './backend.js';
import { type Init, orthogonal } from './init.js';
import type { Gradients, Network, OutputGradient, Wanted } from './network.js';

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

/** Parameters of a layer of one member. */
interface Layer {
  readonly weights: Tensor2D;
  readonly transposed: Tensor2D;
  readonly bias: Tensor1D;
}

export class Mlp implements Network {
  readonly members: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Weights [members, in, out] and biases [members, out], layer after layer. */
  readonly parameters: readonly Float32Array[];
  readonly #sizes: readonly number[];
  readonly #activation: Activation;
  /** The parameters as tensors, [members][layers]; remade after a change. */
  #tensors: readonly (readonly Layer[])[] = [];

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
    this.#check(inputs, rows, this.inputs);
    const uploaded = this.#uploaded();
    const outputs = new Float32Array(this.members * rows * this.outputs);
    inScope((tf) => {
      uploaded.forEach((layers, m) => {
        const values = this.#layers(tf, layers, part(tf, inputs, m, rows, this.inputs));
        outputs.set(read(values.at(-1) as Tensor), m * rows * this.outputs);
      });
    });
    return outputs;
  }

  gradients(inputs: Float32Array, rows: number, of: OutputGradient, wanted: Wanted = {}): Gradients {
    this.#check(inputs, rows, this.inputs);
    const uploaded = this.#uploaded();
    const found = {
      parameters: wanted.parameters === false ? [] : this.parameters.map(({ length }) => new Float32Array(length)),
      ...(wanted.inputs === true ? { inputs: new Float32Array(inputs.length) } : {}),
    };
    inScope((tf) => {
      const passed = uploaded.map((layers, m) => this.#layers(tf, layers, part(tf, inputs, m, rows, this.inputs)));
      const outputs = new Float32Array(this.members * rows * this.outputs);
      passed.forEach((values, m) => {
        outputs.set(read(values.at(-1) as Tensor), m * rows * this.outputs);
      });
      const slopes = this.#check(of(outputs), rows, this.outputs);
      uploaded.forEach((layers, m) => {
        this.#back(tf, layers, passed[m] as Tensor2D[], part(tf, slopes, m, rows, this.outputs), m, found);
      });
    });
    return found;
  }

  setWeights(weights: readonly ArrayLike<number>[]): void {
    copyWeights(this.parameters, weights);
    this.dispose();
  }

  dispose(): void {
    for (const { weights, transposed, bias } of this.#tensors.flat()) {
      for (const tensor of [weights, transposed, bias]) tensor.dispose();
    }
    this.#tensors = [];
  }

  /** Inputs of one member and the outputs of each of its layers. */
  #layers(tf: Tensors, layers: readonly Layer[], inputs: Tensor2D): Tensor2D[] {
    const values = [inputs];
    layers.forEach(({ weights: b, bias }, k) => {
      const a = values[k] as Tensor2D;
      const hidden = k + 1 < layers.length;
      if (hidden && this.#activation === 'relu') {
        values.push(tf.fused.matMul({ a, b, bias, activation: 'relu' }) as Tensor2D);
      } else {
        const linear = tf.fused.matMul({ a, b, bias }) as Tensor2D;
        values.push(hidden ? tf.tanh(linear) : linear);
      }
    });
    return values;
  }

  /** Writes the gradients of member `m` to `found`. @param values of {@link #layers} */
  #back(
    tf: Tensors,
    layers: readonly Layer[],
    values: readonly Tensor2D[],
    slopes: Tensor2D,
    m: number,
    found: { readonly parameters: readonly Float32Array[]; readonly inputs?: Float32Array },
  ): void {
    let delta = slopes;
    for (let k = layers.length - 1; k >= 0; k--) {
      if (k + 1 < layers.length) delta = this.#throughActivation(tf, delta, values[k + 1] as Tensor2D);
      const [weights, bias] = [found.parameters[2 * k], found.parameters[2 * k + 1]];
      if (weights !== undefined && bias !== undefined) {
        const product = read(tf.matMul<Tensor2D>(tf.transpose(values[k] as Tensor2D), delta));
        weights.set(product, m * product.length);
        const sums = read(tf.sum(delta, 0));
        bias.set(sums, m * sums.length);
      }
      if (k > 0 || found.inputs !== undefined) delta = tf.matMul<Tensor2D>(delta, (layers[k] as Layer).transposed);
    }
    if (found.inputs !== undefined) {
      const ofInputs = read(delta);
      found.inputs.set(ofInputs, m * ofInputs.length);
    }
  }

  #throughActivation(tf: Tensors, delta: Tensor2D, output: Tensor2D): Tensor2D {
    if (this.#activation === 'relu') return tf.mul(delta, tf.step(output));
    return tf.sub(delta, tf.mul(delta, tf.mul(output, output)));
  }

  #check(values: Float32Array, rows: number, columns: number): Float32Array {
    if (values.length === this.members * rows * columns) return values;
    throw badRequest('', `${this.members} x ${rows} x ${columns} numbers make this batch, not ${values.length}`);
  }

  #uploaded(): readonly (readonly Layer[])[] {
    if (this.#tensors.length > 0) return this.#tensors;
    const tf = tensors();
    const slice = (values: Float32Array, m: number): Float32Array => {
      const size = values.length / this.members;
      return values.slice(m * size, (m + 1) * size);
    };
    this.#tensors = Array.from({ length: this.members }, (_, m) =>
      this.#sizes.slice(1).map((after, k) => {
        const weights = tf.tensor2d(slice(this.parameters[2 * k] as Float32Array, m), [
          this.#sizes[k] as number,
          after,
        ]);
        const bias = tf.tensor1d(slice(this.parameters[2 * k + 1] as Float32Array, m));
        return { weights: tf.keep(weights), transposed: tf.keep(tf.transpose(weights)), bias: tf.keep(bias) };
      }),
    );
    return this.#tensors;
  }
}

/** Rows of member `m` of a batch. */
function part(tf: Tensors, values: Float32Array, m: number, rows: number, columns: number): Tensor2D {
  const size = rows * columns;
  return tf.tensor2d(values.subarray(m * size, (m + 1) * size), [rows, columns]);
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
