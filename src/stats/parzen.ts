/**
 * Parzen estimators of one parameter: a mixture with one kernel an observation and a prior, as the tree-structured
 * Parzen estimator uses them (Bergstra et al. 2011, "Algorithms for hyper-parameter optimization"; weights and widths as
 * in Optuna 3.1.0).
 */
import type { RandomStream } from './random.js';

/** A mixture whose kernels are those of the observations in their order, the prior's last. */
export interface Parzen {
  /** Number of kernels. */
  readonly size: number;
  /**
   * Of the mixture at `x`: the probability of a value, or what a real's estimator has in its place.
   * @param enough a sum that reaches it may stop there
   */
  height(x: number, enough?: number): number;
  /** The same of kernel `k` alone. */
  kernelHeight(k: number, x: number): number;
  /** A draw from the mixture, of the `allowed` values alone where they are given. */
  draw(random: RandomStream, allowed?: Uint8Array): number;
  drawKernel(k: number, random: RandomStream, allowed?: Uint8Array): number;
}

/** Observations that keep their full weight; older ones fade. */
const RECENT = 25;

/**
 * Weights of `count` observations, oldest first, and of the prior; they sum to 1. All equal for fewer than 25
 * observations, else a ramp from 1/count to 1 over all but the last 25, and 1 for these.
 */
export function parzenWeights(count: number, prior: number): Float64Array {
  const weights = new Float64Array(count + 1).fill(1);
  const faded = count - RECENT;
  for (let i = 0; i < faded; i++)
    weights[i] = faded === 1 ? 1 / count : 1 / count + ((1 - 1 / count) * i) / (faded - 1);
  weights[count] = prior;
  let sum = 0;
  for (let i = 0; i <= count; i++) sum += weights[i];
  for (let i = 0; i <= count; i++) weights[i] /= sum;
  return weights;
}

/**
 * Standard deviation of each kernel in a range of length `range`: the larger gap to the sorted neighbours, of which the
 * prior is one; the outermost have their one inner gap. Clipped to [range/min(100, kernels + 1), range].
 * @param positions of the observations and, last, of the prior, whose width is the range
 * @param order indices that sort `positions`
 * @param widths where they are put, one per position
 */
export function parzenWidths(
  positions: ArrayLike<number>,
  order: ArrayLike<number>,
  range: number,
  widths: Float64Array = new Float64Array(positions.length),
): Float64Array {
  const count = positions.length;
  const narrowest = range / Math.min(100, count + 1);
  for (let r = 0; r < count; r++) {
    const left = r > 0 ? positions[order[r]] - positions[order[r - 1]] : 0;
    const right = r + 1 < count ? positions[order[r + 1]] - positions[order[r]] : 0;
    widths[order[r]] = Math.min(range, Math.max(narrowest, left, right));
  }
  widths[count - 1] = range;
  return widths;
}

/** Index drawn with probability proportional to `weights`, of the `allowed` ones alone; the last possible on rounding. */
export function drawIndex(weights: ArrayLike<number>, random: RandomStream, allowed?: Uint8Array): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) if (allowed === undefined || allowed[i] !== 0) total += weights[i];
  let left = random.uniform() * total;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (allowed !== undefined && allowed[i] === 0) continue;
    last = i;
    left -= weights[i];
    if (left < 0) break;
  }
  return last;
}
