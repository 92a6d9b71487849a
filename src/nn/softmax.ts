/**
 * Softmax of `count` logits from `offset` on, the largest subtracted first. Entries that `mask` forbids count as logits
 * of -1e9, so that their share is 0.
 * @returns the logarithm of the sum of exponentials: log share = logit - it
 */
export function softmaxInto(
  shares: Float64Array,
  logits: ArrayLike<number>,
  offset: number,
  count: number,
  mask?: ArrayLike<number>,
  maskOffset = 0,
): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < count; k++)
    largest = Math.max(largest, masked(logits[offset + k] as number, mask, maskOffset + k));
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const share = Math.exp(masked(logits[offset + k] as number, mask, maskOffset + k) - largest);
    shares[k] = share;
    sum += share;
  }
  for (let k = 0; k < count; k++) shares[k] = (shares[k] as number) / sum;
  return largest + Math.log(sum);
}

/** A logit that is never taken, and finite, so that no gradient is NaN. */
const FORBIDDEN = -1e9;

function masked(logit: number, mask: ArrayLike<number> | undefined, at: number): number {
  return mask === undefined || mask[at] !== 0 ? logit : FORBIDDEN;
}
