/** What evolves in CMA-ES: plain arrays of numbers, so that it is its own JSON. */
import type { Score } from '../../src/design/compare.js';
import type { Design } from '../../src/design/parameter.js';

export interface Evolution {
  population: number;
  /** In unit coordinates, one a numeric parameter. */
  mean: number[];
  sigma: number;
  /** Diagonal of A: x = mean + sigma A y. */
  scale: number[];
  /** C, row after row. */
  covariance: number[];
  sigmaPath: number[];
  covariancePath: number[];
  /** Per categorical the probabilities of its values. */
  probabilities: number[][];
  generation: number;
  /** First objectives of the best of the last generations, the latest last. */
  bests: number[];
}

/** One design of the running generation. */
export interface Individual {
  readonly design: Design;
  readonly key: string;
  /** Numeric coordinates before sigma and A. */
  readonly y: readonly number[];
  score: Score | null;
}

const SMALLEST_SIGMA = 1e-11;
const LARGEST_SIGMA = 1e6;
const LARGEST_CONDITION = 1e14;
/** Best values of generations that differ by less, relative to their size, are flat. */
const FLAT = 1e-9;

/** @param categories number of values of each categorical */
export function newEvolution(
  population: number,
  mean: readonly number[],
  sigma: number,
  categories: readonly number[],
): Evolution {
  const d = mean.length;
  return {
    population,
    mean: [...mean],
    sigma,
    scale: new Array<number>(d).fill(1),
    covariance: Array.from({ length: d * d }, (_, k) => (k % (d + 1) === 0 ? 1 : 0)),
    sigmaPath: new Array<number>(d).fill(0),
    covariancePath: new Array<number>(d).fill(0),
    probabilities: categories.map((n) => new Array<number>(n).fill(1 / n)),
    generation: 0,
    bests: [],
  };
}

/** Beyond repair: no distribution can be drawn from these numbers. */
export function isBroken({ sigma, covariance, mean }: Evolution): boolean {
  return mean.length > 0 && !(sigma < LARGEST_SIGMA && covariance.every(Number.isFinite));
}

/** Sigma is too small, C too ill-conditioned, or the best of the last `memory` generations flat. */
export function hasConverged({ sigma, covariance, bests, mean }: Evolution, memory: number): boolean {
  const d = mean.length;
  const diagonal = mean.map((_, i) => covariance[i * d + i]);
  if (d > 0 && (sigma < SMALLEST_SIGMA || Math.max(...diagonal) > LARGEST_CONDITION * Math.min(...diagonal)))
    return true;
  const [low, high] = [Math.min(...bests), Math.max(...bests)];
  return bests.length >= memory && high - low <= FLAT * Math.max(1, Math.abs(low));
}
