import { mean, type Rows } from './regressor.js';

/** Means and population deviations of the columns of rows; a constant column has the deviation 1. */
export interface ColumnScale {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

/** @param rows at least one, all of the same length */
export function columnScale(rows: Rows): ColumnScale {
  const columns = rows[0].length;
  const means = new Float64Array(columns);
  const deviations = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    const values = Float64Array.from(rows, (row) => row[j]);
    means[j] = mean(values);
    const variance = mean(values.map((value) => (value - means[j]) ** 2));
    deviations[j] = variance > 0 ? Math.sqrt(variance) : 1;
  }
  return { means, deviations };
}

/** `row` in deviations from the means. */
export function standardised(row: ArrayLike<number>, { means, deviations }: ColumnScale): Float64Array {
  return means.map((centre, j) => (row[j] - centre) / deviations[j]);
}
