/**
 * Tables of ArchGym's DRAM study as data sets: CSV with the columns of `Example_DRAMSys_Proxy_Model_Data.csv`
 * (srivatsankrishnan/oss-arch-gym 53f745af). Energy is in mJ and power in W, but the unit of `Latency` changes from row to
 * row: its parser took a time that DRAMSys printed in ns for seconds, and one printed in ps for milliseconds. So whoever
 * imports has to say the unit, and each row is checked: its energy has to be its power times its latency.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { makeProblem } from '../../../envs/index.js';
import type { Design } from '../../design/parameter.js';
import type { MetricSpec, Problem } from '../../design/problem.js';
import { badRequest, CogymError } from '../../errors.js';
import { hashOf } from '../canonical.js';
import type { RowSource } from '../columns.js';
import { duckdb, literal } from '../duckdb.js';
import { provenance } from '../manifest.js';
import { writeParquet } from '../parquet.js';
import { joint } from '../strategy.js';
import { hashOfSchema } from './data-schema.js';
import type { Dataset } from './dataset.js';
import { type DatasetRun, datasetManifest } from './dataset-manifest.js';
import { writeDataset } from './merge.js';

export interface ImportOptions {
  /**
   * Unit of the column `Latency`: `s`, `ms`, `us` or `ns` for every row; `column:<name>` for a column that names it row by
   * row; `archgym` for s below 1e-3 and ms from there on, as in the tables of ArchGym's repository.
   */
  readonly latencyUnit?: string;
  /** The trace that ran, which the tables do not tell. */
  readonly workload?: string;
  /** Terms of use. Default `unknown`. */
  readonly licence?: string;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 };

/** From here on ArchGym's parser gives ms, below s. */
const ARCHGYM_BOUND = 1e-3;

/** Largest relative difference of energy and power x latency: the tables have five digits. */
const TOLERANCE = 0.01;

/** ArchGym's names of the parameters of DramController-v0. */
const PARAMETERS: Readonly<Record<string, string>> = {
  pagePolicy: 'PagePolicy',
  scheduler: 'Scheduler',
  schedulerBuffer: 'SchedulerBuffer',
  requestBufferSize: 'RequestBufferSize',
  responseQueue: 'RespQueue',
  refreshPolicy: 'RefreshPolicy',
  refreshMaxPostponed: 'RefreshMaxPostponed',
  refreshMaxPulledIn: 'RefreshMaxPulledin',
  arbiter: 'Arbiter',
  maxActiveTransactions: 'MaxActiveTransactions',
};
const FIGURES = ['Energy', 'Power', 'Latency'] as const;

/** A row of the table: column -> text. */
type Cells = Readonly<Record<string, string>>;

/**
 * Writes the rows of the CSV `file` into `folder` as a data set: one run for each value of the column `Algorithm`, with the
 * seed -1, because the tables do not tell it.
 * @throws CogymError `latencyUnitNeeded` without a unit, `unitMismatch` when a row contradicts it, `badRequest` naming line
 *   and column, `otherDataset`, `writeFailed`
 */
