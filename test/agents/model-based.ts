/** Whole searches of agents by name, on the shared problem or on others. */
import { makeAgent } from '../../agents/index.js';
import type { Told } from '../../src/design/agent.js';
import type { DesignSpace } from '../../src/design/design-space.js';
import type { Evaluation } from '../../src/design/evaluation.js';
import type { Design } from '../../src/design/parameter.js';
import { space as bowlSpace, search as searchWith } from './bowl.js';

export { askedInBatches, bowl, evaluation, least } from './bowl.js';
export { bowlSpace };

export interface SearchOptions {
  readonly seed: number;
  readonly budget: number;
  readonly space?: DesignSpace;
  readonly objectives?: number;
  readonly hyperparameters?: Readonly<Record<string, unknown>>;
}

/** What the agent asks, one design at a time, with its evaluations. */
export function search(
  agentName: string,
  { space = bowlSpace, objectives = 1, seed, budget, hyperparameters = {} }: SearchOptions,
  evaluate: (design: Design) => Evaluation,
): Told[] {
  return searchWith(makeAgent(agentName, { space, objectives, budget, seed, hyperparameters }), evaluate, budget);
}
