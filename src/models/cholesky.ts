/** Symmetric positive definite linear systems. */
import { CogymError } from '../errors.js';

/**
 * Lower triangular L with L L^T = `matrix` (n x n, row after row; only its lower half is read).
 * Error `notPositiveDefinite` when there is none up to rounding.
 */
export function cholesky(matrix: Float64Array, n: number): Float64Array {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= lower[i * n + k] * lower[j * n + k];
      if (j < i) lower[i * n + j] = sum / lower[j * n + j];
      else if (sum > n * Number.EPSILON * matrix[i * n + i]) lower[i * n + i] = Math.sqrt(sum);
      else
        throw new CogymError(
          'notPositiveDefinite',
          `the matrix is not positive definite at row ${i}: its columns depend on each other`,
        );
    }
  }
  return lower;
}

/** Solves L L^T x = `right` for the result of {@link cholesky}. */
export function choleskySolve(lower: Float64Array, n: number, right: ArrayLike<number>): Float64Array {
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = right[i];
    for (let k = 0; k < i; k++) sum -= lower[i * n + k] * x[k];
    x[i] = sum / lower[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i];
    for (let k = i + 1; k < n; k++) sum -= lower[k * n + i] * x[k];
    x[i] = sum / lower[i * n + i];
  }
  return x;
}
