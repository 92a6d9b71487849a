/** How far predictions are from the truth. */
import { kendall, spearman } from '../stats/rank-correlation.js';

export interface RegressionScores {
  readonly rows: number;
  /** Root of the mean squared error, in the target's unit. */
  readonly rmse: number;
  /** Mean absolute error, in the target's unit. */
  readonly mae: number;
  readonly spearman: number;
  readonly kendall: number;
}

/** Root of the mean squared difference; 0 for no values. */
export function rootMeanSquaredError(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < actual.length; i++) sum += (predicted[i] - actual[i]) ** 2;
  return actual.length > 0 ? Math.sqrt(sum / actual.length) : 0;
}

export function regressionScores(predicted: ArrayLike<number>, actual: ArrayLike<number>): RegressionScores {
  let absolute = 0;
  for (let i = 0; i < actual.length; i++) absolute += Math.abs(predicted[i] - actual[i]);
  return {
    rows: actual.length,
    rmse: rootMeanSquaredError(predicted, actual),
    mae: actual.length > 0 ? absolute / actual.length : 0,
    spearman: spearman(predicted, actual),
    kendall: kendall(predicted, actual),
  };
}
