/** The rows of data sets as typed arrays, for models that learn from them. */
import { DesignSpace } from '../../design/design-space.js';
import type { Design, Parameter, ParameterValue } from '../../design/parameter.js';
import { badRequest } from '../../errors.js';
import { parameterType } from '../columns.js';
import { identifier, literal } from '../duckdb.js';
import { type Dataset, openDataset } from './dataset.js';
import { ask, checkRows, damaged, reading, rowsSql } from './sql.js';

export interface ReadOptions {
  /** Reads data sets of differing schema hashes, options or versions together, where that is possible at all. */
  readonly force?: boolean;
  /** Rows of these agents only. */
  readonly agents?: readonly string[];
  /** Rows of these workloads only; `''` is that of problems without one. */
  readonly workloads?: readonly string[];
  /** Rows of feasible designs only. */
  readonly feasible?: boolean;
  /** Of the rows of one design on one workload the first only. */
  readonly distinct?: boolean;
}

/** A column of few different texts: row `i` holds `names[codes[i]]`. */
export interface Coded {
  readonly names: readonly string[];
  readonly codes: Uint32Array;
}

/** Rows of a data set, column by column; every array has `length` entries. */
export interface Rows {
  readonly dataset: Dataset;
  /** Of the designs; its parameters are those of the manifest. */
  readonly space: DesignSpace;
  readonly length: number;
  /**
   * For each parameter of the space its values: numbers as they are; of a categorical parameter the index in `values`.
   * Inactive parameters hold their default.
   */
  readonly parameters: readonly Float64Array[];
  /** By name, in the unit of the manifest; NaN for a design refused before it was simulated. */
  readonly metrics: Readonly<Record<string, Float64Array>>;
  /** By name, minimised; NaN where the row's problem has no such objective. */
  readonly objectives: Readonly<Record<string, Float64Array>>;
  /** 1 for feasible designs, 0 for others. */
  readonly feasible: Uint8Array;
  readonly violation: Float64Array;
  readonly reward: Float64Array;
  readonly seed: Float64Array;
  /** From 1. */
  readonly evaluation: Uint32Array;
  readonly run: Coded;
  readonly agent: Coded;
  /** `''` where the problem has none. */
  readonly workload: Coded;
  /** `space.key` of each design: equal for equal designs. */
  readonly keys: readonly string[];
  /** The design of a row. */
  design(row: number): Design;
}

/**
 * Reads rows of data sets, sorted by run and evaluation, whatever the order of `paths`; a run that is in several of them
 * comes once. Memory: 8 bytes for each number, and the keys.
 * @param paths a folder of an experiment, a sweep or a merged data set, a Parquet file in one of them, or several of these
 * @throws CogymError `storeMissing`, `schemaMismatch`, `runsDiffer`; `storeDamaged` when a file is truncated or not what
 *   its manifest says; `outOfMemory`; `badRequest` for an agent or workload that has no rows
 */
export async function readRows(paths: string | readonly string[], options: ReadOptions = {}): Promise<Rows> {
  const { force = false } = options;
  const dataset = openDataset(paths, { force });
  checkNames(dataset, options);
  await checkRows(dataset);
  const { parameters, metrics, objectives } = dataset.manifest;
  const space = new DesignSpace(parameters);
  const table = await readTable(dataset, where(options), {
    numbers: [
      ...parameters.map(parameterSql),
      ...metrics.map(({ name }) => identifier(`m_${name}`)),
      ...objectives.map(({ name }) => identifier(`o_${name}`)),
      ...['feasible', 'violation', 'reward', 'seed', 'evaluation'],
    ],
    texts: ['run_id', 'agent', "coalesce(workload, '')"],
  });
  const designAt = (row: number): Design => designOf(parameters, table.numbers, row);
  const keys = keysOf(dataset, space, table.length, designAt);
  const rows = options.distinct === true ? compact(table, keys) : table;
  const { numbers, texts, length } = rows;
  const [feasible, violation, reward, seed, evaluation] = numbers.slice(-5) as FiveColumns;
  const [run, agent, workload] = texts as [Coded, Coded, Coded];
  const named = (specs: readonly { name: string }[], from: number): Record<string, Float64Array> =>
    Object.fromEntries(specs.map(({ name }, i) => [name, numbers[from + i] as Float64Array]));
  return {
    dataset,
    space,
    length,
    parameters: numbers.slice(0, parameters.length),
    metrics: named(metrics, parameters.length),
    objectives: named(objectives, parameters.length + metrics.length),
    feasible: Uint8Array.from(feasible),
    violation,
    reward,
    seed,
    evaluation: Uint32Array.from(evaluation),
    run,
    agent,
    workload,
    keys: keys.slice(0, length),
    design: designAt,
  };
}

type FiveColumns = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];

interface Table {
  readonly length: number;
  readonly numbers: readonly Float64Array[];
  readonly texts: readonly Coded[];
}

