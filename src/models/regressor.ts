/** What every regression model of this folder offers, and the check of the data it is fitted on. */
import { badRequest } from '../errors.js';

/** One row per example, all of the same length; any mixture of plain and typed arrays. */
export type Rows = readonly ArrayLike<number>[];

export interface Regressor {
  /** Number of features a row must have. */
  readonly columns: number;
  /** The prediction for one row; the row's length is not checked here because this is the inner loop of users. */
  predict(row: ArrayLike<number>): number;
  /** The predictions for the rows of a row-major matrix, each equal to that of `predict`. */
  predictMatrix?(matrix: Float64Array): Float64Array;
  /** Plain JSON from which the model's `fromJson` makes a model with the same predictions to the last bit. */
  toJson(): unknown;
}

/** Predictions for many rows; a row of another length than the model's is a `badRequest`. */
export function predictAll(model: Regressor, rows: Rows): Float64Array {
  return Float64Array.from(rows, (row, i) => {
    if (row.length !== model.columns) {
      throw badRequest(`/rows/${i}`, `the model takes ${model.columns} features, not ${row.length}`);
    }
    return model.predict(row);
  });
}

/** @throws CogymError `badRequest` for a matrix that is not of whole rows */
export function checkMatrix(matrix: Float64Array, columns: number): void {
  if (columns > 0 && matrix.length % columns === 0) return;
  throw badRequest('/matrix', `rows have ${columns} numbers each, which ${matrix.length} numbers do not make`);
}

/**
 * Checks rows and targets before a fit and returns the number of columns.
 * Errors (`badRequest`): no rows, lengths that differ, numbers that are not finite.
 */
export function checkTrainingData(rows: Rows, targets: ArrayLike<number>): number {
  if (rows.length === 0) throw badRequest('/rows', 'a fit needs at least one row');
  if (rows.length !== targets.length) {
    throw badRequest('/targets', `there are ${rows.length} rows but ${targets.length} targets`);
  }
  const columns = rows[0].length;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (row.length !== columns) {
      throw badRequest(`/rows/${i}`, `every row has the first one's ${columns} features, this one has ${row.length}`);
    }
    for (let j = 0; j < columns; j++) {
      if (!Number.isFinite(row[j])) throw badRequest(`/rows/${i}/${j}`, `features are finite numbers, not ${row[j]}`);
    }
    if (!Number.isFinite(targets[i]))
      throw badRequest(`/targets/${i}`, `targets are finite numbers, not ${targets[i]}`);
  }
  return columns;
}

/** The mean, exact when all values are equal (a plain sum divided by n is not). */
export function mean(values: ArrayLike<number>): number {
  const origin = values[0] ?? 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] - origin;
  return values.length > 0 ? origin + sum / values.length : 0;
}
