/** Resamples of a study: sets of hyperparameters first, then seeds, as a repetition of the study would draw them. */
import { RandomStream } from '../../stats/random.js';
import type { AgentFigures } from './table.js';

/** Values of one agent at one budget: [set][seed], all rows of one length. */
export type SetValues = readonly Float64Array[];

export const valuesAt = ({ sets }: AgentFigures, budget: number): SetValues =>
  sets.map(({ values }) => values[budget] as Float64Array);

/** All values of an agent in one list. */
export function pooled(values: SetValues): Float64Array {
  const all = new Float64Array(values.reduce((sum, set) => sum + set.length, 0));
  let at = 0;
  for (const set of values) {
    all.set(set, at);
    at += set.length;
  }
  return all;
}

/**
 * Calls `visit` with each of `count` resamples of the agents' values. The arrays are used again for the next resample.
 * @param seed of the resampling
 */
export function resample(
  agents: readonly SetValues[],
  count: number,
  seed: number,
  visit: (agents: readonly SetValues[]) => void,
): void {
  const random = RandomStream.from(seed, 'lottery');
  const drawn = agents.map((sets) => sets.map((values) => new Float64Array(values.length)));
  for (let i = 0; i < count; i++) {
    for (const [a, sets] of agents.entries()) {
      for (const target of drawn[a] as Float64Array[]) {
        const source = sets[random.integer(sets.length)] as Float64Array;
        for (let s = 0; s < target.length; s++) target[s] = source[random.integer(source.length)] as number;
      }
    }
    visit(drawn);
  }
}
