/** Non-dominated points. Objectives are minimised; feasibility is the caller's matter. */
import { dominates } from './compare.js';

/**
 * Indices of the points that no other dominates, in their given order; of equal points all are kept.
 * Sorts first, so that a point can only be dominated by one already kept: O(n log n + n k m) for k kept ones.
 */
export function nonDominated(points: readonly (readonly number[])[]): number[] {
  const order = points.map((_, i) => i).sort((i, j) => lexicographic(points[i] ?? [], points[j] ?? []) || i - j);
  const kept: number[] = [];
  for (const i of order) {
    const point = points[i] as readonly number[];
    if (!kept.some((k) => dominates(points[k] as readonly number[], point))) kept.push(i);
  }
  return kept.sort((i, j) => i - j);
}

function lexicographic(a: readonly number[], b: readonly number[]): number {
  for (let m = 0; m < a.length; m++) {
    const [left, right] = [a[m] as number, b[m] as number];
    if (left !== right) return left - right;
  }
  return 0;
}

export interface ArchiveEntry<T> {
  readonly objectives: readonly number[];
  readonly item: T;
}

interface KeyedEntry<T> extends ArchiveEntry<T> {
  readonly key: string;
}

/** All non-dominated points added so far, each with what it belongs to. O(size) per addition. */
export class ParetoArchive<T = undefined> {
  #entries: KeyedEntry<T>[] = [];

  get size(): number {
    return this.#entries.length;
  }

  /**
   * Adds a point unless one in the archive dominates it, and removes those that it dominates.
   * @param key tells items with equal objectives apart: an equal point with the same key is a duplicate
   * @returns whether the archive changed; false for objectives that are not finite
   */
  add(objectives: readonly number[], item: T, key = ''): boolean {
    if (!objectives.every(Number.isFinite)) return false;
    for (const entry of this.#entries) {
      if (dominates(entry.objectives, objectives)) return false;
      if (entry.key === key && entry.objectives.every((value, m) => value === objectives[m])) return false;
    }
    this.#entries = this.#entries.filter((entry) => !dominates(objectives, entry.objectives));
    this.#entries.push({ objectives: [...objectives], item, key });
    return true;
  }

  /** The entries in the order in which they were added. */
  entries(): readonly ArchiveEntry<T>[] {
    return this.#entries.map(({ objectives, item }) => ({ objectives, item }));
  }

  /** The objectives of all entries. */
  points(): (readonly number[])[] {
    return this.#entries.map(({ objectives }) => objectives);
  }
}
