/**
 * Volume of the objective space that a set of minimised points dominates, up to a reference point (Zitzler & Thiele 1998).
 * Points that are not strictly better than the reference in every objective count nothing.
 */
import { badRequest } from '../errors.js';
import { nonDominated, ParetoArchive } from './pareto.js';
import { Staircase } from './staircase.js';

type Point = readonly number[];

/** Exact: a sweep for 2 and 3 objectives (O(n log n) and O(n^2) at worst), WFG for more. */
export function hypervolume(points: readonly Point[], reference: Point): number {
  if (reference.length === 0) throw badRequest('/referencePoint', 'a reference point needs at least one objective');
  for (const point of points) {
    if (point.length !== reference.length) {
      throw badRequest('/referencePoint', `the reference has ${reference.length} objectives, a point ${point.length}`);
    }
  }
  const inside = points.filter((point) => isInside(point, reference));
  switch (reference.length) {
    case 1:
      return inside.reduce((best, point) => Math.max(best, (reference[0] as number) - (point[0] as number)), 0);
    case 2:
      return area(inside, reference);
    case 3:
      return volume(inside, reference);
    default:
      return wfg(inside, reference);
  }
}

function isInside(point: Point, reference: Point): boolean {
  return point.every((value, m) => Number.isFinite(value) && value < (reference[m] as number));
}

/** 2 objectives; the points lie inside the reference box. Sorted first: the sum does not depend on their order. */
function area(points: readonly Point[], reference: Point): number {
  const sorted = [...points].sort((a, b) => (a[0] as number) - (b[0] as number) || (a[1] as number) - (b[1] as number));
  let sum = 0;
  let height = reference[1] as number;
  for (const point of sorted) {
    const y = point[1] as number;
    if (y >= height) continue;
    sum += ((reference[0] as number) - (point[0] as number)) * (height - y);
    height = y;
  }
  return sum;
}

/** 3 objectives: a sweep along the third over the area dominated so far in the first two. */
function volume(points: readonly Point[], reference: Point): number {
  const sorted = [...points].sort(
    (a, b) =>
      (a[2] as number) - (b[2] as number) || (a[0] as number) - (b[0] as number) || (a[1] as number) - (b[1] as number),
  );
  const section = new Staircase(reference[0] as number, reference[1] as number);
  let sum = 0;
  sorted.forEach((point, k) => {
    section.add(point[0] as number, point[1] as number);
    const next = sorted[k + 1]?.[2] ?? (reference[2] as number);
    sum += section.area * (next - (point[2] as number));
  });
  return sum;
}

/**
 * The algorithm of While, Bradstreet & Barone, "A fast way of calculating exact hypervolumes", IEEE Trans. Evol. Comput.
 * 16 (2012) 86-95: the sum of the points' exclusive volumes. Worst last objective first, so that the points still to come
 * share it once limited to the present one, and the exclusive volume is a slice of one dimension less.
 * @param points any, inside the reference box; at least 2 objectives
 */
export function wfg(points: readonly Point[], reference: Point): number {
  const dimension = reference.length;
  if (dimension === 2) return area(points, reference);
  const last = dimension - 1;
  const front = nonDominated(points)
    .map((i) => points[i] as Point)
    .sort((a, b) => (b[last] as number) - (a[last] as number));
  const base = reference.slice(0, last);
  let sum = 0;
  front.forEach((point, k) => {
    const corner = point.slice(0, last);
    const limited = front.slice(k + 1).map((other) => corner.map((value, m) => Math.max(value, other[m] as number)));
    const inclusive = corner.reduce((product, value, m) => product * ((base[m] as number) - value), 1);
    sum += ((reference[last] as number) - (point[last] as number)) * (inclusive - wfg(limited, base));
  });
  return sum;
}

/**
 * The hypervolume of all points so far, computed when it is asked for and only after the front has changed: cheap at a
 * run's checkpoints. The value depends on the set of points, not on their order.
 */
export class HypervolumeTracker {
  readonly #reference: Point;
  readonly #front = new ParetoArchive();
  #value: number | undefined = 0;

  constructor(reference: Point) {
    this.#reference = [...reference];
  }

  /** @returns whether the hypervolume grew */
  add(point: Point): boolean {
    if (point.length !== this.#reference.length) {
      throw badRequest(
        '/objectives',
        `the reference has ${this.#reference.length} objectives, a point ${point.length}`,
      );
    }
    if (!isInside(point, this.#reference) || !this.#front.add(point, undefined)) return false;
    this.#value = undefined;
    return true;
  }

  /** Number of non-dominated points inside the reference box. */
  get size(): number {
    return this.#front.size;
  }

  get value(): number {
    this.#value ??= hypervolume(this.#front.points(), this.#reference);
    return this.#value;
  }
}
