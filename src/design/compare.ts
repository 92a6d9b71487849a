/**
 * Feasibility first (Deb 2000, "An efficient constraint handling method for genetic algorithms", rules 1-3) and, for
 * several objectives, non-dominated ranks with crowding distances (Deb et al. 2002, NSGA-II, III.A and III.B).
 * Smaller objectives are better throughout.
 */
import { badRequest } from '../errors.js';
import type { Evaluation } from './evaluation.js';
import type { Design } from './parameter.js';

/** What of an evaluation decides about its rank: plain JSON, all numbers finite. */
export interface Score {
  readonly objectives: readonly number[];
  /** 0 when feasible, else > 0. */
  readonly violation: number;
}

/** A result, as agents keep it. */
export interface ScoredDesign {
  readonly design: Design;
  readonly score: Score;
}

/** Stands for NaN and the infinities, so that no comparison ever meets one. */
const WORST = Number.MAX_VALUE;
const finite = (value: number): number => (Number.isFinite(value) ? value : WORST);

/**
 * The score of `evaluation` for a problem with `count` objectives. Figures that are not finite become the worst number,
 * and a feasible evaluation that holds one counts as infeasible; a wrong number of objectives is a `badRequest`.
 */
export function scoreOf(evaluation: Evaluation, count: number): Score {
  const { objectives, feasible, violation } = evaluation;
  if (objectives.length !== count) {
    throw badRequest('/objectives', `an evaluation holds ${count} objective(s) here, not ${objectives.length}`);
  }
  const sound = objectives.every(Number.isFinite);
  if (feasible && sound) return { objectives, violation: 0 };
  const excess = feasible ? WORST : Math.max(finite(violation), Number.MIN_VALUE);
  return { objectives: sound ? objectives : objectives.map(finite), violation: excess };
}

/** Negative when `a` is better than `b`: smaller violation, then smaller first objective. 0 when neither is. */
export function compareScores(a: Score, b: Score): number {
  if (a.violation !== b.violation) return a.violation < b.violation ? -1 : 1;
  if (a.violation > 0) return 0;
  const [left, right] = [a.objectives[0] as number, b.objectives[0] as number];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** True when `a` is nowhere worse than `b` and somewhere better. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let better = false;
  for (let i = 0; i < a.length; i++) {
    const [left, right] = [a[i] as number, b[i] as number];
    if (left > right) return false;
    if (left < right) better = true;
  }
  return better;
}

/**
 * Indices of `scores` from best to worst. One objective: by {@link compareScores}. Several: feasible ones by rank of
 * their non-dominated front, then by larger crowding distance; then the infeasible ones by violation. Ties keep the
 * given order. O(n log n) for one objective, O(m n^2) for m.
 */
export function order(scores: readonly Score[]): number[] {
  const all = scores.map((_, i) => i);
  const single = scores.every(({ objectives }) => objectives.length === 1);
  if (single) return all.sort((i, j) => compareScores(scores[i] as Score, scores[j] as Score) || i - j);
  const feasible = all.filter((i) => scores[i]?.violation === 0);
  const infeasible = all.filter((i) => scores[i]?.violation !== 0);
  const violation = (i: number): number => (scores[i] as Score).violation;
  const sorted = nonDominatedFronts(feasible, scores).flatMap((front) => {
    const distance = crowding(front.map((i) => (scores[i] as Score).objectives));
    const at = new Map(front.map((i, k) => [i, distance[k] as number]));
    return front.sort((i, j) => compareDescending(at.get(i) as number, at.get(j) as number) || i - j);
  });
  return [...sorted, ...infeasible.sort((i, j) => violation(i) - violation(j) || i - j)];
}

/**
 * Index of the first of the best of `scores`: what {@link order} puts first, in O(n) for one objective.
 * @throws RangeError when there are none
 */
