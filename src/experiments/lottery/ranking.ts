/** The order of the agents, and how much of it a repetition of the study would give again. */
import { median, quantileOfSorted } from '../../stats/index.js';
import { atK, bestOfK } from './best-of-k.js';
import { pooled, resample, type SetValues } from './resampling.js';

export interface Rank {
  /** From 1; agents with equal figures share the mean of their ranks. */
  readonly rank: number;
  /** 95 % of the resamples. */
  readonly low: number;
  readonly high: number;
}

export interface Ranking {
  /** By agent. */
  readonly ranks: readonly Rank[];
  /** Share of the resamples with the same order of all agents. */
  readonly stability: number;
  /** Share of the resamples in which the agent is first, ties shared. */
  readonly first: readonly number[];
}

export interface Rankings {
  /** By the median over sets and seeds. */
  readonly byMedian: Ranking;
  /** By the expected best of k sets, for each k from 1. */
  readonly byBestOfK: readonly Ranking[];
  /** 95 % intervals of the best-of-k curves: [agent][k - 1]. */
  readonly bestOfK: readonly (readonly { readonly low: number; readonly high: number }[])[];
}

const RESAMPLES = 2000;
const TAIL = 0.025;

/** Rankings of `agents` (minimised values), with intervals from resampled sets and seeds. */
export function rankings(agents: readonly SetValues[], seed = 0, resamples = RESAMPLES): Rankings {
  const tries = Math.max(...agents.map((sets) => sets.length));
  const ks = Array.from({ length: tries }, (_, i) => i + 1);
  const byMedian = new RankCounter(agents.map((sets) => median(pooled(sets))));
  const curves = agents.map(bestOfK);
  const byBest = ks.map((k) => new RankCounter(curves.map((curve) => atK(curve, k))));
  const drawnCurves = agents.map((sets) => sets.map(() => [] as number[]));
  resample(agents, resamples, seed, (drawn) => {
    byMedian.add(drawn.map((sets) => median(pooled(sets))));
    const drawnBest = drawn.map(bestOfK);
    for (const [i, k] of ks.entries()) byBest[i]?.add(drawnBest.map((curve) => atK(curve, k)));
    for (const [a, curve] of drawnBest.entries())
      for (const [i, value] of curve.entries()) drawnCurves[a]?.[i]?.push(value);
  });
  return {
    byMedian: byMedian.ranking,
    byBestOfK: byBest.map((counter) => counter.ranking),
    bestOfK: drawnCurves.map((curve) => curve.map(interval)),
  };
}

function interval(values: readonly number[]): { low: number; high: number } {
  const sorted = Float64Array.from(values).sort();
  return { low: quantileOfSorted(sorted, TAIL), high: quantileOfSorted(sorted, 1 - TAIL) };
}

/** Ranks of `figures`, the smallest first; equal ones share the mean. */
export function ranksOf(figures: readonly number[]): number[] {
  return figures.map((figure) => {
    const better = figures.filter((other) => other < figure).length;
    const equal = figures.filter((other) => other === figure).length;
    return better + (equal + 1) / 2;
  });
}

class RankCounter {
  readonly #ranks: readonly number[];
  readonly #drawn: number[][];
  readonly #first: number[];
  #same = 0;
  #count = 0;

  constructor(figures: readonly number[]) {
    this.#ranks = ranksOf(figures);
    this.#drawn = figures.map(() => []);
    this.#first = figures.map(() => 0);
  }

  add(figures: readonly number[]): void {
    const ranks = ranksOf(figures);
    this.#count++;
    if (ranks.every((rank, i) => rank === this.#ranks[i])) this.#same++;
    const best = Math.min(...ranks);
    const leaders = ranks.filter((rank) => rank === best).length;
    for (const [i, rank] of ranks.entries()) {
      this.#drawn[i]?.push(rank);
      if (rank === best) this.#first[i] = (this.#first[i] as number) + 1 / leaders;
    }
  }

  get ranking(): Ranking {
    return {
      ranks: this.#ranks.map((rank, i) => ({ rank, ...interval(this.#drawn[i] as number[]) })),
      stability: this.#same / this.#count,
      first: this.#first.map((count) => count / this.#count),
    };
  }
}
