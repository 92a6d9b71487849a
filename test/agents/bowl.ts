/** A small search problem that tests of agents share. */
import { makeAgent } from '../../agents/index.js';
import type { Agent, AgentContext, Told } from '../../src/design/agent.js';
import { DesignSpace } from '../../src/design/design-space.js';
import type { Evaluation } from '../../src/design/evaluation.js';
import { categorical, type Design, integer, real } from '../../src/design/parameter.js';

export const space = new DesignSpace([
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

/** Least at b, 13, 0.3, -0.6; designs with x > 0.5 are infeasible. */
export function bowl({ kind, count, x, y }: Design): Evaluation {
  const value =
    (kind === 'b' ? 0 : 1) + ((Number(count) - 13) / 10) ** 2 + (Number(x) - 0.3) ** 2 + (Number(y) + 0.6) ** 2;
  const violation = Math.max(0, Number(x) - 0.5);
  return evaluation([violation > 0 ? 100 + violation : value], violation);
}

/** An agent on {@link space} with one objective and a budget of 400. */
export const agentOn = (name: string, seed: number, more: Partial<AgentContext> = {}): Agent =>
  makeAgent(name, { space, objectives: 1, budget: 400, seed, ...more });

/** All results of `budget` designs asked and told one at a time. */
export function search(agent: Agent, evaluate: (design: Design) => Evaluation, budget = 400): Told[] {
  return Array.from({ length: budget }, () => {
    const [design] = agent.ask(1) as [Design];
    const result = { design, evaluation: evaluate(design) };
    agent.tell([result]);
    return result;
  });
}

/** Designs asked `batch` at a time, each batch told before the next, until they are `budget` or more. */
export function askedInBatches(
  agent: Agent,
  evaluate: (design: Design) => Evaluation,
  budget: number,
  batch: number,
): Design[] {
  const designs: Design[] = [];
  while (designs.length < budget) {
    const asked = agent.ask(batch);
    agent.tell(asked.map((design) => ({ design, evaluation: evaluate(design) })));
    designs.push(...asked);
  }
  return designs;
}

export const least = (results: readonly Told[]): number =>
  Math.min(...results.map(({ evaluation: { objectives } }) => objectives[0] as number));
