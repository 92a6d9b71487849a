/** A problem on which the tests of single agents try them. */
import { makeAgent } from '../../agents/index.js';
import type { Told } from '../../src/design/agent.js';
import { DesignSpace } from '../../src/design/design-space.js';
import type { Evaluation } from '../../src/design/evaluation.js';
import { categorical, type Design, integer, real } from '../../src/design/parameter.js';

export const bowlSpace = new DesignSpace([
  categorical('kind', ['a', 'b', 'c']),
  integer('count', 0, 20),
  real('x', -1, 1),
  real('y', -1, 1),
]);

export const evaluation = (objectives: number[], violation = 0): Evaluation => ({
  metrics: {},
  objectives,
  feasible: violation === 0,
  violation,
  violations: [],
  provenance: { simulator: 'test', validated: true, extrapolated: false },
});

/** Least, 0, at b, 13, 0.3, -0.6; designs with x > 0.5 are infeasible. */
export function bowl({ kind, count, x, y }: Design): Evaluation {
  const value =
    (kind === 'b' ? 0 : 1) + ((Number(count) - 13) / 10) ** 2 + (Number(x) - 0.3) ** 2 + (Number(y) + 0.6) ** 2;
  const violation = Math.max(0, Number(x) - 0.5);
  return evaluation([violation > 0 ? 100 + violation : value], violation);
}

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
  const agent = makeAgent(agentName, { space, objectives, budget, seed, hyperparameters });
  return Array.from({ length: budget }, () => {
    const [design] = agent.ask(1);
    const result = { design, evaluation: evaluate(design) };
    agent.tell([result]);
    return result;
  });
}

/** The smallest first objective. */
export const least = (results: readonly Told[]): number =>
  Math.min(...results.map(({ evaluation: { objectives } }) => objectives[0]));
