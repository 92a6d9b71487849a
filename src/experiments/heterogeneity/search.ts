/** One search of the study. */
import '../../../envs/index.js';
import { makeAgent } from '../../../agents/index.js';
import type { Told } from '../../design/agent.js';
import { Evaluator } from '../../design/evaluator.js';
import { ParetoArchive } from '../../design/pareto.js';
import type { Problem } from '../../design/problem.js';
import { makeProblem } from '../../design/problem-registry.js';
import type { Outcome, Search } from './types.js';

export const PROBLEM = 'NpuCimCodesign-v0';

/** Runs a search; equal searches find equal designs. */
export function runSearch(search: Search, problem: Problem = makeProblem(PROBLEM, search.options)): Outcome {
  const { agent: name, budget, seed, start } = search;
  const { space, mask, objectives } = problem;
  const evaluator = new Evaluator(problem, { budget });
  const context = { space, objectives: objectives.length, budget, seed, hyperparameters: {} };
  const agent = makeAgent(name, { ...context, ...(mask === undefined ? {} : { mask }) });
  const front = new ParetoArchive<Told>();
  const tell = (designs: readonly Told['design'][]): void => {
    const told = designs.map((design) => ({ design, evaluation: evaluator.evaluate(design) }));
    for (const one of told) {
      if (one.evaluation.feasible) front.add(one.evaluation.objectives, one);
    }
    agent.tell(told);
  };
  const known = start.slice(0, budget).map((design) => space.canonical({ ...space.defaultDesign(), ...design }));
  if (known.length > 0) tell(known);
  while (evaluator.remaining > 0) tell(agent.ask(1));
  return front.entries().map(({ item }) => ({ design: item.design, metrics: item.evaluation.metrics }));
}
