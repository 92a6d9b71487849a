/** SQL over the rows of experiments and sweeps. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CogymError } from '../errors.js';
import { duckdb, literal } from './duckdb.js';
import { runsFolder } from './execute.js';

export interface QueryResult {
  readonly columns: readonly string[];
  /** Numbers, text, booleans, null, and lists of these. */
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * Runs `sql` on the view `rows`: every evaluation of the finished runs in `folders`, with the columns of the Parquet files
 * (docs/experiments.md); columns that a problem does not have are null.
 * @throws CogymError `storeMissing` when a folder holds no finished run, `badQuery` with the words of DuckDB
 */
export async function query(folders: readonly string[], sql: string): Promise<QueryResult> {
  const files = folders.flatMap(parquetFiles);
  const connection = await duckdb();
  try {
    await connection.run(
      `CREATE OR REPLACE TEMP VIEW rows AS SELECT * FROM read_parquet([${files.map(literal).join(', ')}], union_by_name = true)`,
    );
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

/** Files of an experiment's folder, or of all problems of a sweep's. */
function parquetFiles(folder: string): string[] {
  const below = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  const holders = [folder, ...below.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))];
  const files = holders
    .map(runsFolder)
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path).map((name) => join(path, name)))
    .filter((name) => name.endsWith('.parquet'))
    .sort();
  if (files.length > 0) return files;
  throw new CogymError(
    'storeMissing',
    `${folder} holds no finished run. Name a folder that cogym run or cogym sweep wrote`,
  );
}

/** A value of DuckDB as JSON has it: big integers become numbers where they are exact, else text. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Date) return value.toISOString();
  return value;
}
