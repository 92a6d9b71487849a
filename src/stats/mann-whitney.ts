import { normalUpperTail } from './normal-distribution.js';
import { ranks } from './rank-correlation.js';

/** What is claimed of the first sample: it tends to be `less` or `greater` than the second, or to differ. */
export type Alternative = 'two-sided' | 'less' | 'greater';

export interface MannWhitney {
  /** Pairs in which the first sample's value is greater, ties counting 1/2. */
  readonly u: number;
  readonly pValue: number;
  /** `exact` for n, m <= 20 without ties, else the normal approximation with tie and continuity correction. */
  readonly method: 'exact' | 'normal';
}

const LARGEST_EXACT = 20;

/** Number of pairs (a, b) with a > b, ties counting 1/2: U of Mann & Whitney (1947), in O((n + m) log(n + m)). */
export function countGreaterPairs(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const ranksOfX = ranks(pool(x, y)).subarray(0, x.length);
  return ranksOfX.reduce((sum, rank) => sum + rank, 0) - (x.length * (x.length - 1)) / 2;
}

function pool(x: ArrayLike<number>, y: ArrayLike<number>): number[] {
  return [...Array.from(x), ...Array.from(y)];
}

/** Mann-Whitney (Wilcoxon rank-sum) test of the samples `x` and `y`; both must have values. */
export function mannWhitney(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  alternative: Alternative = 'two-sided',
): MannWhitney {
  const [n, m] = [x.length, y.length];
  if (n === 0 || m === 0) throw new RangeError(`both samples need values, not ${n} and ${m}`);
  const u = countGreaterPairs(x, y);
  const ties = tieLengths(pool(x, y));
  const exact = n <= LARGEST_EXACT && m <= LARGEST_EXACT && ties.length === n + m;
  const atLeast = exact ? exactTail(n, m) : normalTail(n, m, ties);
  const [upper, lower] = [atLeast(u), atLeast(n * m - u)];
  const pValue =
    alternative === 'greater' ? upper : alternative === 'less' ? lower : Math.min(1, 2 * Math.min(upper, lower));
  return { u, pValue, method: exact ? 'exact' : 'normal' };
}

/** How often each value occurs. */
function tieLengths(values: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()];
}

/** u -> P(U >= u) when all orders are equally likely. */
function exactTail(n: number, m: number): (u: number) => number {
  const counts = uCounts(n, m);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return (u) => counts.subarray(u).reduce((sum, count) => sum + count, 0) / total;
}

/**
 * Number of orders of n and m values with each U: the coefficients of the Gaussian binomial, the product over i = 1..n of
 * (1 - q^(m+i)) / (1 - q^i). Exact: below 2^53 for n, m <= 20.
 */
function uCounts(n: number, m: number): Float64Array {
  const counts = new Float64Array(n * m + 1);
  counts[0] = 1;
  for (let i = 1; i <= n; i++) {
    for (let u = n * m; u >= m + i; u--) counts[u] = (counts[u] as number) - (counts[u - m - i] as number);
    for (let u = i; u <= n * m; u++) counts[u] = (counts[u] as number) + (counts[u - i] as number);
  }
  return counts;
}

function normalTail(n: number, m: number, ties: readonly number[]): (u: number) => number {
  const total = n + m;
  const tieTerm = ties.reduce((sum, t) => sum + (t ** 3 - t), 0) / (total * (total - 1));
  const deviation = Math.sqrt(((n * m) / 12) * (total + 1 - tieTerm));
  // All values equal: no evidence for anything.
  if (!(deviation > 0)) return () => 1;
  return (u) => normalUpperTail((u - (n * m) / 2 - 0.5) / deviation);
}
