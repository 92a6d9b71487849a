/** Trains a multilayer perceptron for regression: inputs and target standardised, Adam on minibatches. */
import { columnScale, standardised } from '../../models/column-scale.js';
import { MlpRegressor } from '../../models/mlp-regressor.js';
import type { Rows } from '../../models/regressor.js';
import { Adam } from '../../nn/adam.js';
import { Mlp } from '../../nn/mlp.js';
import { getWeights } from '../../nn/network.js';
import { trainStep } from '../../nn/train-step.js';
import type { RandomStream } from '../../stats/random.js';

interface MlpFitOptions {
  readonly hidden: readonly number[];
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly patience: number;
}

interface MlpData {
  readonly rows: Rows;
  readonly targets: Float64Array;
  readonly stopRows: Rows;
  readonly stopTargets: Float64Array;
}

/** Standardised rows in single precision, one after the other, with their targets. */
interface Table {
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
}

/**
 * The network after the pass with the least error on the rows to stop by (on the last pass, without such rows). Needs a
 * tensor backend: see `loadBackend`.
 */
export function fitMlp(data: MlpData, options: MlpFitOptions, random: RandomStream): MlpRegressor {
  const { hidden, epochs, batch, patience } = options;
  const columns = (data.rows[0] as ArrayLike<number>).length;
  const scale = columnScale(data.rows);
  const { means, deviations } = columnScale(Array.from(data.targets, (target) => [target]));
  const target = { mean: means[0] as number, deviation: deviations[0] as number };
  const table = (rows: Rows, targets: Float64Array): Table => ({
    inputs: Float32Array.from(rows.flatMap((row) => [...standardised(row, scale)])),
    targets: Float32Array.from(targets, (value) => (value - target.mean) / target.deviation),
  });
  const training = table(data.rows, data.targets);
  const stopping = table(data.stopRows, data.stopTargets);
  const network = new Mlp({ inputs: columns, hidden, outputs: 1, activation: 'relu' }, random);
  const adam = new Adam(network.parameters, { learningRate: options.learningRate });
  let best = { error: Number.POSITIVE_INFINITY, epoch: 0, weights: getWeights(network) };
  for (let epoch = 1; epoch <= epochs && epoch - best.epoch <= patience; epoch++) {
    adam.learningRate = options.learningRate * 0.5 * (1 + Math.cos((Math.PI * (epoch - 1)) / epochs));
    for (const chosen of batches(data.rows.length, batch, random)) {
      trainStep(network, adam, 'squaredError', pick(training, chosen, columns));
    }
    const error = stopping.targets.length === 0 ? 0 : squaredError(network, stopping);
    if (error < best.error || stopping.targets.length === 0) best = { error, epoch, weights: getWeights(network) };
  }
  network.dispose();
  const layers = [...hidden, 1].map((_, k) => ({
    weights: best.weights[2 * k] as Float32Array,
    bias: best.weights[2 * k + 1] as Float32Array,
  }));
  return new MlpRegressor(scale, target, layers);
}

/** All rows once, in random order, in batches of `size`. */
function batches(rows: number, size: number, random: RandomStream): number[][] {
  const order = random.shuffle(Array.from({ length: rows }, (_, i) => i));
  return Array.from({ length: Math.ceil(rows / size) }, (_, k) => order.slice(k * size, (k + 1) * size));
}

function pick({ inputs, targets }: Table, chosen: readonly number[], columns: number) {
  const picked = new Float32Array(chosen.length * columns);
  chosen.forEach((row, k) => {
    picked.set(inputs.subarray(row * columns, (row + 1) * columns), k * columns);
  });
  return { inputs: picked, targets: chosen.map((row) => targets[row] as number), rows: chosen.length };
}

function squaredError(network: Mlp, { inputs, targets }: Table): number {
  const predicted = network.forward(inputs, targets.length);
  return predicted.reduce((sum, value, i) => sum + (value - (targets[i] as number)) ** 2, 0);
}
