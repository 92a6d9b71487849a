/** SQL over the rows of a data set. */
import type { DuckDBConnection, DuckDBResultReader } from '@duckdb/node-api';
import { CogymError } from '../../errors.js';
import { describeColumns } from '../columns.js';
import { duckdb, identifier, literal } from '../duckdb.js';
import type { Dataset } from './dataset.js';

/**
 * SQL table of the rows of `dataset` with the columns of its manifest, null where a file has none of that name. A run that
 * several parts hold comes once: its repetitions differ in `wall_seconds` alone, of which the smallest is taken.
 */
export function rowsSql(dataset: Dataset): string {
  const columns = describeColumns(dataset.manifest);
  const source = `read_parquet([${dataset.files.map(literal).join(', ')}], union_by_name = true)`;
  const selected = columns.map(({ name, type }) => {
    const value = `CAST(${identifier(name)} AS ${type})`;
    return `${name === 'wall_seconds' && hasRepetitions(dataset) ? `min(${value})` : value} AS ${identifier(name)}`;
  });
  return `(SELECT ${selected.join(', ')} FROM ${source}${hasRepetitions(dataset) ? ' GROUP BY ALL' : ''})`;
}

const hasRepetitions = ({ parts, manifest }: Dataset): boolean =>
  parts.reduce((sum, part) => sum + part.manifest.runs.length, 0) > manifest.runs.length;

/**
 * Makes sure that the files hold what the manifest says: their columns, and every row of every run once.
 * @throws CogymError `storeDamaged`, `runsDiffer` when two parts hold different rows under one run
 */
export async function checkRows(dataset: Dataset): Promise<void> {
  const files = dataset.files.map(literal).join(', ');
  const described = await ask(dataset, `DESCRIBE SELECT * FROM read_parquet([${files}], union_by_name = true)`);
  const found = new Set(described.getRowsJS().map(([name]) => String(name)));
  const missing = describeColumns(dataset.manifest).filter(({ name }) => !found.has(name));
  if (missing.length > 0) {
    throw damaged(
      dataset,
      `there is no column ${missing.map(({ name }) => name).join(', ')}, which the manifest lists`,
    );
  }
  const counted = await ask(
    dataset,
    `SELECT run_id, count(*)::INTEGER AS n FROM ${rowsSql(dataset)} GROUP BY run_id ORDER BY run_id`,
  );
  const counts = new Map(counted.getRowsJS().map(([id, n]) => [String(id), Number(n)]));
  for (const { id, rows } of dataset.manifest.runs) {
    const n = counts.get(id) ?? 0;
    if (n > rows && hasRepetitions(dataset)) throw runsDiffer(id);
    if (n !== rows) throw damaged(dataset, `run ${id} has ${n} rows instead of ${rows}`);
  }
}

/**
 * Runs `sql` over the files of `dataset`.
 * @throws as {@link reading}
 */
export const ask = (dataset: Dataset, sql: string): Promise<DuckDBResultReader> =>
  reading(dataset, (connection) => connection.runAndReadAll(sql));

/**
 * What `work` reads from the files of `dataset`.
 * @throws CogymError `storeDamaged` with the words of DuckDB, `outOfMemory`
 */
export async function reading<T>(dataset: Dataset, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const connection = await duckdb();
  try {
    return await work(connection);
  } catch (error) {
    const [words = ''] = (error as Error).message.split('\n');
    if (!/^Out of Memory/i.test(words)) throw damaged(dataset, words);
    throw new CogymError(
      'outOfMemory',
      `${dataset.paths.join(', ')}: ${words}. Take fewer rows at a time: some agents or workloads, or some of the folders`,
    );
  }
}

export const damaged = ({ paths }: Pick<Dataset, 'paths'>, why: string): CogymError =>
  new CogymError(
    'storeDamaged',
    `${paths.join(', ')} cannot be read: ${why}. Copy the file again, or delete it and resume its experiment`,
  );

const runsDiffer = (id: string): CogymError =>
  new CogymError(
    'runsDiffer',
    `run ${id} is there twice with different rows: one copy was computed by other code or was edited. Leave one of them out`,
  );
