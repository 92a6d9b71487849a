/** 0/1 knapsack by dynamic programming: O(items * capacity). */

export interface Item {
  readonly size: number;
  readonly value: number;
}

/**
 * Which items to take so that their sizes (integers >= 0) keep to `capacity` and their values sum highest. Of equal sums
 * the one that takes the earliest items.
 */
export function knapsack(items: readonly Item[], capacity: number): boolean[] {
  const width = capacity + 1;
  const taken = new Uint8Array(items.length * width);
  const best = new Float64Array(width);
  for (let i = items.length - 1; i >= 0; i--) {
    const { size, value } = items[i] as Item;
    if (value <= 0) continue;
    for (let room = capacity; room >= size; room--) {
      const withItem = (best[room - size] as number) + value;
      if (withItem < (best[room] as number)) continue;
      best[room] = withItem;
      taken[i * width + room] = 1;
    }
  }
  let room = capacity;
  return items.map(({ size }, i) => {
    if (taken[i * width + room] === 0) return false;
    room -= size;
    return true;
  });
}

/** The items that are worth taking, highest value for its size first. */
export const byWorth = (items: readonly Item[]): Item[] =>
  items.filter(({ value }) => value > 0).sort((a, b) => b.value * a.size - a.value * b.size);

/**
 * An upper bound of the value that `knapsack` reaches: the last item is cut to the room that is left.
 * @param items as `byWorth` orders them
 */
export function mostValue(items: readonly Item[], capacity: number): number {
  let [room, total] = [capacity, 0];
  for (const { size, value } of items) {
    if (size > room) return total + (value * room) / size;
    room -= size;
    total += value;
  }
  return total;
}
