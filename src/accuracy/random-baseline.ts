/** Random networks as the measure of a search: how much better than picking blindly is what it found? */
import type { DesignSpace } from '../design/design-space.js';
import type { Design } from '../design/parameter.js';
import { badRequest } from '../errors.js';
import { RandomStream } from '../stats/random.js';

/**
 * Mean of `accuracyOf` over `count` random designs of `space`, the same ones for the same seed.
 * @throws CogymError `badRequest` for a count below 1
 */
export function randomBaseline(
  space: DesignSpace,
  accuracyOf: (design: Design) => number,
  { count = 1000, seed = 0 }: { readonly count?: number; readonly seed?: number } = {},
): number {
  if (!Number.isInteger(count) || count < 1) throw badRequest('/count', `count is an integer from 1, not ${count}`);
  const random = RandomStream.from(seed, 'random baseline');
  let sum = 0;
  for (let i = 0; i < count; i++) sum += accuracyOf(space.sample(random));
  return sum / count;
}

/** 100 (accuracy - accRandom)/accRandom, in per cent; `accRandom` is the mean accuracy of random networks. */
export function relativeImprovement(accuracy: number, accRandom: number): number {
  if (!(accRandom > 0)) throw badRequest('/accRandom', `the random networks' mean is above 0, not ${accRandom}`);
  return (100 * (accuracy - accRandom)) / accRandom;
}
