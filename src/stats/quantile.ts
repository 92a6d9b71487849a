/** Quantile `p` in [0, 1] by linear interpolation at position (n - 1) p (type 7 of Hyndman & Fan 1996, NumPy's default). */
export function quantile(values: ArrayLike<number>, p: number): number {
  return quantileOfSorted(Float64Array.from(values).sort(), p);
}

/** As {@link quantile}, of values that are already in rising order. */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) throw new RangeError('no quantile of no values');
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile is asked for a share from 0 to 1, not ${p}`);
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const share = position - below;
  // Equal neighbours (infinities too) need no interpolation.
  const high = share === 0 ? low : (sorted[below + 1] as number);
  return high === low ? low : low + share * (high - low);
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}
