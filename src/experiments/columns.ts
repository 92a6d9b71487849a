/** The columns of a run's Parquet file (docs/experiments.md): where each comes from in the live log, and its type. */
import type { Parameter } from '../design/parameter.js';
import type { Problem } from '../design/problem.js';
import { canonicalJson } from './canonical.js';
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

/** All columns, in order, for `run` on `problem`. */
export function columns(problem: Problem, run: Run): Column[] {
  const constant = (name: string, type: ColumnType, text: string): Column => ({ name, type, sql: text });
  const field = (name: string, type: ColumnType, sql = name): Column => ({ name, type, sql });
  return [
    constant('run_id', 'VARCHAR', literal(run.id)),
    constant('problem', 'VARCHAR', literal(problem.id)),
    constant('problem_version', 'VARCHAR', literal(problem.version)),
    constant('agent', 'VARCHAR', literal(run.agent)),
    constant('agent_hyperparameters', 'VARCHAR', literal(canonicalJson(run.hyperparameters))),
    constant('seed', 'BIGINT', String(run.seed)),
    field('evaluation', 'INTEGER'),
    field('batch', 'INTEGER'),
    field('cached', 'BOOLEAN'),
    field('feasible', 'BOOLEAN', 'result.feasible'),
    field('violation', 'DOUBLE', 'result.violation'),
    field('violations', 'VARCHAR[]', 'list_transform(result.violations, lambda v: v.name)'),
    ...problem.space.parameters.map((parameter) =>
      field(`p_${parameter.name}`, parameterType(parameter), `design.${identifier(parameter.name)}`),
    ),
    ...problem.metrics.map(({ name }) => field(`m_${name}`, 'DOUBLE', `result.metrics.${identifier(name)}`)),
    ...problem.objectives.map(({ name }, i) => field(`o_${name}`, 'DOUBLE', `result.objectives[${i + 1}]`)),
    field('reward', 'DOUBLE'),
    field('wall_seconds', 'FLOAT', 'wallSeconds'),
    constant('workload', 'VARCHAR', problem.workload === undefined ? 'NULL' : literal(problem.workload)),
  ];
}

/** SQL table of the evaluations in a live log; its header has no `evaluation`. */
export function logSource(problem: Problem, file: string): string {
  const struct = (fields: readonly string[]): string => (fields.length === 0 ? 'JSON' : `STRUCT(${fields.join(', ')})`);
  const design = struct(problem.space.parameters.map((p) => `${identifier(p.name)} ${parameterType(p)}`));
  const metrics = struct(problem.metrics.map(({ name }) => `${identifier(name)} DOUBLE`));
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
