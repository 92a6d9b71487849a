/** What tuning buys: the expected best of k hyperparameter sets (Dodge et al. 2019, arXiv 1909.03004). */
import { expectedBest, median } from '../../stats/index.js';
import type { SetValues } from './resampling.js';

/**
 * Expected best of k = 1..n sets drawn without replacement, each set judged by its median over seeds. Minimised.
 * @returns one figure for each k, never rising
 */
export function bestOfK(values: SetValues): number[] {
  const perSet = values.map((set) => median(set));
  return perSet.map((_, i) => expectedBest(perSet, i + 1, { direction: 'minimize' }));
}

/** The figure after `k` tries; an agent with fewer sets has no more to try. */
export const atK = (curve: readonly number[], k: number): number => curve[Math.min(k, curve.length) - 1] as number;

/**
 * The smallest k from which on `later` is ahead of `first`, which is ahead with one set each; null when there is none.
 */
export function crossing(first: readonly number[], later: readonly number[], sets: number): number | null {
  if (!(atK(first, 1) < atK(later, 1))) return null;
  for (let k = 2; k <= sets; k++) {
    let ahead = true;
    for (let j = k; j <= sets && ahead; j++) ahead = atK(later, j) < atK(first, j);
    if (ahead) return k;
  }
  return null;
}
