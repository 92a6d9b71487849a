/**
 * How good agents get at every checkpoint at which Optuna 3.1.0 or scikit-learn's Gaussian process was recorded:
 * `npm run bench -- agents-medians [--agent NAME] [--problem ID] [--seeds 20] [--first-seed 0] [--most N]`.
 * Medians of both, and `behind` or `ahead` where a two-sided Mann-Whitney test tells the runs apart (p < 0.05).
 * `--most` ends the runs after so many evaluations. COGYM_REFERENCE names the folder with `agents/runs.csv`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { completeHyperparameters } from '../agents/index.js';
import { makeProblem } from '../envs/index.js';
import { type BenchLine, benchAgent } from '../src/experiments/bench-agent.js';
import { formatTable } from '../src/experiments/text-table.js';
import { mannWhitney, median } from '../src/stats/index.js';

/** Our agents and the recorded ones that they are compared with. Optuna's nsga2 on one objective is a genetic algorithm. */
const rivals: Readonly<Record<string, readonly string[]>> = {
  random: ['random'],
  evolution: ['nsga2'],
  genetic: ['nsga2'],
  nsga2: ['nsga2'],
  tpe: ['tpe'],
  cmaes: ['cmaes'],
  bayesian: ['gp', 'tpe'],
};
/** These are no agents of several objectives, or not of one. */
const singleObjective = ['evolution', 'genetic'];
const LEVEL = 0.05;

/** Recorded values of one problem and agent at each number of evaluations. */
type Curve = ReadonlyMap<number, readonly number[]>;

export async function run(args: readonly string[]): Promise<void> {
  const smoke = args.includes('--smoke');
  const option = (name: string, otherwise: string): string =>
    args.includes(name) ? (args[args.indexOf(name) + 1] ?? otherwise) : otherwise;
  const path = join(process.env.COGYM_REFERENCE ?? '', 'agents/runs.csv');
  if (!existsSync(path)) {
    console.log('skipped: set COGYM_REFERENCE to the folder that holds agents/runs.csv');
    return;
  }
  const recorded = readCurves(path);
  const [agent, problem] = [option('--agent', ''), option('--problem', smoke ? 'branin' : '')];
  const first = Number(option('--first-seed', '0'));
  const seeds = Array.from({ length: smoke ? 2 : Number(option('--seeds', '20')) }, (_, k) => first + k);
  const most = smoke ? 20 : Number(option('--most', 'Infinity'));
  for (const [id, curves] of recorded) {
    if (problem !== '' && id !== problem) continue;
    for (const [name, others] of Object.entries(rivals)) {
      const present = others.filter((other) => curves.has(other));
      if (present.length === 0 || (agent !== '' && name !== agent) || !comparable(id, name)) continue;
      const theirs = new Map(present.map((other) => [other, curves.get(other) as Curve]));
      console.log(comparison(id, name, theirs, seeds, most));
    }
  }
}

/** Whether agent `name` is one of the problem's number of objectives. */
function comparable(id: string, name: string): boolean {
  const several = makeProblem(id).objectives.length > 1;
  return name === 'nsga2' ? several : !(several && singleObjective.includes(name));
}

function runs(id: string, agent: string, seeds: readonly number[], budget: number): BenchLine[] {
  const problem = makeProblem(id);
  const hyperparameters = completeHyperparameters(agent, {});
  return seeds.map((seed) => benchAgent({ problem, agent, hyperparameters, seed, budget }));
}

/** One table: a column for each checkpoint up to `most` evaluations. */
function comparison(
  id: string,
  agent: string,
  recorded: ReadonlyMap<string, Curve>,
  seeds: readonly number[],
  most: number,
): string {
  const all = new Set([...recorded.values()].flatMap((curve) => [...curve.keys()]));
  const checkpoints = [...all].filter((evaluations) => evaluations <= most).sort((a, b) => a - b);
  const lines = runs(id, agent, seeds, Math.max(...checkpoints));
  const [{ direction }] = lines;
  const ours = checkpoints.map((n) => lines.map(({ curve }) => new Map(curve).get(n) as number));
  const rows = [...recorded].flatMap(([name, curve]) => {
    const theirs = checkpoints.map((n) => curve.get(n));
    return [
      [`recorded ${name}`, ...theirs.map((values) => (values === undefined ? '' : figure(values)))],
      ['', ...theirs.map((values, k) => (values === undefined ? '' : verdict(ours[k], values, direction)))],
    ];
  });
  const table = formatTable(['evaluations', ...checkpoints.map(String)], [[agent, ...ours.map(figure)], ...rows]);
  return `${id}: ${direction}, ${seeds.length} seeds from ${seeds[0]}\n${table}`;
}

const figure = (values: readonly number[]): string => median(values).toPrecision(5);

function verdict(ours: readonly number[], theirs: readonly number[], direction: BenchLine['direction']): string {
  const { u, pValue } = mannWhitney(ours, theirs);
  if (pValue >= LEVEL) return '';
  const larger = u > (ours.length * theirs.length) / 2;
  return larger === (direction === 'minimize') ? 'behind' : 'ahead';
}

/** `problem,agent,seed,evaluations,best` as problem -> agent -> evaluations -> the values of all seeds. */
function readCurves(path: string): Map<string, Map<string, Map<number, number[]>>> {
  const curves = new Map<string, Map<string, Map<number, number[]>>>();
  for (const line of readFileSync(path, 'utf8').trimEnd().split('\n').slice(1)) {
    const [problem = '', agent = '', , evaluations, best] = line.split(',');
    const curve = entry(entry(curves, problem, new Map()), agent, new Map<number, number[]>());
    entry<number, number[]>(curve, Number(evaluations), []).push(Number(best));
  }
  return curves;
}

/** The value of `key`, which is `fresh` from now on where there was none. */
function entry<K, V>(map: Map<K, V>, key: K, fresh: V): V {
  const value = map.get(key) ?? fresh;
  map.set(key, value);
  return value;
}
