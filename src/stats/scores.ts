/** Figures over scores of several runs or problems (Agarwal et al. 2021, arXiv 2108.13264). */

/** Share of the scores above each threshold: the performance profile. */
export function performanceProfile(scores: ArrayLike<number>, thresholds: readonly number[]): number[] {
  return thresholds.map((threshold) => {
    let above = 0;
    for (let i = 0; i < scores.length; i++) if ((scores[i] as number) > threshold) above++;
    return above / scores.length;
  });
}

/** Mean shortfall from `target`: scores above it do not make up for others. */
export function optimalityGap(scores: ArrayLike<number>, target = 1): number {
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += Math.max(0, target - (scores[i] as number));
  return sum / scores.length;
}

/** (median random - x)/(median random - best known): 0 like random search, 1 like the best known; either direction. */
export function normalizedScore(value: number, medianRandom: number, bestKnown: number): number {
  return (medianRandom - value) / (medianRandom - bestKnown);
}
