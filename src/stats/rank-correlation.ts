/** Rank correlations: how well one list of numbers orders another one. */
import { badRequest } from '../errors.js';

/** Ranks from 0; equal values share the mean of their ranks. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = sortedIndices(values);
  const rank = new Float64Array(values.length);
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && values[order[last + 1]] === values[order[first]]) last++;
    for (let i = first; i <= last; i++) rank[order[i]] = (first + last) / 2;
    first = last + 1;
  }
  return rank;
}

/** Pearson's correlation of two lists of equal length; 0 when one of them is constant. */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number {
  checkLengths(a, b);
  const n = a.length;
  let meanA = 0;
  let meanB = 0;
  for (let i = 0; i < n; i++) {
    meanA += a[i] / n;
    meanB += b[i] / n;
  }
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < n; i++) {
    const da = a[i] - meanA;
    const db = b[i] - meanB;
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/** Spearman's rho with mean ranks for ties; 0 when one of the lists is constant. */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  checkLengths(a, b);
  return pearson(ranks(a), ranks(b));
}

/**
 * Kendall's tau-b in O(n log n): pairs in one list's order that are out of order in the other are the exchanges of a
 * merge sort (Knight, "A Computer Method for Calculating Kendall's Tau with Ungrouped Data", JASA 1966).
 * 0 when one of the lists is constant.
 */
export function kendall(a: ArrayLike<number>, b: ArrayLike<number>): number {
  checkLengths(a, b);
  const n = a.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((i, j) => a[i] - a[j] || b[i] - b[j]);
  const pairs = (count: number) => (count * (count - 1)) / 2;
  let tiedA = 0;
  let tiedBoth = 0;
  for (let first = 0; first < n; ) {
    let last = first;
    let run = first;
    for (; last < n && a[order[last]] === a[order[first]]; last++) {
      if (b[order[last]] !== b[order[run]]) {
        tiedBoth += pairs(last - run);
        run = last;
      }
    }
    tiedBoth += pairs(last - run);
    tiedA += pairs(last - first);
    first = last;
  }
  const inOrder = Float64Array.from(order, (i) => b[i]);
  const exchanges = sortCountingExchanges(inOrder);
  let tiedB = 0;
  for (let first = 0; first < n; ) {
    let last = first;
    while (last < n && inOrder[last] === inOrder[first]) last++;
    tiedB += pairs(last - first);
    first = last;
  }
  const all = pairs(n);
  const scale = Math.sqrt((all - tiedA) * (all - tiedB));
  return scale > 0 ? (all - tiedA - tiedB + tiedBoth - 2 * exchanges) / scale : 0;
}

/** Sorts `values` in place and returns the number of pairs that were out of order. */
function sortCountingExchanges(values: Float64Array): number {
  const buffer = new Float64Array(values.length);
  let exchanges = 0;
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(start + width, values.length);
      const end = Math.min(start + 2 * width, values.length);
      let left = start;
      let right = middle;
      for (let to = start; to < end; to++) {
        if (left < middle && (right >= end || values[left] <= values[right])) buffer[to] = values[left++];
        else {
          buffer[to] = values[right++];
          exchanges += middle - left;
        }
      }
    }
    values.set(buffer);
  }
  return exchanges;
}

function sortedIndices(values: ArrayLike<number>): Uint32Array {
  return Uint32Array.from({ length: values.length }, (_, i) => i).sort((i, j) => values[i] - values[j] || i - j);
}

function checkLengths(a: ArrayLike<number>, b: ArrayLike<number>): void {
  if (a.length !== b.length)
    throw badRequest('', `two lists of equal length are needed, not ${a.length} and ${b.length} numbers`);
}
