/** Answers that simulators compute once: networks repeat their layers. */

/** Entries of a table before it is emptied; an entry takes a few hundred bytes. */
const CAPACITY = 50_000;

/** The value of `key`, computed the first time: a remembered answer is the same bits if all it depends on is in its key. */
export function remembered<T>(table: Map<string, T>, key: string, compute: () => T): T {
  const known = table.get(key);
  if (known !== undefined) return known;
  const value = compute();
  if (table.size >= CAPACITY) table.clear();
  table.set(key, value);
  return value;
}
