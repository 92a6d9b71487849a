/** Reads a run folder for its report, and evaluates the winning design once more for what the rows do not keep. */
import { makeProblem } from '../../../envs/index.js';
import type { Evaluation } from '../../design/evaluation.js';
import { canonicalJson } from '../canonical.js';
import type { Manifest, ManifestRun } from '../manifest.js';
import { type Row, readStore, type Store, type StoredRun } from '../store.js';
import { summarize } from '../summary.js';
import '../proxy/cost-model.js';
import { readRecheck } from '../proxy/recheck.js';
import { recheckTable } from '../proxy/tables.js';
import type { Arm, ReportData, Winner } from './data.js';

/**
 * @throws CogymError `storeMissing` when the folder holds no experiment, `manifestDamaged`, `storeDamaged`, `logDamaged`
 */
export async function collectReport(runFolder: string): Promise<ReportData> {
  const store = await readStore(runFolder);
  const { manifest } = store;
  const { spec, problem, commit } = manifest;
  const { out: _, ...file } = spec;
  const groups = armGroups(store);
  const winner = winnerOf(store, groups);
  const checked = readRecheck(runFolder);
  return {
    name: spec.name,
    ...(spec.description === undefined ? {} : { description: spec.description }),
    problem: {
      id: problem.id,
      version: problem.version,
      ...(spec.preset === undefined ? {} : { preset: spec.preset }),
      options: spec.options,
      ...(problem.workload === null ? {} : { workload: problem.workload }),
      objectives: problem.objectives,
      parameters: problem.parameters,
      metrics: problem.metrics,
      ...(problem.referencePoint === null ? {} : { referencePoint: problem.referencePoint }),
      ...(problem.warnings === undefined ? {} : { warnings: problem.warnings }),
    },
    arms: groups.map((group) => armOf(group, groups)),
    runsPlanned: manifest.counts.runs,
    packageVersion: manifest.package.version,
    nodeVersion: manifest.node,
    ...(commit === null ? {} : { commit }),
    command: `cogym run ${spec.name}.json`,
    spec: file,
    ...(winner === undefined ? {} : { winner }),
    ...(checked === undefined ? {} : { simulated: recheckTable(checked) }),
  };
}

/** The runs that have begun, by all that makes runs differ but the seed. */
function armGroups({ runs }: Store): StoredRun[][] {
  const groups = new Map<string, StoredRun[]>();
  for (const stored of runs) {
    if (stored.rows.length === 0) continue;
    const { agent, hyperparameters, strategy, budget } = stored.run;
    const key = canonicalJson([agent, hyperparameters, strategy, budget]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [stored]);
    else group.push(stored);
  }
  return [...groups.values()];
}

const runOf = (group: readonly StoredRun[]): ManifestRun => (group[0] as StoredRun).run;

function armOf(group: readonly StoredRun[], groups: readonly (readonly StoredRun[])[]): Arm {
  const { agent, hyperparameters, strategy, budget } = runOf(group);
  const variant = variantOf(runOf(group), groups.map(runOf));
  return {
    agent,
    ...(variant === '' ? {} : { variant }),
    hyperparameters,
    strategy: strategy.name,
    budget,
    runs: group.map(({ run, rows }) => ({ seed: run.seed, points: rows })),
  };
}

/** What tells `run` from the others of its agent: the hyperparameters that differ, and the budget if budgets do. */
function variantOf({ agent, hyperparameters, budget }: ManifestRun, all: readonly ManifestRun[]): string {
  const sets = all.filter((other) => other.agent === agent).map((other) => other.hyperparameters);
  const differing = Object.entries(hyperparameters).filter(([name, value]) =>
    sets.some((set) => canonicalJson([set[name]]) !== canonicalJson([value])),
  );
  return [
    ...differing.map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`),
    ...(all.some((other) => other.budget !== budget) ? [`${budget} evaluations`] : []),
  ].join(', ');
}

/** The winner as every summary of the folder names it, evaluated again. */
function winnerOf(store: Store, groups: readonly (readonly StoredRun[])[]): Winner | undefined {
  const { winner } = summarize(store);
  const row = store.runs
    .find(({ run }) => run.id === winner?.runId)
    ?.rows.find(({ evaluation }) => evaluation === winner?.evaluation);
  if (winner === null || row === undefined) return undefined;
  return {
    arm: groups.findIndex((group) => group.some(({ run }) => run.id === winner.runId)),
    seed: winner.seed,
    evaluation: winner.evaluation,
    design: winner.design,
    ...again(store.manifest, row),
  };
}

/**
 * Evaluates the design of `row`. Where that is impossible (a table is missing) or gives other figures (another version),
 * the row has to do: what a report says of a winner are the figures by which it won.
 */
function again(manifest: Manifest, row: Row): Pick<Winner, 'result' | 'differences'> {
  const { spec, problem } = manifest;
  try {
    const made = makeProblem(spec.problem, spec.options, spec.preset);
    const result = made.evaluate(row.design);
    const versions = made.version === problem.version ? [] : [`version ${made.version} instead of ${problem.version}`];
    const found = [...versions, ...differences(row, result)];
    if (found.length > 0) return { result: recorded(row, manifest), differences: found };
    const details = explained(() => made.explain?.(row.design)) ?? result.details;
    return { result: details === undefined ? result : { ...result, details }, differences: [] };
  } catch (error) {
    return { result: recorded(row, manifest), differences: [`it could not be evaluated: ${(error as Error).message}`] };
  }
}

/** Structurally invalid designs have nothing to explain. */
function explained(explain: () => Readonly<Record<string, unknown>> | undefined) {
  try {
    return explain();
  } catch {
    return undefined;
  }
}

function differences(row: Row, result: Evaluation): string[] {
  const told = (name: string, before: unknown, now: unknown): string[] =>
    Object.is(before, now) ? [] : [`${name} ${before ?? 'missing'} then, ${now ?? 'missing'} now`];
  const names = new Set([...Object.keys(row.metrics), ...Object.keys(result.metrics)]);
  return [
    ...told('feasible', row.feasible, result.feasible),
    ...told('violation', row.violation, result.violation),
    ...row.objectives.flatMap((value, m) => told(`objective ${m + 1}`, value, result.objectives[m])),
    ...[...names].flatMap((name) => told(name, row.metrics[name], result.metrics[name])),
  ];
}

/** A row as an evaluation; limits and values of the broken constraints are known where they are metrics. */
function recorded(row: Row, { problem }: Manifest): Evaluation {
  const limitOf = (name: string): number | undefined => problem.metrics.find((metric) => metric.name === name)?.limit;
  const { metrics, objectives, feasible, violation } = row;
  return {
    metrics,
    objectives,
    feasible,
    violation,
    violations: row.violations.flatMap((name) => {
      const [value, limit] = [metrics[name], limitOf(name)];
      return value === undefined || limit === undefined ? [] : [{ name, value, limit, excess: value / limit - 1 }];
    }),
    provenance: problem.metrics[0]?.source ?? { simulator: problem.id, validated: false, extrapolated: false },
  };
}