export function bestOf(scores: readonly Score[]): number {
  if (scores.length === 0) throw new RangeError('no best of no scores');
  if ((scores[0] as Score).objectives.length > 1) return order(scores)[0] as number;
  let best = 0;
  for (let i = 1; i < scores.length; i++) {
    if (compareScores(scores[i] as Score, scores[best] as Score) < 0) best = i;
  }
  return best;
}

/**
 * Quality of `score` in (0, 1]: the share of `others` and itself that are not better. Feasibility first; with several
 * objectives better means dominating. It depends on the order of the figures alone, never on their sign or size.
 */
export function standing(score: Score, others: readonly Score[]): number {
  let beaten = 1;
  for (const other of others) {
    const better =
      other.violation === score.violation
        ? other.violation === 0 && dominates(other.objectives, score.objectives)
        : other.violation < score.violation;
    if (!better) beaten++;
  }
  return beaten / (others.length + 1);
}

/**
 * Quality of `score` in (0, 1): the share of `others` and itself that are worse, those that are neither better nor worse
 * counted as half. Where all are alike it is 0.5, and {@link standing} 1. O(n).
 */
export function midStanding(score: Score, others: readonly Score[]): number {
  let beaten = 1;
  for (const other of others) {
    if (other.violation !== score.violation) {
      if (other.violation > score.violation) beaten += 2;
    } else if (score.violation > 0) beaten++;
    else if (dominates(score.objectives, other.objectives)) beaten += 2;
    else if (!dominates(other.objectives, score.objectives)) beaten++;
  }
  return beaten / (2 * others.length + 2);
}

/** The members of `indices` split into fronts: the first is dominated by none, the second by the first alone, ... */
function nonDominatedFronts(indices: readonly number[], scores: readonly Score[]): number[][] {
  const beaten = new Map<number, number[]>();
  const count = new Map<number, number>(indices.map((i) => [i, 0]));
  for (const i of indices) {
    const below: number[] = [];
    for (const j of indices)
      if (dominates((scores[i] as Score).objectives, (scores[j] as Score).objectives)) below.push(j);
    beaten.set(i, below);
    for (const j of below) count.set(j, (count.get(j) as number) + 1);
  }
  const fronts: number[][] = [];
  let front = indices.filter((i) => count.get(i) === 0);
  while (front.length > 0) {
    fronts.push(front);
    const next: number[] = [];
    for (const i of front) {
      for (const j of beaten.get(i) as number[]) {
        const left = (count.get(j) as number) - 1;
        count.set(j, left);
        if (left === 0) next.push(j);
      }
    }
    front = next.sort((i, j) => i - j);
  }
  return fronts;
}

/**
 * Crowding distance of each point of one front: the sum over objectives of the normalised gap between its neighbours;
 * Infinity at the ends. An objective in which all points are equal is skipped.
 */
export function crowding(points: readonly (readonly number[])[]): Float64Array {
  const distance = new Float64Array(points.length);
  const objectives = points[0]?.length ?? 0;
  for (let m = 0; m < objectives; m++) {
    const value = (i: number): number => (points[i] as readonly number[])[m] as number;
    const sorted = points.map((_, i) => i).sort((i, j) => value(i) - value(j) || i - j);
    const [first, last] = [sorted[0] as number, sorted[sorted.length - 1] as number];
    const range = value(last) - value(first);
    if (!(range > 0)) continue;
    distance[first] = Number.POSITIVE_INFINITY;
    distance[last] = Number.POSITIVE_INFINITY;
    for (let k = 1; k + 1 < sorted.length; k++) {
      const gap = (value(sorted[k + 1] as number) - value(sorted[k - 1] as number)) / range;
      distance[sorted[k] as number] = (distance[sorted[k] as number] as number) + gap;
    }
  }
  return distance;
}

/** Larger first; unlike a difference it takes two infinities as equal. */
const compareDescending = (a: number, b: number): number => (a > b ? -1 : a < b ? 1 : 0);
