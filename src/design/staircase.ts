/** The area of the plane that minimised points dominate, up to a reference point, kept up to date as points arrive. */
export class Staircase {
  readonly #referenceX: number;
  readonly #referenceY: number;
  /** The non-dominated points: x rises, y falls. */
  readonly #xs: number[] = [];
  readonly #ys: number[] = [];
  #area = 0;

  constructor(referenceX: number, referenceY: number) {
    this.#referenceX = referenceX;
    this.#referenceY = referenceY;
  }

  get area(): number {
    return this.#area;
  }

  /** Adds a point that lies strictly below the reference. O(log n) to find its place, plus what it displaces. */
  add(x: number, y: number): void {
    const [xs, ys] = [this.#xs, this.#ys];
    let first = lowerBound(xs, x);
    // A point to the left, or at the same x, that is no higher dominates this one.
    if (first > 0 && (ys[first - 1] as number) <= y) return;
    if (first < xs.length && xs[first] === x && (ys[first] as number) <= y) return;
    let last = first;
    let left = x;
    let height = first > 0 ? (ys[first - 1] as number) : this.#referenceY;
    while (last < xs.length && (ys[last] as number) >= y) {
      const right = xs[last] as number;
      this.#area += (right - left) * (height - y);
      left = right;
      height = ys[last] as number;
      last++;
    }
    const right = last < xs.length ? (xs[last] as number) : this.#referenceX;
    this.#area += (right - left) * (height - y);
    if (last === first) {
      xs.splice(first, 0, x);
      ys.splice(first, 0, y);
      return;
    }
    xs[first] = x;
    ys[first] = y;
    first++;
    xs.splice(first, last - first);
    ys.splice(first, last - first);
  }
}

/** First index whose entry is at least `x` in rising `xs`. */
function lowerBound(xs: readonly number[], x: number): number {
  let [low, high] = [0, xs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((xs[middle] as number) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
