/**
 * P-values adjusted for their number by Holm's step-down method (1979), in the given order: reject those at most alpha
 * and the chance of any false rejection is at most alpha.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((i, j) => (pValues[i] as number) - (pValues[j] as number));
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  order.forEach((i, k) => {
    largest = Math.max(largest, (pValues.length - k) * (pValues[i] as number));
    adjusted[i] = Math.min(1, largest);
  });
  return adjusted;
}
