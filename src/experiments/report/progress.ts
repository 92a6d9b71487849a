/** How the best design found so far improves with evaluations, over the seeds of an arm. */
import { quantile } from '../../stats/quantile.js';
import type { Arm, RunData } from './data.js';
import type { Measure } from './measure.js';

/** Over the seeds of one arm, at each of the positions. Undefined: not enough seeds have a feasible design yet. */
export interface Progress {
  readonly median: readonly (number | undefined)[];
  /** Quartiles: a quarter of the seeds is better than `better`, a quarter worse than `worse`. */
  readonly better: readonly (number | undefined)[];
  readonly worse: readonly (number | undefined)[];
  /** Share of the seeds with a feasible design, 0..1. */
  readonly feasible: readonly (number | undefined)[];
}

/** Evaluations at which curves are drawn: every one up to `most`, else that many spread evenly; the last is `budget`. */
export function positions(budget: number, most = 200): number[] {
  const count = Math.min(budget, most);
  return Array.from({ length: count }, (_, i) => Math.round(((i + 1) * budget) / count));
}

/**
 * Best feasible figure so far of one run at each of `at`, minimised. Infinity before the first feasible design, so that
 * such a run ranks behind all others. An unfinished run keeps its last figure.
 */
export function bestSoFar({ points }: RunData, measure: Measure, at: readonly number[]): number[] {
  const best = measure.start();
  let seen = 0;
  return at.map((position) => {
    const added = points.slice(seen, position);
    seen = Math.max(seen, position);
    return best(added);
  });
}

/**
 * Quantiles over the seeds of an arm, in shown figures; a seed without a feasible design counts as worse than any with.
 * Nothing beyond the budget of the arm.
 */
export function progressOf({ runs, budget }: Arm, measure: Measure, at: readonly number[]): Progress {
  const curves = runs.map((run) => bestSoFar(run, measure, at));
  const shown = (p: number) =>
    at.map((position, i) => {
      if (position > budget || curves.length === 0) return undefined;
      const value = quantile(column(curves, i), p);
      return Number.isFinite(value) ? measure.shown(value) : undefined;
    });
  return {
    median: shown(0.5),
    better: shown(0.25),
    worse: shown(0.75),
    feasible: at.map((position, i) =>
      position > budget ? undefined : column(curves, i).filter(Number.isFinite).length / Math.max(1, curves.length),
    ),
  };
}

const column = (curves: readonly (readonly number[])[], i: number): number[] =>
  curves.map((curve) => curve[i] as number);
