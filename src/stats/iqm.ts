/**
 * Interquartile mean: the mean without the floor(n/4) lowest and the floor(n/4) highest values (Agarwal et al. 2021,
 * arXiv 2108.13264).
 */
export function iqm(values: ArrayLike<number>): number {
  if (values.length === 0) throw new RangeError('no interquartile mean of no values');
  const sorted = Float64Array.from(values).sort();
  const dropped = Math.floor(sorted.length / 4);
  const kept = sorted.subarray(dropped, sorted.length - dropped);
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}
