/** Numbers seen so far, kept sorted: the rank of a number among them in O(log n). */
export class RankHistory {
  readonly #sorted: number[] = [];

  get size(): number {
    return this.#sorted.length;
  }

  add(value: number): void {
    this.#sorted.splice(this.#firstAtLeast(value), 0, value);
  }

  /** 1 for the smallest; equal numbers share the mean of their ranks; a number not seen ranks before the next larger. */
  rank(value: number): number {
    const first = this.#firstAtLeast(value);
    let end = first;
    while (end < this.#sorted.length && this.#sorted[end] === value) end++;
    return first + (Math.max(end - first, 1) + 1) / 2;
  }

  #firstAtLeast(value: number): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
