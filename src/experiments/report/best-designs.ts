/** The best few percent of the designs that an experiment has tried, each once. */
import type { Point, ReportData } from './data.js';

const SHARE = 0.05;
const LEAST = 20;
const MOST = 60;

export interface BestDesigns {
  /** From best to worst. */
  readonly points: readonly Point[];
  /** How many different designs they were chosen from: the feasible ones, or all when none is feasible. */
  readonly of: number;
  readonly feasible: boolean;
}

/** Ordered by violation, then by the first objective, or by the sum of the objectives scaled to their ranges. */
export function bestDesigns({ arms, problem }: ReportData): BestDesigns {
  const different = new Map<string, Point>();
  for (const { runs } of arms) {
    for (const { points } of runs) {
      for (const point of points) {
        const key = JSON.stringify(problem.parameters.map(({ name }) => point.design[name]));
        if (!different.has(key)) different.set(key, point);
      }
    }
  }
  const all = [...different.values()];
  const feasible = all.filter((point) => point.feasible);
  const candidates = feasible.length > 0 ? feasible : all;
  const score = feasible.length > 0 ? scoreWithin(candidates) : ({ violation }: Point) => violation;
  const sorted = candidates
    .map((point) => ({ point, score: score(point) }))
    .sort((a, b) => a.score - b.score)
    .map(({ point }) => point);
  const count = Math.min(MOST, Math.max(LEAST, Math.ceil(SHARE * sorted.length)));
  return { points: sorted.slice(0, count), of: sorted.length, feasible: feasible.length > 0 };
}

/** A number per point, smaller is better: the only objective, or the sum of several scaled to 0..1 over `points`. */
export function scoreWithin(points: readonly Point[]): (point: Point) => number {
  const count = points[0]?.objectives.length ?? 0;
  if (count <= 1) return ({ objectives }) => objectives[0] ?? 0;
  const ranges = Array.from({ length: count }, (_, m) => {
    let [low, high] = [Infinity, -Infinity];
    for (const { objectives } of points) {
      low = Math.min(low, objectives[m] as number);
      high = Math.max(high, objectives[m] as number);
    }
    return { low, width: high > low ? high - low : 1 };
  });
  return ({ objectives }) =>
    ranges.reduce((sum, { low, width }, m) => sum + ((objectives[m] as number) - low) / width, 0);
}
