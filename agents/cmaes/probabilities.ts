/** Probability vectors of categoricals (PBIL: Baluja 1994, "Population-based incremental learning"). */

const RATE = 0.1;
const FLOOR = 0.02;

/**
 * Moves `probabilities` towards the frequencies of the `chosen` indices; no value falls below the floor, a fifth of 1/n
 * where that is less. Nothing changes when none was chosen.
 */
export function learnProbabilities(probabilities: number[], chosen: readonly number[]): void {
  if (chosen.length === 0) return;
  const n = probabilities.length;
  const floor = Math.min(FLOOR, 0.2 / n);
  const frequency = new Array<number>(n).fill(0);
  for (const index of chosen) frequency[index] += 1 / chosen.length;
  let sum = 0;
  for (let v = 0; v < n; v++) {
    probabilities[v] = Math.max(floor, (1 - RATE) * probabilities[v] + RATE * frequency[v]);
    sum += probabilities[v];
  }
  for (let v = 0; v < n; v++) probabilities[v] /= sum;
}
