/** SQL over the rows of experiments, sweeps and data sets. */
import { CogymError } from '../errors.js';
import { noFinishedRun, openDataset } from './dataset/dataset.js';
import { findParts } from './dataset/parts.js';
import { rowsSql } from './dataset/sql.js';
import { duckdb, literal } from './duckdb.js';

export interface QueryResult {
  readonly columns: readonly string[];
  /** Numbers, text, booleans, null, and lists of these. */
  readonly rows: readonly (readonly unknown[])[];
}

export interface QueryOptions {
  /** Takes rows together whose schema hashes, options or versions differ; what a row's problem lacks is null. */
  readonly force?: boolean;
}

/**
 * Runs `sql` on the view `rows`: every evaluation of the finished runs in `folders`, with the columns of the Parquet files
 * (docs/experiments.md). A run that is in several folders comes once.
 * @throws CogymError `storeMissing` when there is no finished run, `schemaMismatch` without `force`, `badQuery` with the
 *   words of DuckDB
 */
export async function query(
  folders: readonly string[],
  sql: string,
  { force = false }: QueryOptions = {},
): Promise<QueryResult> {
  const source = force ? unionSql(folders) : rowsSql(openDataset(folders));
  const connection = await duckdb();
  try {
    await connection.run(`CREATE OR REPLACE TEMP VIEW rows AS FROM ${source}`);
    const reader = await connection.runAndReadAll(sql);
    const rows = reader.getRowsJS().map((row) => row.map(plain));
    return { columns: reader.columnNames(), rows };
  } catch (error) {
    throw new CogymError(
      'badQuery',
      `${(error as Error).message.trim()}\nThe evaluations are the view "rows"; see DESCRIBE rows`,
    );
  }
}

/** Rows of any problems, with the columns of all of them. @throws CogymError `storeMissing` */
function unionSql(folders: readonly string[]): string {
  const files = new Set(folders.flatMap(findParts).flatMap((part) => part.files));
  if (files.size === 0) throw noFinishedRun(folders);
  const union = `read_parquet([${[...files].map(literal).join(', ')}], union_by_name = true)`;
  return `(SELECT * REPLACE (min(wall_seconds) AS wall_seconds) FROM ${union} GROUP BY ALL)`;
}

/** A value of DuckDB as JSON has it: big integers become numbers where they are exact, else text. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Date) return value.toISOString();
  return value;
}
