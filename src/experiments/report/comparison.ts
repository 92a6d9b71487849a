/** Figures of the arms side by side. */
import { compareScores } from '../../design/compare.js';
import { bootstrap, holm, type Interval, mannWhitney, median, quantile } from '../../stats/index.js';
import { type Arm, largestBudget, type Point, type ReportData } from './data.js';
import type { Measure } from './measure.js';
import { bestSoFar } from './progress.js';

export interface ArmFigures {
  readonly arm: Arm;
  /** Seeds with at least one feasible design. */
  readonly seedsFeasible: number;
  /** Evaluations, and how many of them were of feasible designs. */
  readonly evaluations: number;
  readonly evaluationsFeasible: number;
  /**
   * Final best figures, minimised and rising: quartiles over seeds and the 95 % bootstrap interval of the median.
   * Infinity stands for "no feasible design"; absent without seeds.
   */
  readonly quartiles?: readonly [better: number, median: number, worse: number];
  readonly interval?: Interval;
  /** Evaluations to the first feasible design of the seeds that found one. */
  readonly firstFeasible: readonly number[];
  /** The best design of all seeds: feasible, or the one that breaks the limits least. */
  readonly best?: Point;
}

/** How an arm stands to the leading one. */
export interface Contrast {
  readonly leader: Arm;
  readonly arm: Arm;
  /** Share of the pairs of seeds in which the leader is better, ties 1/2. */
  readonly probability: number;
  /** Mann-Whitney, two-sided, Holm-corrected over all contrasts. */
  readonly pValue: number;
}

/** Seed of the bootstrap: a report of the same rows gives the same figures. */
const SEED = 0;

export function armFigures(data: ReportData, measure: Measure): ArmFigures[] {
  return data.arms.map((arm): ArmFigures => {
    const final = finals(arm, measure);
    const first = arm.runs.map(({ points }) => points.findIndex(({ feasible }) => feasible) + 1).filter((n) => n > 0);
    const points = arm.runs.flatMap((run) => run.points);
    const best = bestPoint(points);
    return {
      arm,
      seedsFeasible: first.length,
      evaluations: points.length,
      evaluationsFeasible: points.filter(({ feasible }) => feasible).length,
      firstFeasible: first,
      ...(best === undefined ? {} : { best }),
      ...(final.length === 0
        ? {}
        : {
            quartiles: [quantile(final, 0.25), median(final), quantile(final, 0.75)],
            interval: bootstrap(final, median, { seed: SEED }),
          }),
    };
  });
}

/** The arm with the best median against each of the others; empty when arms have too few seeds, different budgets or no feasible design. */
export function contrasts(figures: readonly ArmFigures[], measure: Measure): Contrast[] {
  const comparable = figures.filter(({ arm }) => arm.runs.length >= 3);
  if (comparable.length < 2 || new Set(comparable.map(({ arm }) => arm.budget)).size > 1) return [];
  const [leader, ...others] = [...comparable].sort((a, b) => ascending(rank(a), rank(b))) as [
    ArmFigures,
    ...ArmFigures[],
  ];
  if (leader.seedsFeasible === 0) return [];
  const ahead = finals(leader.arm, measure);
  const tests = others.map(({ arm }) => {
    const behind = finals(arm, measure);
    const { u, pValue } = mannWhitney(behind, ahead);
    return { arm, probability: u / (behind.length * ahead.length), pValue };
  });
  const corrected = holm(tests.map(({ pValue }) => pValue));
  return tests.map((test, i) => ({ leader: leader.arm, ...test, pValue: corrected[i] as number }));
}

/** Best figure of each seed at the end, minimised; Infinity without a feasible design. */
export function finals(arm: Arm, measure: Measure): number[] {
  return arm.runs.map((run) => bestSoFar(run, measure, [largestBudget({ arms: [arm] })])[0] as number);
}

/** The first of the best points by feasibility, violation and first objective. */
export function bestPoint(points: readonly Point[]): Point | undefined {
  let best: Point | undefined;
  for (const point of points) if (best === undefined || compareScores(scored(point), scored(best)) < 0) best = point;
  return best;
}

const scored = ({ objectives, feasible, violation }: Point) => ({ objectives, violation: feasible ? 0 : violation });
/** By median, and among arms whose median seed has no feasible design by the share of seeds that have one. */
const rank = ({ quartiles, seedsFeasible, arm }: ArmFigures): [number, number] => [
  quartiles?.[1] ?? Number.POSITIVE_INFINITY,
  -seedsFeasible / Math.max(1, arm.runs.length),
];
const ascending = (a: readonly [number, number], b: readonly [number, number]): number =>
  a[0] === b[0] ? a[1] - b[1] : a[0] - b[0];
