/** The figures of a finished sweep: what every run had found at each budget. */
import { HypervolumeTracker } from '../../design/hypervolume.js';
import { CogymError } from '../../errors.js';
import { canonicalJson } from '../canonical.js';
import { parquetFile } from '../execute.js';
import { type Manifest, type ManifestRun, readManifest } from '../manifest.js';
import { readObjectives } from '../parquet.js';
import { expandSweep } from '../sweep/spec.js';
import { partFolder, requireStudy } from '../sweep/study.js';
import { workList } from '../work-list.js';

/** What one agent had found with one set of hyperparameters. */
export interface SetFigures {
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** [budget][seed]; minimised, hypervolumes negated. */
  readonly values: readonly Float64Array[];
}

export interface AgentFigures {
  readonly agent: string;
  readonly sets: readonly SetFigures[];
}

export interface ProblemFigures {
  /** Name of the problem's part of the sweep. */
  readonly name: string;
  readonly problem: string;
  /** What the figures are: an objective, or `hypervolume`. */
  readonly figure: string;
  /** In which direction figures are shown. */
  readonly direction: 'minimize' | 'maximize';
  /** Rising. */
  readonly budgets: readonly number[];
  readonly seeds: readonly number[];
  readonly agents: readonly AgentFigures[];
  /** Best value that the problem is known to have, minimised; null when it names none. */
  readonly bestKnown: number | null;
}

/**
 * Figures of the sweep in `folder`. A set that prescribes a smaller budget of its own keeps its last figure.
 * @throws CogymError `storeMissing`, `unfinished` naming what is missing
 */
export async function readFigures(folder: string): Promise<ProblemFigures[]> {
  const spec = requireStudy(folder);
  const budgets = [...spec.budgets].sort((a, b) => a - b);
  const tables: ProblemFigures[] = [];
  for (const { name, experiment } of await expandSweep(spec)) {
    const path = partFolder(folder, name);
    const manifest = readManifest(path);
    // A folder may hold runs of an earlier form of the study as well.
    const keys = new Set(workList(experiment).map(({ key }) => key));
    const runs = manifest?.runs.filter(({ key, done }) => done && keys.has(key)) ?? [];
    if (manifest === undefined || runs.length < keys.size) {
      throw new CogymError(
        'unfinished',
        `${path} is not finished. Compute the rest with: cogym sweep --resume ${folder}`,
      );
    }
    const { bestKnown } = experiment.problem;
    const several = manifest.problem.objectives.length > 1;
    tables.push({
      name,
      problem: manifest.problem.id,
      figure: several ? 'hypervolume' : (manifest.problem.objectives[0]?.name ?? 'objective'),
      direction: several ? 'maximize' : (manifest.problem.objectives[0]?.direction ?? 'minimize'),
      budgets,
      seeds: experiment.seeds,
      agents: await agentsOf(path, manifest, runs, budgets, experiment.seeds),
      bestKnown: bestKnown === undefined ? null : several ? -bestKnown : bestKnown,
    });
  }
  return tables;
}

async function agentsOf(
  folder: string,
  manifest: Manifest,
  wanted: readonly ManifestRun[],
  budgets: readonly number[],
  seeds: readonly number[],
): Promise<AgentFigures[]> {
  const agents: AgentFigures[] = [];
  for (const [agent, runs] of groupBy(wanted, (run) => run.agent)) {
    const sets: SetFigures[] = [];
    for (const ofSet of groupBy(runs, (run) => canonicalJson(run.hyperparameters)).values()) {
      const values = budgets.map(() => new Float64Array(seeds.length).fill(Number.NaN));
      for (const run of ofSet) {
        const own = ofSet.filter(({ seed }) => seed === run.seed).map(({ budget }) => budget);
        const served = budgets.filter((budget) => answering(own, budget) === run.budget);
        const best = await bestAt(folder, run, manifest, served);
        for (const [i, budget] of served.entries()) {
          (values[budgets.indexOf(budget)] as Float64Array)[seeds.indexOf(run.seed)] = best[i] as number;
        }
      }
      sets.push({ hyperparameters: (ofSet[0] as ManifestRun).hyperparameters, values });
    }
    agents.push({ agent, sets });
  }
  return agents;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

/**
 * Which of the budgets that a set ran with answers for `budget`. The only one answers for all, its earlier rows for the
 * smaller ones; of several (the agent plans by its budget) the nearest below, and the smallest for what lies below it.
 */
function answering(own: readonly number[], budget: number): number {
  const below = own.filter((candidate) => candidate <= budget);
  return below.length > 0 ? Math.max(...below) : Math.min(...own);
}

/** Best so far of `run` after each number of evaluations, minimised. */
async function bestAt(
  folder: string,
  run: ManifestRun,
  { problem }: Manifest,
  evaluations: readonly number[],
): Promise<number[]> {
  const names = problem.objectives.map(({ name }) => name);
  const { feasible, objectives } = await readObjectives(parquetFile(folder, run), names);
  const figure = problem.referencePoint !== null && names.length > 1 ? hypervolume(problem.referencePoint) : least();
  let value = Number.NaN;
  let next = 0;
  return evaluations.map((count) => {
    for (; next < Math.min(count, feasible.length); next++) {
      value = figure(
        objectives.map((column) => column[next] as number),
        feasible[next] as boolean,
      );
    }
    return value;
  });
}

type Figure = (objectives: readonly number[], feasible: boolean) => number;

/** The penalised objective of an infeasible design is worse than every feasible one, so the least is the best. */
function least(): Figure {
  let best = Number.POSITIVE_INFINITY;
  return ([objective]) => {
    best = Math.min(best, objective as number);
    return best;
  };
}

function hypervolume(reference: readonly number[]): Figure {
  const volume = new HypervolumeTracker(reference);
  return (point, feasible) => {
    if (feasible) volume.add(point);
    return -volume.value;
  };
}
