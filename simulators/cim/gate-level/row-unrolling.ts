/** How the loops of a receptive field may be spread over the rows of a macro. */

/** Channels, kernel height and kernel width on the rows, and their product. */
export interface RowUnrolling {
  readonly c: number;
  readonly fy: number;
  readonly fx: number;
  readonly rows: number;
}

const remembered = new Map<string, readonly RowUnrolling[]>();
/** Shapes kept; more than any search space of networks has. */
const MOST_REMEMBERED = 20_000;

/**
 * Every product of whole factors of min(channels, rows), min(kernelHeight, rows) and min(kernelWidth, rows) that fits
 * `rows`: most rows first, then most channels, then most kernel rows. Kept by shape.
 */
export function rowUnrollings(
  channels: number,
  kernelHeight: number,
  kernelWidth: number,
  rows: number,
): readonly RowUnrolling[] {
  const key = `${channels},${kernelHeight},${kernelWidth},${rows}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const list = enumerate(channels, kernelHeight, kernelWidth, rows);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(key, list);
  return list;
}

function enumerate(channels: number, kernelHeight: number, kernelWidth: number, rows: number): RowUnrolling[] {
  const list: RowUnrolling[] = [];
  for (const c of divisors(Math.min(channels, rows))) {
    for (const fy of divisors(Math.min(kernelHeight, rows))) {
      if (c * fy > rows) break;
      for (const fx of divisors(Math.min(kernelWidth, rows))) {
        if (c * fy * fx > rows) break;
        list.push({ c, fy, fx, rows: c * fy * fx });
      }
    }
  }
  return list.sort((a, b) => b.rows - a.rows || b.c - a.c || b.fy - a.fy);
}

/** Divisors of n, ascending: the products of all sub-multisets of its prime factors. */
function divisors(n: number): number[] {
  const small: number[] = [];
  const large: number[] = [];
  for (let d = 1; d * d <= n; d++) {
    if (n % d !== 0) continue;
    small.push(d);
    if (d * d < n) large.push(n / d);
  }
  return [...small, ...large.reverse()];
}
