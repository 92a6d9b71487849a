/**
 * What each black-box agent takes per evaluation, ask and tell together, against the number of results that it knows:
 * processor time, the objective excluded, of compiled code: runs before the measured ones warm it up.
 * `npm run bench -- agents-latency [--agent NAME]` prints the medians, and beside them the goals.
 */
import { makeAgent } from '../agents/index.js';
import { makeProblem } from '../envs/index.js';
import type { Agent } from '../src/design/agent.js';
import type { Design } from '../src/design/parameter.js';
import type { Problem } from '../src/design/problem.js';
import { formatTable } from '../src/experiments/text-table.js';
import { median } from '../src/stats/index.js';

const cheap = [
  'random',
  'grid',
  'sobol',
  'annealing',
  'ant-colony',
  'evolution',
  'genetic',
  'nsga2',
  'tree-search',
  'cmaes',
  'tpe',
];
/** These are told random designs up to each size; the others ask their own. */
const costly = ['predictor', 'bayesian'];
/** Evaluations over which the mean is taken: whole generations, refits of models, and for TPE few, as its time grows. */
const windowOf = (name: string): number => (costly.includes(name) ? 20 : name === 'tpe' ? 50 : 400);
/** Nine discrete parameters, and six reals. */
const problems = ['accelerator-sizing', 'hartmann6'];
const sizes = [50, 200, 500, 1000, 2000];
/** Most microseconds per evaluation, once an agent knows so many results. */
const goals: Readonly<Record<string, { readonly most: number; readonly results: number }>> = {
  random: { most: 10, results: 500 },
  annealing: { most: 10, results: 500 },
  'ant-colony': { most: 10, results: 500 },
  evolution: { most: 10, results: 500 },
  genetic: { most: 10, results: 500 },
  nsga2: { most: 100, results: 500 },
  cmaes: { most: 50, results: 500 },
  tpe: { most: 1000, results: 500 },
  bayesian: { most: 60_000, results: 200 },
};
const REPETITIONS = 5;
/** Processor time of the runs before the measured ones. */
const WARM_UP_MICROSECONDS = 6e6;

export async function run(args: readonly string[]): Promise<void> {
  const smoke = args.includes('--smoke');
  const wanted = args.includes('--agent') ? args[args.indexOf('--agent') + 1] : undefined;
  const names = [...cheap, ...costly].filter((name) => wanted === undefined || name === wanted);
  const steps = smoke ? [20] : sizes;
  const repetitions = smoke ? 1 : REPETITIONS;
  for (const id of problems) {
    const problem = makeProblem(id);
    const rows = names.map((name) => {
      const started = cpuTime();
      while (!smoke && cpuTime() - started < WARM_UP_MICROSECONDS) latencies(problem, name, repetitions, steps, smoke);
      const runs = Array.from({ length: repetitions }, (_, seed) => latencies(problem, name, seed, steps, smoke));
      const times = steps.map((_, k) => median(runs.map((run) => run[k])));
      return [name, ...times.map(figure), verdict(name, times, steps)];
    });
    console.log(`${id}: microseconds per evaluation after so many results`);
    console.log(`${formatTable(['agent', ...steps.map(String), 'goal'], rows)}\n`);
  }
}

/** `ok` or `MISS` and the goal; nothing for agents without one. */
function verdict(name: string, times: readonly number[], steps: readonly number[]): string {
  const goal = goals[name];
  const time = goal === undefined ? undefined : times[steps.indexOf(goal.results)];
  if (goal === undefined || time === undefined) return '';
  return `${time <= goal.most ? 'ok' : 'MISS'}: <= ${goal.most} at ${goal.results}`;
}

/** Mean microseconds per evaluation over a window from each of `steps` on. */
function latencies(problem: Problem, name: string, seed: number, steps: readonly number[], smoke: boolean): number[] {
  const isCostly = costly.includes(name);
  const window = smoke ? 5 : windowOf(name);
  const context = { space: problem.space, objectives: problem.objectives.length, budget: 2400, seed };
  const own = makeAgent(name, context);
  const random = makeAgent('random', context);
  let known = 0;
  return steps.map((step) => {
    known += drive(problem, isCostly ? random : own, own, step - known).length;
    const before = cpuTime();
    const designs = drive(problem, own, own, window);
    const spent = cpuTime() - before;
    const again = cpuTime();
    for (const design of designs) problem.evaluate(design);
    known += window;
    return (spent - (cpuTime() - again)) / window;
  });
}

/** The `count` designs that `asked` proposes, and whose results `told` learns. */
function drive(problem: Problem, asked: Agent, told: Agent, count: number): Design[] {
  const designs: Design[] = [];
  while (designs.length < count) {
    const [design] = asked.ask(1);
    told.tell([{ design, evaluation: problem.evaluate(design) }]);
    designs.push(design);
  }
  return designs;
}

/** Of this process, microseconds. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

const figure = (microseconds: number): string => microseconds.toFixed(microseconds < 100 ? 1 : 0);
