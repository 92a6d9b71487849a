/** The model of one metric: fitted to its values, or to their logarithms. */
import { badRequest } from '../../errors.js';
import type { Regressor } from '../../models/regressor.js';
import type { RandomStream } from '../../stats/random.js';
import type { Examples } from './examples.js';
import { fitModel, loadModel, type ModelName, type Recipe } from './model-kinds.js';

export class MetricModel {
  /** Whether `regressor` predicts the natural logarithm. */
  readonly log: boolean;
  readonly regressor: Regressor;

  constructor(log: boolean, regressor: Regressor) {
    this.log = log;
    this.regressor = regressor;
  }

  predict(row: ArrayLike<number>): number {
    const value = this.regressor.predict(row);
    return this.log ? Math.exp(value) : value;
  }

  /** The predictions for the rows of a row-major matrix. */
  predictMatrix(matrix: Float64Array): Float64Array {
    const { columns } = this.regressor;
    const values =
      this.regressor.predictMatrix?.(matrix) ??
      Float64Array.from({ length: matrix.length / columns }, (_, row) =>
        this.regressor.predict(matrix.subarray(row * columns, (row + 1) * columns)),
      );
    return this.log ? values.map(Math.exp) : values;
  }

  toJson(): { log: boolean; model: unknown } {
    return { log: this.log, model: this.regressor.toJson() };
  }

  /** @throws CogymError `badRequest` for damaged JSON */
  static fromJson(name: ModelName, json: unknown, path: string): MetricModel {
    const { log, model } = (json ?? {}) as { log?: unknown; model?: unknown };
    if (typeof log !== 'boolean') throw badRequest(`${path}/log`, 'log is true or false');
    return new MetricModel(log, loadModel(name, model, `${path}/model`));
  }
}

/**
 * Fits `values` of the designs `train`, stopping by those of `validation`. Positive values over a decade or more are
 * fitted as logarithms, so that small ones count as much as large ones.
 */
export function fitMetric(
  recipe: Recipe,
  { rows }: Pick<Examples, 'rows'>,
  values: Float64Array,
  train: Int32Array,
  validation: Int32Array,
  random: RandomStream,
): MetricModel {
  const log = spansDecade(pick(values, train));
  const targets = (positions: Int32Array): Float64Array =>
    log ? pick(values, positions).map(Math.log) : pick(values, positions);
  // A value <= 0 that only the validation rows have says nothing about a logarithm.
  const stop = log ? validation.filter((i) => (values[i] as number) > 0) : validation;
  const rowsOf = (positions: Int32Array): Float64Array[] => Array.from(positions, (i) => rows[i] as Float64Array);
  const data = { rows: rowsOf(train), targets: targets(train), stopRows: rowsOf(stop), stopTargets: targets(stop) };
  return new MetricModel(log, fitModel(recipe, data, random));
}

/** `values` at `positions`. */
export const pick = (values: ArrayLike<number>, positions: Int32Array): Float64Array =>
  Float64Array.from(positions, (i) => values[i] as number);

function spansDecade(values: Float64Array): boolean {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return least > 0 && most >= 10 * least;
}
