import type { DesignSpace } from '../../src/design/design-space.js';
import type { Design } from '../../src/design/parameter.js';

/**
 * The design of a discrete space with the largest `score`, by changing one parameter at a time until nothing helps.
 * Exact where the score grows or falls with each parameter alone, as the size of a network does in its choices.
 */
export function extremeDesign(space: DesignSpace, score: (design: Design) => number): Design {
  let best = space.defaultDesign();
  let bestScore = score(best);
  for (let improved = true; improved; ) {
    improved = false;
    for (const [i, name] of space.names.entries()) {
      for (let index = 0; index < space.cardinality(i); index++) {
        const candidate = space.canonical({ ...best, [name]: space.valueAt(i, index) });
        const candidateScore = score(candidate);
        if (candidateScore > bestScore) {
          best = candidate;
          bestScore = candidateScore;
          improved = true;
        }
      }
    }
  }
  return best;
}
