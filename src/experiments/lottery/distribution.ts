/** How the best found varies over hyperparameter sets and seeds of one agent. */
import { bootstrap, type Interval, iqm, median, quantile } from '../../stats/index.js';
import { pooled, type SetValues } from './resampling.js';

export interface Distribution {
  readonly min: number;
  readonly q25: number;
  readonly median: number;
  readonly q75: number;
  readonly max: number;
  /** Interquartile mean with its 95 % bootstrap interval, sets being the strata. */
  readonly iqm: Interval;
  /** (q75 - q25) / |median| in percent; null where the median is 0. */
  readonly iqrPercent: number | null;
  /** Shares of the variance (eta squared of a two-way layout without replication); the rest is their interaction. */
  readonly variance: VarianceShares;
}

export interface VarianceShares {
  readonly sets: number;
  readonly seeds: number;
  readonly interaction: number;
}

const BOOTSTRAP_SEED = 0;

/** The distribution of `values`, minimised. */
export function distribution(values: SetValues): Distribution {
  const all = pooled(values);
  const q = (p: number): number => quantile(all, p);
  const middle = median(all);
  const strata = values.flatMap((set, i) => Array.from(set, () => i));
  return {
    min: q(0),
    q25: q(0.25),
    median: middle,
    q75: q(0.75),
    max: q(1),
    iqm: bootstrap([...all], iqm, { seed: BOOTSTRAP_SEED, strata }),
    iqrPercent: middle === 0 ? null : (100 * (q(0.75) - q(0.25))) / Math.abs(middle),
    variance: varianceShares(values),
  };
}

/** Sums of squares of sets, of seeds and of what is left, as shares of the total; all 0 when nothing varies. */
export function varianceShares(values: SetValues): VarianceShares {
  const [sets, seeds] = [values.length, values[0]?.length ?? 0];
  const mean = (list: ArrayLike<number>): number =>
    Array.from(list).reduce((sum, value) => sum + value, 0) / list.length;
  const grand = mean(pooled(values));
  const square = (difference: number): number => difference * difference;
  const total = pooled(values).reduce((sum, value) => sum + square(value - grand), 0);
  if (!(total > 0)) return { sets: 0, seeds: 0, interaction: 0 };
  const ofSets = values.reduce((sum, set) => sum + seeds * square(mean(set) - grand), 0) / total;
  const perSeed = Array.from({ length: seeds }, (_, s) => mean(values.map((set) => set[s] as number)));
  const ofSeeds = perSeed.reduce((sum, value) => sum + sets * square(value - grand), 0) / total;
  return { sets: ofSets, seeds: ofSeeds, interaction: Math.max(0, 1 - ofSets - ofSeeds) };
}

/** Share of the runs that come within `share` of the range from `medianRandom` to `best` of the best; minimised. */
export function reachShare(values: SetValues, best: number, medianRandom: number, share: number): number {
  const limit = best + share * Math.max(0, medianRandom - best);
  const all = pooled(values);
  return all.reduce((count, value) => count + (value <= limit ? 1 : 0), 0) / all.length;
}
