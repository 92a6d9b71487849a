export interface ExpectedBestOptions {
  readonly direction: 'minimize' | 'maximize';
  /** True (default): the k configurations are drawn without replacement; false: with replacement, k any number. */
  readonly unbiased?: boolean;
}

/**
 * Expected best of k configurations drawn from the n tried (Dodge et al. 2019, arXiv 1909.03004, equation 3). With
 * v_(1..n) rising in quality: sum of v_(i) ((i/n)^k - ((i-1)/n)^k) with replacement, and of v_(i) C(i-1, k-1)/C(n, k)
 * without.
 * @throws RangeError unless 1 <= k (<= n without replacement)
 */
export function expectedBest(
  values: ArrayLike<number>,
  k: number,
  { direction, unbiased = true }: ExpectedBestOptions,
): number {
  const n = values.length;
  if (!Number.isInteger(k) || k < 1 || n === 0 || (unbiased && k > n)) {
    throw new RangeError(`the best of k = ${k} of ${n} configurations is not defined; take 1 <= k <= n`);
  }
  const rising = Float64Array.from(values).sort();
  const byQuality = direction === 'maximize' ? rising : rising.reverse();
  let sum = 0;
  // C(i-1, k-1)/C(n, k), from i = n downwards.
  let weight = k / n;
  for (let i = n; i >= 1 && (!unbiased || i >= k); i--) {
    if (unbiased) {
      sum += (byQuality[i - 1] as number) * weight;
      weight *= (i - k) / (i - 1);
    } else {
      sum += (byQuality[i - 1] as number) * ((i / n) ** k - ((i - 1) / n) ** k);
    }
  }
  return sum;
}
