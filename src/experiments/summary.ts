/** What the runs of a folder come to, agent by agent and strategy by strategy. */
import { compareScores, type Score } from '../design/compare.js';
import { HypervolumeTracker } from '../design/hypervolume.js';
import type { Design } from '../design/parameter.js';
import { bootstrap, type Interval, iqm, median } from '../stats/index.js';
import { canonicalJson } from './canonical.js';
import type { Manifest, ManifestRun } from './manifest.js';
import type { Row, Store, StoredRun } from './store.js';

/** The best design of some runs: the best feasible one, or the one that breaks the limits least. */
export interface Winner {
  readonly runId: string;
  readonly agent: string;
  readonly strategy: string;
  readonly seed: number;
  /** From 1. */
  readonly evaluation: number;
  readonly design: Design;
  readonly feasible: boolean;
  readonly violation: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** Shown direction, first objective. */
  readonly objective: number;
  /** Metric with a limit -> value/limit - 1: negative when the limit is kept. */
  readonly overSpec: Readonly<Record<string, number>>;
}

export interface ArmSummary {
  readonly agent: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly strategy: string;
  /** Evaluations of each run. */
  readonly budget: number;
  /** Runs with rows, and how many of them have found a feasible design. */
  readonly runs: number;
  readonly feasibleRuns: number;
  /** Interquartile mean of the runs' final figures with its 95 % bootstrap interval; null without a feasible run. */
  readonly best: Interval | null;
  /** Median of the same figures. */
  readonly median: number | null;
  /** Median number of evaluations to the first feasible design, over the runs that have one. */
  readonly firstFeasible: number | null;
  /** Median best so far over the runs that have a feasible design by then, in the shown direction. */
  readonly curve: readonly (readonly [evaluations: number, best: number | null])[];
  readonly winner: Winner | null;
}

export interface Summary {
  readonly name: string;
  readonly problem: string;
  /** What `best` and the curves show: the objective's name, or `hypervolume`. */
  readonly figure: string;
  readonly direction: 'minimize' | 'maximize';
  readonly arms: readonly ArmSummary[];
  readonly winner: Winner | null;
}

/** Points of a curve. */
const CURVE_POINTS = 40;
const BOOTSTRAP_SEED = 0;

/** Figures of all arms over the runs of `store` that have rows; figures are of feasible designs only. */
export function summarize({ manifest, runs }: Store): Summary {
  const { objectives, id } = manifest.problem;
  const started = runs.filter(({ rows }) => rows.length > 0);
  const arms = groupBy(started, ({ run }) => armKey(run)).map((group) => summarizeArm(group, manifest));
  const several = objectives.length > 1;
  return {
    name: manifest.spec.name,
    problem: id,
    figure: several ? 'hypervolume' : (objectives[0]?.name ?? 'objective'),
    direction: several ? 'maximize' : (objectives[0]?.direction ?? 'minimize'),
    arms,
    winner: winnerOf(started, manifest),
  };
}

const armKey = ({ agent, hyperparameters, strategy, budget }: ManifestRun): string =>
  canonicalJson([agent, hyperparameters, strategy, budget]);

function groupBy<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups.values()];
}

function summarizeArm(runs: readonly StoredRun[], manifest: Manifest): ArmSummary {
  const { agent, hyperparameters, strategy, budget } = (runs[0] as StoredRun).run;
  const positions = curvePositions(budget);
  const curves = runs.map(({ rows }) => bestSoFar(rows, manifest, positions));
  const final = curves.map((curve) => curve.at(-1) ?? null).filter((value) => value !== null);
  const first = runs
    .map(({ rows }) => rows.find(({ feasible }) => feasible)?.evaluation)
    .filter((n) => n !== undefined);
  return {
    agent,
    hyperparameters,
    strategy: strategy.name,
    budget,
    runs: runs.length,
    feasibleRuns: first.length,
    best: final.length === 0 ? null : bootstrap(final, iqm, { seed: BOOTSTRAP_SEED }),
    median: medianOrNull(final),
    firstFeasible: medianOrNull(first),
    curve: positions.map((position, i) => [
      position,
      medianOrNull(curves.map((curve) => curve[i] ?? null).filter((value) => value !== null)),
    ]),
    winner: winnerOf(runs, manifest),
  };
}

const medianOrNull = (values: readonly number[]): number | null => (values.length === 0 ? null : median(values));

/** Up to 40 numbers of evaluations, evenly spread, the last one the budget. */
function curvePositions(budget: number): number[] {
  const count = Math.min(budget, CURVE_POINTS);
  return Array.from({ length: count }, (_, i) => Math.round(((i + 1) * budget) / count));
}

/**
 * The best feasible figure at each of `positions` (rising), in the shown direction; null before there is one, and the
 * last one at positions that an unfinished run has not reached.
 */
export function bestSoFar(rows: readonly Row[], manifest: Manifest, positions: readonly number[]): (number | null)[] {
  const figure = figureOf(manifest);
  let next = 0;
  let value: number | null = null;
  return positions.map((position) => {
    for (; next < rows.length && (rows[next] as Row).evaluation <= position; next++) {
      const { feasible, objectives } = rows[next] as Row;
      if (feasible) value = figure(objectives);
    }
    return value;
  });
}

/** Takes feasible objectives one by one and gives the best figure so far: objective or hypervolume. */
function figureOf({ problem }: Manifest): (objectives: readonly number[]) => number {
  const { objectives, referencePoint } = problem;
  if (objectives.length > 1 && referencePoint !== null) {
    const volume = new HypervolumeTracker(referencePoint);
    return (point) => {
      volume.add(point);
      return volume.value;
    };
  }
  let best = Number.POSITIVE_INFINITY;
  return ([objective]) => {
    best = Math.min(best, objective as number);
    return shown(problem.objectives, best);
  };
}

/** An objective in its own direction: maximised ones are stored negated. */
function shown([objective]: Manifest['problem']['objectives'], minimised: number): number {
  return objective?.direction === 'maximize' ? 0 - minimised : minimised;
}

/** The best design of `runs` by feasibility, violation and first objective; the earlier one on ties. */
function winnerOf(runs: readonly StoredRun[], { problem }: Manifest): Winner | null {
  let best: { run: ManifestRun; row: Row; score: Score } | undefined;
  for (const { run, rows } of runs) {
    for (const row of rows) {
      const score = { objectives: row.objectives, violation: row.feasible ? 0 : row.violation };
      if (best === undefined || compareScores(score, best.score) < 0) best = { run, row, score };
    }
  }
  if (best === undefined) return null;
  const { run, row } = best;
  const limited = problem.metrics.filter(({ name, limit }) => limit !== undefined && row.metrics[name] !== undefined);
  return {
    runId: run.id,
    agent: run.agent,
    strategy: run.strategy.name,
    seed: run.seed,
    evaluation: row.evaluation,
    design: row.design,
    feasible: row.feasible,
    violation: row.violation,
    metrics: row.metrics,
    objective: shown(problem.objectives, row.objectives[0] as number),
    overSpec: Object.fromEntries(
      limited.map(({ name, limit }) => [name, (row.metrics[name] as number) / (limit as number) - 1]),
    ),
  };
}
