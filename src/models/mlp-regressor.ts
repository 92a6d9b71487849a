/** A trained multilayer perceptron on plain arrays: it predicts without a tensor library, at once and everywhere alike. */
import { badRequest } from '../errors.js';
import { decodeFloat32, encodeFloat32 } from './base64.js';
import type { ColumnScale } from './column-scale.js';
import { checkMatrix, type Regressor } from './regressor.js';

/** One layer: `weights` are [inputs, outputs], row after row. */
export interface DenseLayer {
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

export interface MlpJson {
  readonly type: 'mlp';
  /** Of the inputs. */
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  /** Of the target. */
  readonly mean: number;
  readonly deviation: number;
  /** Base64 of little-endian float32. */
  readonly layers: readonly { readonly weights: string; readonly bias: string }[];
}

export class MlpRegressor implements Regressor {
  readonly columns: number;
  readonly #inputs: ColumnScale;
  readonly #target: { readonly mean: number; readonly deviation: number };
  readonly #layers: readonly DenseLayer[];
  /** Values of the inputs and of each layer, for one row at a time. */
  readonly #values: readonly Float64Array[];

  /**
   * @param inputs the scale in which the network sees rows
   * @param target the scale of its output
   * @param layers rectified linear units, but for the last one, which is linear with one output
   */
  constructor(inputs: ColumnScale, target: { mean: number; deviation: number }, layers: readonly DenseLayer[]) {
    this.columns = inputs.means.length;
    this.#inputs = inputs;
    this.#target = target;
    this.#layers = layers;
    this.#values = [new Float64Array(this.columns), ...layers.map(({ bias }) => new Float64Array(bias.length))];
  }

  predict(row: ArrayLike<number>): number {
    return this.#predict(row, 0);
  }

  predictMatrix(matrix: Float64Array): Float64Array {
    checkMatrix(matrix, this.columns);
    const predicted = new Float64Array(matrix.length / this.columns);
    for (let row = 0; row < predicted.length; row++) predicted[row] = this.#predict(matrix, row * this.columns);
    return predicted;
  }

  #predict(numbers: ArrayLike<number>, start: number): number {
    const { means, deviations } = this.#inputs;
    const first = this.#values[0];
    for (let j = 0; j < first.length; j++) first[j] = (numbers[start + j] - means[j]) / deviations[j];
    this.#layers.forEach((layer, k) => {
      applyLayer(layer, this.#values[k], this.#values[k + 1], k + 1 < this.#layers.length);
    });
    const { mean, deviation } = this.#target;
    return mean + deviation * this.#values[this.#layers.length][0];
  }

  toJson(): MlpJson {
    return {
      type: 'mlp',
      means: [...this.#inputs.means],
      deviations: [...this.#inputs.deviations],
      ...this.#target,
      layers: this.#layers.map(({ weights, bias }) => ({ weights: encodeFloat32(weights), bias: encodeFloat32(bias) })),
    };
  }

  /** The network that wrote `json`; a damaged one is a `badRequest`. */
  static fromJson(json: unknown, path = ''): MlpRegressor {
    const given = (json ?? {}) as Partial<Record<keyof MlpJson, unknown>>;
    if (given.type !== 'mlp') throw badRequest(`${path}/type`, `type is "mlp", not ${String(given.type)}`);
    const [means, deviations] = [
      numbersOf(given.means, `${path}/means`),
      numbersOf(given.deviations, `${path}/deviations`),
    ];
    const [mean, deviation] = numbersOf([given.mean, given.deviation], `${path}/mean`);
    if (means.length !== deviations.length) {
      throw badRequest(`${path}/deviations`, `there are ${means.length} means but ${deviations.length} deviations`);
    }
    if (!Array.isArray(given.layers) || given.layers.length === 0) {
      throw badRequest(`${path}/layers`, 'layers are a list of {weights, bias}');
    }
    let inputs = means.length;
    const layers = given.layers.map((layer, k): DenseLayer => {
      const weights = decodeFloat32(layer?.weights, `${path}/layers/${k}/weights`);
      const bias = decodeFloat32(layer?.bias, `${path}/layers/${k}/bias`);
      if (weights.length !== inputs * bias.length) {
        throw badRequest(
          `${path}/layers/${k}`,
          `${weights.length} weights do not lead from ${inputs} to ${bias.length} units`,
        );
      }
      inputs = bias.length;
      return { weights, bias };
    });
    if (inputs !== 1) throw badRequest(`${path}/layers`, `the last layer has one output, not ${inputs}`);
    return new MlpRegressor({ means, deviations }, { mean, deviation }, layers);
  }
}

/** Writes `bias + inputs * weights` to `outputs`; zeros, which one-hot and rectified inputs are full of, cost nothing. */
function applyLayer(
  { weights, bias }: DenseLayer,
  inputs: Float64Array,
  outputs: Float64Array,
  rectified: boolean,
): void {
  const count = outputs.length;
  outputs.set(bias);
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i];
    if (input === 0) continue;
    for (let o = 0, at = i * count; o < count; o++, at++) outputs[o] += input * weights[at];
  }
  if (!rectified) return;
  for (let o = 0; o < count; o++) if (outputs[o] < 0) outputs[o] = 0;
}

function numbersOf(given: unknown, path: string): Float64Array {
  if (Array.isArray(given) && given.every((value) => Number.isFinite(value))) return Float64Array.from(given);
  throw badRequest(path, 'these are finite numbers');
}
