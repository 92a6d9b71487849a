/**
 * MCUFormer's outer loop: the supernet's own point (rank, patch) moves along planes through the error and the share of
 * illegal subnets of its nearest known points. The formula of the step is our reading of the public code's settings:
 * parameter -= step * floor(slope / threshold), for both planes.
 */
import type { Design } from '../../../src/design/parameter.js';
import { type Baseline, type BaselineContext, Search } from './baseline.js';
import { variationOf } from './mcuformer.js';

const ROUNDS = 7;
const NEIGHBOURS = 5;
const axes = {
  rank: { step: 0.05, low: 0.4, high: 0.95, errorThreshold: 10, sramThreshold: 0.2 },
  patch: { step: 4, low: 16, high: 32, errorThreshold: 20, sramThreshold: 2 },
} as const;

interface Point {
  readonly rank: number;
  readonly patch: number;
  /** 100 less the mean accuracy of sampled subnets, per cent. */
  readonly error: number;
  /** Share of sampled subnets that do not fit. */
  readonly illegal: number;
}

export const mcuformerSpace: Baseline = {
  name: 'mcuformer-space',
  summary: 'evolution of the space itself, rank and patch, over 7 rounds',
  preset: 'mcuformer-320',
  budget: 2000,
  run: (context) => {
    const search = new Search(context.problem, context.budget);
    const grid = [0.4, 0.6, 0.8, 0.95].flatMap((rank) => [16, 24, 32].map((patch) => ({ rank, patch })));
    const samples = Math.max(1, Math.floor(context.budget / (grid.length + ROUNDS)));
    const known = grid.map((point) => sampled(point.rank, point.patch, samples, search, context));
    const rows: Record<string, number>[] = [];
    let at: Pick<Point, 'rank' | 'patch'> = { rank: 0.6, patch: 24 };
    for (let round = 0; round < ROUNDS && !search.isSpent; round++) {
      const near = [...known].sort((a, b) => distance(a, at) - distance(b, at)).slice(0, NEIGHBOURS);
      const [error, illegal] = [plane(near, 'error'), plane(near, 'illegal')];
      const next = {
        rank: moved('rank', at.rank, error.rank, illegal.rank),
        patch: moved('patch', at.patch, error.patch, illegal.patch),
      };
      const point = sampled(next.rank, next.patch, samples, search, context);
      known.push(point);
      rows.push({ round: round + 1, ...point });
      if (next.rank === at.rank && next.patch === at.patch) break;
      at = next;
    }
    const notes = ['the formula of the step is our reading: no source states it'];
    return { best: search.best, evaluations: search.evaluations, rows, notes };
  },
};

function sampled(rank: number, patch: number, samples: number, search: Search, context: BaselineContext): Point {
  const point: Design = { rankRatio: rank, rankRatioAttention: rank, rankRatioMlp: rank, patchSize: patch };
  const { names } = context.problem.space;
  const fixed = Object.fromEntries(Object.entries(point).filter(([name]) => names.includes(name)));
  const variation = variationOf({ ...context, fixed: { ...context.fixed, ...fixed } });
  let [accuracy, legal, count] = [0, 0, 0];
  for (; count < samples && !search.isSpent; count++) {
    const { evaluation } = search.evaluate(variation.sample());
    accuracy += evaluation.metrics['accuracy'] as number;
    if (evaluation.feasible) legal++;
  }
  const sure = Math.max(1, count);
  return { rank, patch, error: 100 * (1 - accuracy / sure), illegal: 1 - legal / sure };
}

/** In steps of both axes. */
function distance(a: Pick<Point, 'rank' | 'patch'>, b: Pick<Point, 'rank' | 'patch'>): number {
  return Math.hypot((a.rank - b.rank) / axes.rank.step, (a.patch - b.patch) / axes.patch.step);
}

function moved(axis: keyof typeof axes, value: number, errorSlope: number, illegalSlope: number): number {
  const { step, low, high, errorThreshold, sramThreshold } = axes[axis];
  const steps = Math.floor(errorSlope / errorThreshold) + Math.floor(illegalSlope / sramThreshold);
  // On the grid of the space, free of rounding.
  const next = Math.round((value - step * steps) / step) * step;
  return Number(Math.min(high, Math.max(low, next)).toFixed(2));
}

/** Slopes of the least-squares plane of `figure` over (rank, patch); 0 along an axis on which the points do not differ. */
export function plane(points: readonly Point[], figure: 'error' | 'illegal'): { rank: number; patch: number } {
  const mean = (of: (point: Point) => number) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const centre = { rank: mean((p) => p.rank), patch: mean((p) => p.patch), value: mean((p) => p[figure]) };
  let [rr, rp, pp, rv, pv] = [0, 0, 0, 0, 0];
  for (const point of points) {
    const [rank, patch, value] = [point.rank - centre.rank, point.patch - centre.patch, point[figure] - centre.value];
    rr += rank * rank;
    rp += rank * patch;
    pp += patch * patch;
    rv += rank * value;
    pv += patch * value;
  }
  const determinant = rr * pp - rp * rp;
  if (determinant > 1e-9 * rr * pp) {
    return { rank: (rv * pp - pv * rp) / determinant, patch: (pv * rr - rv * rp) / determinant };
  }
  return { rank: rr > 0 ? rv / rr : 0, patch: pp > 0 && rr === 0 ? pv / pp : 0 };
}
