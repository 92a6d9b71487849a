/** How far predictions are from the truth, in per cent of it: figures that can be compared over metrics and units. */
import { spearman } from '../stats/rank-correlation.js';
import { rootMeanSquaredError } from './regression-scores.js';
import { mean } from './regressor.js';

export interface RelativeScores {
  /** 100 RMSE / mean(|actual|). */
  readonly rmsePercent: number;
  /** Mean of 100 |predicted - actual| / |actual| over the rows whose truth is not 0. */
  readonly mapePercent: number;
  /** 1 - sum of squared errors / sum of squared deviations from the mean; 1 for a constant met exactly, else 0. */
  readonly r2: number;
  readonly spearman: number;
  /** The same mean as `mapePercent` over the hundredth of the rows (at least one) where it is largest. */
  readonly worstPercent: number;
}

/** @param actual at least one number, not all of them 0 */
export function relativeScores(predicted: ArrayLike<number>, actual: ArrayLike<number>): RelativeScores {
  const errors = Float64Array.from(actual, (value, i) => (100 * Math.abs(predicted[i] - value)) / Math.abs(value))
    .filter(Number.isFinite)
    .sort();
  const worst = Math.max(1, Math.round(errors.length / 100));
  return {
    rmsePercent: (100 * rootMeanSquaredError(predicted, actual)) / mean(Float64Array.from(actual, Math.abs)),
    mapePercent: mean(errors),
    r2: explainedShare(predicted, actual),
    spearman: spearman(predicted, actual),
    worstPercent: mean(errors.subarray(-worst)),
  };
}

function explainedShare(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  const centre = mean(actual);
  let total = 0;
  let left = 0;
  for (let i = 0; i < actual.length; i++) {
    total += (actual[i] - centre) ** 2;
    left += (actual[i] - predicted[i]) ** 2;
  }
  if (total > 0) return 1 - left / total;
  return left === 0 ? 1 : 0;
}
