/** A distribution over designs that learns from weighted samples. */
import type { Json } from '../../src/design/index.js';
import type { RandomStream } from '../../src/stats/index.js';
import type { Choice, Choose } from './choices.js';

export interface Sample {
  /** By parameter; undefined where it was not active. */
  readonly choices: readonly (Choice | undefined)[];
  /** How much better than the batch: what its log-probability is weighted with. */
  readonly advantage: number;
}

export interface Controller {
  /** Begins `rows` designs; the result picks a bin of parameter `i` for each of them, parameters in order. */
  begin(rows: number, random: RandomStream): Choose;
  /** One policy-gradient step: up the sum of advantage x log-probability and the weighted entropy. */
  update(samples: readonly Sample[]): void;
  state(): Json;
  restore(state: Json): void;
}

/** A bin drawn with probability `shares`. */
export function drawBin(shares: Float64Array, open: Uint8Array, random: RandomStream): number {
  let left = random.uniform();
  let last = open.findIndex((flag) => flag !== 0);
  for (let k = 0; k < open.length; k++) {
    if (open[k] === 0 || shares[k] === 0) continue;
    last = k;
    left -= shares[k] as number;
    if (left < 0) return k;
  }
  return last;
}

/**
 * Slopes of advantage x log p(taken) + entropyWeight x entropy along the logits (Williams 1992).
 * @param shares of the bins; 0 where a bin is not open
 */
export function logitSlopes(
  shares: Float64Array,
  taken: number,
  advantage: number,
  entropyWeight: number,
): Float64Array {
  let entropy = 0;
  for (const share of shares) if (share > 0) entropy -= share * Math.log(share);
  return shares.map((share, k) => {
    const log = share > 0 ? Math.log(share) : 0;
    return advantage * ((k === taken ? 1 : 0) - share) - entropyWeight * share * (log + entropy);
  });
}
