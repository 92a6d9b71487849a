/** Predictors `ridge` and `gbdt`: fitted on n of the user's measurements, one-hot edges in, milliseconds out. */
import { badRequest } from '../../errors.js';
import { fitGradientBoosting, fitRidge, type Regressor, type Rows, rootMeanSquaredError } from '../../models/index.js';
import { RandomStream } from '../../stats/random.js';
import { cellInput } from './cell-input.js';
import type { CellTable } from './cell-table.js';
import { edgeFeatures } from './edge-features.js';
import type { LatencyEstimate, LatencyInput, LatencyPredictor, LatencyProvenance } from './predictor.js';

export type RegressionModel = 'ridge' | 'gbdt';

export interface RegressionOptions {
  /** Measurements to fit on, drawn at random; at least 10. */
  readonly samples: number;
  /** Of the draw. */
  readonly seed: number;
}

export const regressionDefaults: RegressionOptions = { samples: 500, seed: 0 };

const folds = 5;
const fewestSamples = 10;

const fits: Readonly<Record<RegressionModel, (rows: Rows, targets: readonly number[]) => Regressor>> = {
  ridge: (rows, targets) => fitRidge(rows, targets, { lambda: 1 }),
  gbdt: (rows, targets) => fitGradientBoosting(rows, targets, { rounds: 300, maxLeaves: 8, minLeaf: 5, l2: 1 }),
};

export class RegressionPredictor implements LatencyPredictor {
  readonly id: RegressionModel;
  /** Rows of the table that the model was fitted on. */
  readonly trainedOn: readonly number[];
  readonly #model: Regressor;
  readonly #standardErrorMs: number;
  readonly #provenance: LatencyProvenance;

  /** @throws CogymError `badRequest` for an unknown device, or more samples than the table has measurements */
  constructor(id: RegressionModel, table: CellTable, device: string, options: Partial<RegressionOptions> = {}) {
    const { samples, seed } = { ...regressionDefaults, ...options };
    const latencies = table.latencies(device);
    const measured = table.codes.flatMap((_, row) => (Number.isNaN(latencies[row]) ? [] : [row]));
    if (!Number.isInteger(samples) || samples < fewestSamples || samples > measured.length) {
      throw badRequest(
        '/samples',
        `samples is an integer from ${fewestSamples} to the ${measured.length} measurements of ${device}, not ${samples}`,
      );
    }
    this.id = id;
    this.trainedOn = RandomStream.from(seed, 'latency samples').shuffle(measured).slice(0, samples);
    const rows = this.trainedOn.map((row) => edgeFeatures(table.codes[row] as string));
    const targets = this.trainedOn.map((row) => latencies[row] as number);
    this.#model = fits[id](rows, targets);
    this.#standardErrorMs = crossValidatedError(fits[id], rows, targets);
    this.#provenance = {
      predictor: id,
      device,
      scale: 'regression',
      validated: true,
      extrapolated: false,
      reasons: [`fitted on ${samples} measurements; the standard error is of ${folds}-fold cross-validation on them`],
      source: table.table.path,
    };
  }

  predict(input: LatencyInput): LatencyEstimate {
    const { cell } = cellInput(input, this.id);
    return {
      latencyMs: this.#model.predict(edgeFeatures(cell)),
      standardErrorMs: this.#standardErrorMs,
      provenance: this.#provenance,
    };
  }
}

function crossValidatedError(fit: (typeof fits)['ridge'], rows: Rows, targets: readonly number[]): number {
  const predicted = new Float64Array(rows.length);
  for (let fold = 0; fold < folds; fold++) {
    const train = targets.flatMap((_, i) => (i % folds === fold ? [] : [i]));
    const model = fit(
      train.map((i) => rows[i] as Float64Array),
      train.map((i) => targets[i] as number),
    );
    for (let i = fold; i < rows.length; i += folds) predicted[i] = model.predict(rows[i] as Float64Array);
  }
  return rootMeanSquaredError(predicted, targets);
}
