/**
 * The rollout policy MAST (Finnsson & Bjornsson, "Simulation-based approach to general game playing", AAAI 2008): a value
 * is as likely as exp(q/temperature), q the mean reward of all designs that hold it.
 */
import type { RandomStream } from '../../src/stats/random.js';

export interface MoveAverages {
  /** Per parameter and bin: mean reward, or that of the whole run where nothing is known. */
  readonly visits: number[][];
  readonly rewards: number[][];
}

export const newMoveAverages = (counts: readonly number[]): MoveAverages => ({
  visits: counts.map((count) => Array<number>(count).fill(0)),
  rewards: counts.map((count) => Array<number>(count).fill(0)),
});

/** Mean reward of a bin, drawn to the middle by one visit of reward 0.5. */
const mean = ({ visits, rewards }: MoveAverages, i: number, k: number): number =>
  ((rewards[i]?.[k] ?? 0) + 0.5) / ((visits[i]?.[k] ?? 0) + 1);

/** One of the `open` bins of parameter `i` (non-zero entries). An infinite temperature makes them equally likely. */
export function drawMove(
  averages: MoveAverages,
  i: number,
  open: Uint8Array,
  temperature: number,
  random: RandomStream,
): number {
  const weights = Array.from(open, (flag, k) => (flag === 0 ? 0 : Math.exp(mean(averages, i, k) / temperature)));
  let left = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  let last = -1;
  for (let k = 0; k < weights.length; k++) {
    if (open[k] === 0) continue;
    left -= weights[k] as number;
    last = k;
    if (left < 0) break;
  }
  return last;
}

export function recordMove({ visits, rewards }: MoveAverages, i: number, k: number, reward: number): void {
  const [count, sum] = [visits[i] as number[], rewards[i] as number[]];
  count[k] = (count[k] as number) + 1;
  sum[k] = (sum[k] as number) + reward;
}