/** A parameter as a number. */
function parameterSql(parameter: Parameter): string {
  const column = identifier(`p_${parameter.name}`);
  if (parameter.type !== 'categorical') return column;
  const type = parameterType(parameter);
  const values = parameter.values.map((value) => (type === 'VARCHAR' ? literal(String(value)) : String(value)));
  return `list_position(CAST([${values.join(', ')}] AS ${type}[]), ${column}) - 1`;
}

function where({ agents, workloads, feasible }: ReadOptions): string {
  const among = (column: string, names: readonly string[] | undefined): string[] =>
    names === undefined ? [] : [`${column} IN (${names.map(literal).join(', ')})`];
  const conditions = [
    ...among('agent', agents),
    ...among("coalesce(workload, '')", workloads),
    ...(feasible === true ? ['feasible'] : []),
  ];
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}

/** Refuses agents and workloads without rows, which are slips of the pen. */
function checkNames({ manifest }: Dataset, { agents, workloads }: ReadOptions): void {
  const check = (kind: string, wanted: readonly string[] | undefined, known: readonly string[]): void => {
    if (wanted?.length === 0) throw badRequest(`/${kind}`, `name at least one of ${known.join(', ')}`);
    const unknown = wanted?.find((name) => !known.includes(name));
    if (unknown === undefined) return;
    throw badRequest(`/${kind}`, `the data set has no rows of '${unknown}', only of ${known.join(', ')}`);
  };
  check('agents', agents, Object.keys(manifest.hyperparameterGrid));
  check('workloads', workloads, [...new Set(manifest.problems.map(({ workload }) => workload ?? ''))]);
}

/** Reads chunk by chunk, so that DuckDB's copy of the rows never is in memory as a whole. */
async function readTable(
  dataset: Dataset,
  condition: string,
  { numbers, texts }: { readonly numbers: readonly string[]; readonly texts: readonly string[] },
): Promise<Table> {
  const source = `${rowsSql(dataset)} ${condition}`;
  const length = Number((await ask(dataset, `SELECT count(*) FROM ${source}`)).getRowsJS()[0]?.[0]);
  const columns = numbers.map(() => new Float64Array(length));
  const codes = texts.map(() => ({ codes: new Uint32Array(length), known: new Map<string, number>() }));
  const selected = [...numbers.map((sql) => `CAST(${sql} AS DOUBLE)`), ...texts].join(', ');
  await reading(dataset, async (connection) => {
    const result = await connection.stream(`SELECT ${selected} FROM ${source} ORDER BY run_id, evaluation`);
    let row = 0;
    for (
      let chunk = await result.fetchChunk();
      chunk !== null && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      for (const [i, column] of columns.entries()) {
        column.set(
          chunk.getColumnValues(i).map((value) => (value === null ? Number.NaN : (value as number))),
          row,
        );
      }
      for (const [i, coded] of codes.entries()) {
        for (const [j, text] of chunk.getColumnValues(numbers.length + i).entries()) {
          const name = String(text);
          const code = coded.known.get(name) ?? coded.known.size;
          coded.known.set(name, code);
          coded.codes[row + j] = code;
        }
      }
      row += chunk.rowCount;
    }
  });
  return {
    length,
    numbers: columns,
    texts: codes.map(({ codes: own, known }) => ({ names: [...known.keys()], codes: own })),
  };
}

function designOf(parameters: readonly Parameter[], columns: readonly Float64Array[], row: number): Design {
  const value = (parameter: Parameter, i: number): ParameterValue => {
    const number = columns[i]?.[row] as number;
    return parameter.type === 'categorical' ? (parameter.values[number] as ParameterValue) : number;
  };
  return Object.fromEntries(parameters.map((parameter, i) => [parameter.name, value(parameter, i)]));
}

/** @throws CogymError `storeDamaged` for a value that the manifest does not know */
function keysOf(dataset: Dataset, space: DesignSpace, length: number, design: (row: number) => Design): string[] {
  return Array.from({ length }, (_, row) => {
    try {
      return space.key(design(row));
    } catch (error) {
      throw damaged(dataset, `a design is not in the space of its manifest: ${(error as Error).message}`);
    }
  });
}

/** Keeps the first row of each design and workload, in place; `keys` too. */
function compact({ length, numbers, texts }: Table, keys: string[]): Table {
  const seen = new Set<string>();
  const workloads = texts[2] as Coded;
  let kept = 0;
  for (let row = 0; row < length; row++) {
    const key = `${workloads.codes[row]} ${keys[row]}`;
    if (seen.has(key)) continue;
    seen.add(key);
    for (const column of numbers) column[kept] = column[row] as number;
    for (const { codes } of texts) codes[kept] = codes[row] as number;
    keys[kept++] = keys[row] as string;
  }
  return {
    length: kept,
    numbers: numbers.map((column) => column.slice(0, kept)),
    texts: texts.map(({ names, codes }) => ({ names, codes: codes.slice(0, kept) })),
  };
}
