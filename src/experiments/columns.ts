/** The columns of a run's Parquet file (docs/experiments.md): where each comes from in the live log, and its type. */
import type { Parameter } from '../design/parameter.js';
import type { Objective, Problem } from '../design/problem.js';
import { canonicalJson } from './canonical.js';
import type { DataSchema } from './dataset/data-schema.js';
import { identifier, literal } from './duckdb.js';
import type { Run } from './work-list.js';

export type ColumnType = 'VARCHAR' | 'VARCHAR[]' | 'BIGINT' | 'INTEGER' | 'BOOLEAN' | 'DOUBLE' | 'FLOAT';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** SQL over a line of the log as read by {@link logSource}, to be cast to `type`. */
  readonly sql: string;
}

const INT32_MAX = 2 ** 31 - 1;
const isInt32 = (value: unknown): boolean => Number.isInteger(value) && Math.abs(value as number) <= INT32_MAX;

/** Type of the column of a parameter: int32, double, bool or text (also for values of several types). */
export function parameterType(parameter: Parameter): ColumnType {
  if (parameter.type === 'real') return 'DOUBLE';
  const values: readonly unknown[] =
    parameter.type === 'integer' ? [parameter.low, parameter.high, parameter.step ?? 1] : parameter.values;
  if (values.every(isInt32)) return 'INTEGER';
  if (values.every((value) => typeof value === 'number')) return 'DOUBLE';
  return values.every((value) => typeof value === 'boolean') ? 'BOOLEAN' : 'VARCHAR';
}

/** What a column of the rows is. */
export interface ColumnDescription {
  readonly name: string;
  readonly type: ColumnType;
  /** `''` for plain numbers and text. */
  readonly unit: string;
  readonly description: string;
}

/** All columns of the rows on a problem, in order. */
export function describeColumns({ parameters, metrics, objectives }: DataSchema): ColumnDescription[] {
  const column = (name: string, type: ColumnType, description: string, unit = ''): ColumnDescription => ({
    name,
    type,
    unit,
    description,
  });
  const units = new Map(metrics.map(({ name, unit }) => [name, unit]));
  const aim = ({ direction }: Objective): string => (direction === 'maximize' ? 'negated, minimised' : 'minimised');
  return [
    column('run_id', 'VARCHAR', 'name of the run'),
    column('problem', 'VARCHAR', 'id of the problem'),
    column('problem_version', 'VARCHAR', 'version of the problem'),
    column('agent', 'VARCHAR', 'name of the search agent'),
    column('agent_hyperparameters', 'VARCHAR', 'canonical JSON, defaults included'),
    column('seed', 'BIGINT', 'seed of the run'),
    column('evaluation', 'INTEGER', 'position in the run, from 1'),
    column('batch', 'INTEGER', 'which ask of the run it came from, from 1'),
    column('cached', 'BOOLEAN', "whether the answer came from the run's cache"),
    column('feasible', 'BOOLEAN', 'whether all constraints are kept'),
    column('violation', 'DOUBLE', 'summed relative excess over the limits, 0 when feasible'),
    column('violations', 'VARCHAR[]', 'names of the broken constraints'),
    ...parameters.map((parameter) =>
      column(`p_${parameter.name}`, parameterType(parameter), parameter.description ?? '', parameter.unit),
    ),
    ...metrics.map(({ name, unit, description }) => column(`m_${name}`, 'DOUBLE', description, unit)),
    ...objectives.map((objective) =>
      column(`o_${objective.name}`, 'DOUBLE', aim(objective), units.get(objective.name)),
    ),
    column('reward', 'DOUBLE', "the problem's default reward"),
    column('wall_seconds', 'FLOAT', 'time of the evaluation; differs between repetitions', 's'),
    column('workload', 'VARCHAR', 'what the problem solves; null without a name'),
  ];
}

/** What rows are of: a problem, or what a manifest says of one. */
export interface RowSource extends DataSchema {
  readonly id: string;
  readonly version: string;
  readonly workload: string | null;
}

/** What the rows of `problem` are of. */
export const rowSource = ({ id, version, workload, space, metrics, objectives }: Problem): RowSource => ({
  id,
  version,
  workload: workload ?? null,
  parameters: space.parameters,
  metrics,
  objectives,
});

/** All columns, in order, for `run` on `source`. */
export function columns(source: RowSource, run: Run): Column[] {
  const { parameters, metrics, objectives } = source;
  const sql = new Map<string, string>([
    ['run_id', literal(run.id)],
    ['problem', literal(source.id)],
    ['problem_version', literal(source.version)],
    ['agent', literal(run.agent)],
    ['agent_hyperparameters', literal(canonicalJson(run.hyperparameters))],
    ['seed', String(run.seed)],
    ['feasible', 'result.feasible'],
    ['violation', 'result.violation'],
    ['violations', 'list_transform(result.violations, lambda v: v.name)'],
    ...parameters.map(({ name }) => [`p_${name}`, `design.${identifier(name)}`] as const),
    ...metrics.map(({ name }) => [`m_${name}`, `result.metrics.${identifier(name)}`] as const),
    ...objectives.map(({ name }, i) => [`o_${name}`, `result.objectives[${i + 1}]`] as const),
    ['wall_seconds', 'wallSeconds'],
    ['workload', source.workload === null ? 'NULL' : literal(source.workload)],
  ]);
  return describeColumns(source).map(({ name, type }) => ({
    name,
    type,
    sql: sql.get(name) ?? name,
  }));
}

/** SQL table of the evaluations in a live log; its header has no `evaluation`. */
export function logSource({ parameters, metrics: measured }: DataSchema, file: string): string {
  const struct = (fields: readonly string[]): string => (fields.length === 0 ? 'JSON' : `STRUCT(${fields.join(', ')})`);
  const design = struct(parameters.map((p) => `${identifier(p.name)} ${parameterType(p)}`));
  const metrics = struct(measured.map(({ name }) => `${identifier(name)} DOUBLE`));
  const result = struct([
    `metrics ${metrics}`,
    'objectives DOUBLE[]',
    'feasible BOOLEAN',
    'violation DOUBLE',
    'violations STRUCT(name VARCHAR)[]',
  ]);
  const types = {
    evaluation: 'INTEGER',
    batch: 'INTEGER',
    cached: 'BOOLEAN',
    design,
    result,
    reward: 'DOUBLE',
    wallSeconds: 'DOUBLE',
  };
  const schema = Object.entries(types).map(([name, type]) => `${name}: ${literal(type)}`);
  return `(SELECT * FROM read_json(${literal(file)}, format = 'newline_delimited', columns = {${schema.join(', ')}})
    WHERE evaluation IS NOT NULL ORDER BY evaluation)`;
}
