/**
 * Time that each cheap agent itself takes per evaluation, the objective excluded, one thread: `npm run bench -- agents`.
 * Goals (specs of the agents): random, genetic, evolution, annealing and ant-colony <= 10 us per evaluation on nine
 * discrete parameters, nsga2 <= 100 us.
 */
import { makeAgent } from '../agents/index.js';
import { makeProblem } from '../envs/index.js';
import type { Evaluation } from '../src/design/evaluation.js';
import type { Design } from '../src/design/parameter.js';
import { median } from '../src/stats/index.js';
import { verdict } from './shared/verdict.js';

/** Microseconds per evaluation. */
const goals: Readonly<Record<string, number>> = {
  random: 10,
  genetic: 10,
  evolution: 10,
  annealing: 10,
  'ant-colony': 10,
  nsga2: 100,
};
const PROBLEM = 'accelerator-sizing';

export async function run(args: readonly string[]): Promise<void> {
  const smoke = args.includes('--smoke');
  const [budget, repetitions] = smoke ? [200, 1] : [10_000, 9];
  const problem = makeProblem(PROBLEM);
  for (const [name, goal] of Object.entries(goals)) {
    const times: number[] = [];
    for (let seed = 0; seed < repetitions + 1; seed++) times.push(agentTime(problem, name, seed, budget));
    // The first repetition warms the compiler up.
    const time = median(times.slice(1));
    console.log(
      `${verdict(time <= goal, args)} ${name}, ${PROBLEM} @ ${budget}: ${time.toFixed(2)} us per evaluation (<= ${goal})`,
    );
  }
}

/** Microseconds per evaluation that the agent spends in ask and tell, designs one at a time. */
function agentTime(problem: ReturnType<typeof makeProblem>, name: string, seed: number, budget: number): number {
  const { space, objectives } = problem;
  const agent = makeAgent(name, { space, objectives: objectives.length, budget, seed });
  let inside = 0;
  let evaluation: Evaluation | undefined;
  for (let i = 0; i < budget; i++) {
    const start = performance.now();
    const [design] = agent.ask(1) as [Design];
    const asked = performance.now();
    evaluation = problem.evaluate(design);
    const told = performance.now();
    agent.tell([{ design, evaluation }]);
    inside += performance.now() - told + asked - start;
  }
  return (inside / budget) * 1000;
}
