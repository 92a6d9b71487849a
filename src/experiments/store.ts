/** Reads a run folder back: rows of finished runs from Parquet, of running ones from their live logs. */
import { existsSync } from 'node:fs';
import type { Design, Parameter, ParameterValue } from '../design/parameter.js';
import { CogymError } from '../errors.js';
import { parameterType } from './columns.js';
import { logFile, parquetFile } from './execute.js';
import { type Manifest, type ManifestRun, readManifest } from './manifest.js';
import { readParquet } from './parquet.js';
import { type LogLine, readLog } from './run-log.js';

/** One evaluated design. */
export interface Row {
  /** From 1. */
  readonly evaluation: number;
  readonly batch: number;
  readonly cached: boolean;
  readonly feasible: boolean;
  readonly violation: number;
  /** Names of the broken constraints. */
  readonly violations: readonly string[];
  readonly design: Design;
  /** SI units, as in their names; a design refused before it was simulated has none. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Minimised. */
  readonly objectives: readonly number[];
  readonly reward: number;
  readonly wallSeconds: number;
}

export interface StoredRun {
  readonly run: ManifestRun;
  readonly rows: readonly Row[];
}

export interface Store {
  readonly folder: string;
  readonly manifest: Manifest;
  /** In the order of the manifest; a run that has not begun has no rows. */
  readonly runs: readonly StoredRun[];
}

/**
 * All rows of `folder`.
 * @throws CogymError `storeMissing` when there is no experiment, `manifestDamaged`, `storeDamaged`, `logDamaged`
 */
export async function readStore(folder: string): Promise<Store> {
  const manifest = readManifest(folder);
  if (manifest === undefined) {
    throw new CogymError(
      'storeMissing',
      `${folder} holds no experiment: it has no manifest.json. Name the folder given to --out`,
    );
  }
  const runs: StoredRun[] = [];
  for (const run of manifest.runs) runs.push({ run, rows: await readRows(folder, run, manifest) });
  return { folder, manifest, runs };
}

/**
 * Refuses folders whose rows cannot be compared.
 * @throws CogymError `schemaMismatch` unless `force`
 */
export function checkComparable(stores: readonly Store[], force = false): void {
  const [first, ...rest] = stores;
  for (const { folder, manifest } of rest) {
    if (force || first === undefined) return;
    if (manifest.schemaHash === first.manifest.schemaHash && manifest.problem.hash === first.manifest.problem.hash)
      continue;
    throw new CogymError(
      'schemaMismatch',
      `${folder} (${manifest.problem.id}) and ${first.folder} (${first.manifest.problem.id}) differ in problem, options or metrics: ` +
        'their figures mean different things. Compare them anyway with --force',
    );
  }
}

async function readRows(folder: string, run: ManifestRun, manifest: Manifest): Promise<Row[]> {
  const file = parquetFile(folder, run);
  if (existsSync(file)) return (await readParquet(file)).map((values) => fromColumns(values, manifest));
  if (run.done) {
    throw new CogymError(
      'storeDamaged',
      `${file} is missing, though the manifest lists it as done. Resume to compute it again`,
    );
  }
  return (readLog(logFile(folder, run))?.lines ?? []).map(fromLog);
}

function fromColumns(values: Readonly<Record<string, unknown>>, { problem }: Manifest): Row {
  const metrics: Record<string, number> = {};
  for (const { name } of problem.metrics) {
    const value = values[`m_${name}`];
    if (typeof value === 'number') metrics[name] = value;
  }
  return {
    evaluation: values['evaluation'] as number,
    batch: values['batch'] as number,
    cached: values['cached'] as boolean,
    feasible: values['feasible'] as boolean,
    violation: values['violation'] as number,
    violations: values['violations'] as string[],
    design: Object.fromEntries(problem.parameters.map((p) => [p.name, parameterValue(p, values[`p_${p.name}`])])),
    metrics,
    objectives: problem.objectives.map(({ name }) => values[`o_${name}`] as number),
    reward: values['reward'] as number,
    wallSeconds: values['wall_seconds'] as number,
  };
}

/** Undoes the text form of categories that are not all text. */
function parameterValue(parameter: Parameter, value: unknown): ParameterValue {
  if (parameter.type === 'categorical' && parameterType(parameter) === 'VARCHAR') {
    return parameter.values.find((candidate) => String(candidate) === value) as ParameterValue;
  }
  return value as ParameterValue;
}

function fromLog({ result, ...line }: LogLine): Row {
  const { feasible, violation, violations, metrics, objectives } = result;
  return { ...line, feasible, violation, violations: violations.map(({ name }) => name), metrics, objectives };
}
