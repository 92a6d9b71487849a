/** One number per result for the Gaussian process to predict; less is better. */
import type { Score } from '../../src/design/compare.js';
import { normalQuantile } from '../../src/stats/normal-quantile.js';
import { median, quantileOfSorted } from '../../src/stats/quantile.js';
import type { RandomStream } from '../../src/stats/random.js';

/** Weight of the sum in the augmented Chebyshev function (Knowles 2006, "ParEGO", equation 2). */
const AUGMENTATION = 0.05;
/** Labels of being feasible: that of feasible results, and what those of ever smaller violations approach. */
export const FEASIBLE = 1;
export const BARELY = 0.5;
/** The worst violation raises a target by this share of the feasible ones' range. */
const PENALTY = 0.1;

/** Objectives beyond are taken for this one: the squares of targets must be finite. */
const LARGEST = 1e100;

/** Weights of the objectives, uniform on the simplex. */
export function drawWeights(objectives: number, random: RandomStream): number[] {
  if (objectives === 1) return [1];
  const parts = Array.from({ length: objectives }, () => random.exponential());
  const sum = parts.reduce((total, part) => total + part, 0);
  return parts.map((part) => part / sum);
}

/**
 * Feasible results: the objective, or ParEGO's augmented Chebyshev function of all objectives scaled to [0, 1], its worse
 * half {@link tamed}. Infeasible ones: the worst of these and a share of the range that grows with the violation. Always
 * finite.
 */
export function targetsOf(scores: readonly Score[], weights: readonly number[]): Float64Array {
  const feasible = scores.filter(({ violation }) => violation === 0);
  const scalar = scalarisation(feasible, weights);
  const values = tamed(Float64Array.from(feasible, ({ objectives }) => scalar(objectives.map(bounded))));
  const sorted = values.slice().sort();
  const [best, worst] = sorted.length > 0 ? [sorted[0], sorted[sorted.length - 1]] : [0, 0];
  const range = worst > best ? worst - best : 1;
  let next = 0;
  return Float64Array.from(scores, ({ violation }) =>
    violation === 0 ? values[next++] : worst + PENALTY * range * (violation / (1 + violation)),
  );
}

/**
 * What the second process learns: {@link FEASIBLE}, or for a violation from {@link BARELY} down to 0 the larger it is, half
 * of it at the median violation. 0 and 1 alone would not tell on which side of an infeasible design feasible ones lie.
 */
export function feasibilityLabels(violations: readonly number[]): Float64Array {
  const positive = violations.filter((violation) => violation > 0);
  const scale = positive.length > 0 ? median(positive) : 1;
  return Float64Array.from(violations, (violation) => (violation > 0 ? BARELY / (1 + violation / scale) : FEASIBLE));
}

/**
 * `values` with those above the median replaced, in the same order, by quantiles of a normal distribution that has this
 * median and the spread of those below: a model of few bad outliers cannot tell the good ones apart. (Song et al. 2024,
 * "The Vizier Gaussian process bandit algorithm", section 4.1, "half-rank warping".)
 */
export function tamed(values: Float64Array): Float64Array {
  if (values.length === 0) return values;
  const sorted = values.slice().sort();
  const middle = quantileOfSorted(sorted, 0.5);
  let square = 0;
  let below = 0;
  for (const value of sorted) {
    if (value > middle) break;
    square += (value - middle) ** 2;
    below++;
  }
  const spread = Math.sqrt(square / below);
  if (!(spread > 0)) return values;
  const order = Array.from(values, (_, i) => i).sort((i, j) => values[i] - values[j] || i - j);
  const result = values.slice();
  order.forEach((i, rank) => {
    if (values[i] <= middle) return;
    // Equal values share the place of the first of them.
    const tie = rank > 0 && values[order[rank - 1]] === values[i];
    result[i] = tie ? result[order[rank - 1]] : middle + spread * normalQuantile((rank + 0.5) / values.length);
  });
  return result;
}

const bounded = (value: number): number => Math.min(LARGEST, Math.max(-LARGEST, value));

function scalarisation(
  feasible: readonly Score[],
  weights: readonly number[],
): (objectives: readonly number[]) => number {
  if (weights.length === 1) return ([value]) => value;
  const columns = weights.map((_, m) => feasible.map(({ objectives }) => bounded(objectives[m])));
  const lows = columns.map((column) => Math.min(...column));
  const ranges = columns.map((column, m) => Math.max(...column) - lows[m]);
  return (objectives) => {
    const parts = weights.map((weight, m) => (ranges[m] > 0 ? (weight * (objectives[m] - lows[m])) / ranges[m] : 0));
    return Math.max(...parts) + AUGMENTATION * parts.reduce((sum, part) => sum + part, 0);
  };
}
