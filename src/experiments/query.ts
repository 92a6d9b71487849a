/** SQL over the rows of experiments, sweeps and data sets. */
import { CogymError } from '../errors.js';
import { findParts } from './dataset/parts.js';
import { duckdb, literal } from './duckdb.js';

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

/** @throws CogymError `storeMissing` */
function parquetFiles(folder: string): string[] {
  const files = findParts(folder).flatMap((part) => part.files);
  if (files.length > 0) return files;
  throw new CogymError('storeMissing', `${folder} holds no finished run. Finish it with --resume`);
}

/** A value of DuckDB as JSON has it: big integers become numbers where they are exact, else text. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Date) return value.toISOString();
  return value;
}
