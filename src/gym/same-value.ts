/**
 * Where two pieces of plain data differ, as a JSON pointer, or undefined when they are the same bit for bit (NaN is the
 * same as NaN, 0 differs from -0). Typed arrays must be of the same class.
 * @param ignore matches pointers that may differ
 */
export function difference(a: unknown, b: unknown, ignore?: RegExp, path = ''): string | undefined {
  if (Object.is(a, b) || ignore?.test(path)) return undefined;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return path;
  if (a.constructor !== b.constructor) return path;
  if (a instanceof Map || a instanceof Set) return difference([...a], [...(b as typeof a)], ignore, path);
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const found = difference(left[key], right[key], ignore, `${path}/${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