export async function importArchgym(file: string, folder: string, options: ImportOptions = {}): Promise<Dataset> {
  const table = await readTable(file);
  const { latencyUnit } = options;
  if (latencyUnit === undefined) throw unitNeeded(file, table);
  const problem = makeProblem('DramController-v0', {}, 'archgym-27m');
  const rows = table.map((cells, i) => ({
    agent: cells['Algorithm'] as string,
    design: at(file, i, () => designOf(cells, problem)),
    metrics: at(file, i, () => metricsOf(cells, latencyUnit)),
  }));
  const source: RowSource = {
    id: 'archgym-dramsys',
    version: '4.0',
    workload: options.workload ?? null,
    parameters: problem.space.parameters,
    metrics: metricSpecs(problem),
    objectives: [],
  };
  const sha256 = hashOf(readFileSync(file, 'utf8'));
  const temporary = mkdtempSync(join(tmpdir(), 'cogym-import-'));
  try {
    const runs: DatasetRun[] = [];
    const files: string[] = [];
    for (const agent of [...new Set(rows.map((row) => row.agent))].sort()) {
      const own = rows.filter((row) => row.agent === agent);
      const run = runOf(agent, own.length, hashOf({ sha256, agent, options }));
      const log = join(temporary, `${run.id}.jsonl`);
      writeFileSync(log, own.map(({ design, metrics }, i) => logLine(i + 1, design, metrics)).join(''));
      files.push(join(temporary, `${run.id}.parquet`));
      await writeParquet(source, run, log, files.at(-1) as string);
      runs.push(run);
    }
    const { parameters, metrics, objectives, id, version, workload } = source;
    const now = new Date().toISOString();
    const origin = `Imported from ${basename(file)}, a table of ArchGym's DRAM study; latency read as ${latencyUnit}`;
    const manifest = datasetManifest({
      schemaHash: hashOfSchema(source),
      licence: options.licence ?? 'unknown',
      problems: [{ id, version, hash: hashOf({ id, version, workload }), workload }],
      sources: [{ ...provenance(), nnBackend: 'none', started: now, ended: now, spec: null, origin }],
      parameters,
      metrics,
      objectives,
      warnings: [
        'The table tells neither seeds (written as -1), nor hyperparameters, nor rewards, nor evaluation times.',
      ],
      runs,
    });
    return await writeDataset({ paths: [file], manifest, parts: [], files }, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** @throws CogymError `storeMissing`, `badRequest` naming the columns that are missing */
async function readTable(file: string): Promise<Cells[]> {
  if (!existsSync(file)) throw new CogymError('storeMissing', `there is no file ${file}`);
  if (statSync(file).isDirectory()) throw new CogymError('storeMissing', `${file} is a folder; name a CSV file`);
  const table = `SELECT * FROM read_csv(${literal(file)}, header = true, all_varchar = true, delim = ',')`;
  const reader = await (await duckdb()).runAndReadAll(table).catch((error: Error) => {
    // The database goes on for twenty lines; the first says what is wrong.
    const [reason] = error.message.split('\n');
    throw badRequest('/file', `${file} cannot be read as CSV with commas: ${reason}`);
  });
  const names = reader.columnNames();
  const missing = [...Object.values(PARAMETERS), ...FIGURES, 'Algorithm'].filter((name) => !names.includes(name));
  if (missing.length === 0) return reader.getRowObjectsJS() as Cells[];
  throw badRequest(
    '/file',
    `${file} has no column ${missing.join(', ')}. Its first line has to name the columns: ${[...Object.values(PARAMETERS), ...FIGURES, 'Algorithm'].join(',')}`,
  );
}

/** Runs `work` on row `i`, saying in its error which line of the file it is. */
function at<T>(file: string, i: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof CogymError) throw new CogymError(error.code, `${file}, line ${i + 2}: ${error.message}`);
    throw error;
  }
}

function designOf(cells: Cells, { space }: Problem): Design {
  return space.validate(
    Object.fromEntries(
      space.parameters.map(({ name, type }) => {
        const text = cells[PARAMETERS[name] as string] as string;
        return [name, type === 'categorical' ? text : Number(text)];
      }),
    ),
  );
}

/** Time, energy and power of a row in SI units. */
function metricsOf(cells: Cells, latencyUnit: string): Record<string, number> {
  const [energyMj, powerW, latency] = FIGURES.map((name) => positive(name, cells[name])) as [number, number, number];
  const unit = unitOf(cells, latency, latencyUnit);
  const totalTimeS = latency * (SECONDS[unit] as number);
  const energyJ = energyMj * 1e-3;
  const told = energyJ / powerW;
  if (Math.abs(totalTimeS / told - 1) > TOLERANCE) {
    throw new CogymError(
      'unitMismatch',
      `Latency ${latency} ${unit} contradicts Energy ${energyMj} mJ and Power ${powerW} W, which make ${told.toPrecision(4)} s. ` +
        'Give the unit of each row with --latency-unit column:NAME, or archgym where the file is as ArchGym wrote it',
    );
  }
  return { totalTimeS, energyJ, averagePowerW: powerW };
}

function positive(name: string, text: string | undefined): number {
  const value = Number(text);
  if (text?.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw badRequest(`/${name}`, `${name} is a number > 0, not '${text ?? ''}'`);
}

/** Unit of the latency in one row. */
function unitOf(cells: Cells, latency: number, latencyUnit: string): string {
  const column = /^column:(.+)$/.exec(latencyUnit)?.[1];
  const unit = column === undefined ? latencyUnit : cells[column];
  if (unit === 'archgym') return latency < ARCHGYM_BOUND ? 's' : 'ms';
  if (unit !== undefined && Object.hasOwn(SECONDS, unit)) return unit;
  const where = column === undefined ? 'the latency unit' : `the column '${column}'`;
  throw badRequest('/latencyUnit', `${where} is one of ${Object.keys(SECONDS).join(', ')}, not '${unit ?? 'missing'}'`);
}

function unitNeeded(file: string, table: readonly Cells[]): CogymError {
  const below = table.filter(({ Latency }) => Number(Latency) < ARCHGYM_BOUND).length;
  return new CogymError(
    'latencyUnitNeeded',
    `${file} does not tell the unit of Latency: ${below} rows are below 1e-3, ${table.length - below} are not. Give ` +
      `--latency-unit ${Object.keys(SECONDS).join(', ')} for all rows, column:NAME for a column with the unit of each row, ` +
      "or archgym: s below 1e-3, else ms, as in the tables of ArchGym's repository",
  );
}

/** Those metrics of DramController-v0 that the tables have, as another simulator gave them. */
function metricSpecs({ metrics }: Problem): MetricSpec[] {
  const source = { simulator: 'DRAMSys 4.0 (ArchGym)', validated: false, extrapolated: false } as const;
  return ['totalTimeS', 'energyJ', 'averagePowerW'].map((wanted) => {
    const { name, unit, description } = metrics.find((metric) => metric.name === wanted) as MetricSpec;
    return { name, unit, description, source };
  });
}

const runOf = (agent: string, rows: number, key: string): DatasetRun => ({
  key,
  id: `${agent}.imported.${key.slice(0, 10)}`,
  agent,
  hyperparameters: {},
  strategy: joint,
  seed: -1,
  budget: rows,
  batch: 1,
  done: true,
  rows,
});

function logLine(evaluation: number, design: Design, metrics: Readonly<Record<string, number>>): string {
  const result = { metrics, objectives: [], feasible: true, violation: 0, violations: [] };
  const line = { evaluation, batch: evaluation, cached: false, design, result, reward: null, wallSeconds: null };
  return `${JSON.stringify(line)}\n`;
}
