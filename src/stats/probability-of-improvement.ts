import { countGreaterPairs } from './mann-whitney.js';

/** P(X > Y) + P(X = Y)/2 for a random pair: U/(nm). Negate both samples when smaller is better. */
export function probabilityOfImprovement(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length === 0 || y.length === 0)
    throw new RangeError(`both samples need values, not ${x.length} and ${y.length}`);
  return countGreaterPairs(x, y) / (x.length * y.length);
}

/** Mean over problems, given the two samples of each. */
export function meanProbabilityOfImprovement(
  problems: readonly (readonly [x: ArrayLike<number>, y: ArrayLike<number>])[],
): number {
  return problems.reduce((sum, [x, y]) => sum + probabilityOfImprovement(x, y), 0) / problems.length;
}
