/** Acquisition functions: what to expect of a design, from the mean and the standard deviation of its target. Targets are minimised. */
import { normalCdf, normalDensity } from '../../src/stats/normal-distribution.js';
import { BARELY } from './targets.js';

export interface AcquisitionOptions {
  readonly acquisition: 'ei' | 'logei' | 'ucb';
  /** Standard deviations below the mean, of `ucb`. */
  readonly beta: number;
}

/** Figures of the targets that have been seen. */
export interface Seen {
  readonly best: number;
  readonly worst: number;
}

/**
 * What a design is worth trying: the larger, the better; never less for a larger `deviation` or `feasibility`.
 *
 * - `ei`: expected improvement on the best target (Jones, Schonlau & Welch 1998, equation 15) times the probability of
 *   being feasible (Gardner et al. 2014, "Bayesian optimization with inequality constraints").
 * - `logei`: its logarithm, which still tells designs apart where the improvement itself is 0 for doubles (Ament et al.
 *   2023, "Unexpected improvements to expected improvement for Bayesian optimization").
 * - `ucb`: how far the lower confidence bound mean - beta * deviation lies below the worst target, times that probability.
 */
export function merit(
  { acquisition, beta }: AcquisitionOptions,
  mean: number,
  deviation: number,
  feasibility: number,
  { best, worst }: Seen,
): number {
  if (acquisition === 'ucb') return Math.max(0, worst - mean + beta * deviation) * feasibility;
  const logarithm = logImprovement(best - mean, deviation) + Math.log(feasibility);
  return acquisition === 'logei' ? logarithm : Math.exp(logarithm);
}

/** Below this many deviations the series of {@link logImprovement} is good to 1e-6. */
const FAR = -25;

/** ln E[max(0, gap + deviation Z)] of a standard normal Z; -Infinity for no chance at all. */
export function logImprovement(gap: number, deviation: number): number {
  if (!(deviation > 0)) return gap > 0 ? Math.log(gap) : Number.NEGATIVE_INFINITY;
  const z = gap / deviation;
  if (z > FAR) return Math.log(deviation * (normalDensity(z) + z * normalCdf(z)));
  // density(z) + z cdf(z) = density(z)/z^2 (1 - 3/z^2 + 15/z^4 - ...), from the tail's asymptotic series.
  const square = z * z;
  return (
    Math.log(deviation) -
    square / 2 -
    Math.log(Math.sqrt(2 * Math.PI) * square) +
    Math.log1p(-3 / square + 15 / square ** 2)
  );
}

/** P(label > {@link BARELY}): that a design is feasible, from what to expect of its label. */
export function feasibilityOf(mean: number, deviation: number): number {
  if (!(deviation > 0)) return mean > BARELY ? 1 : 0;
  return normalCdf((mean - BARELY) / deviation);
}
