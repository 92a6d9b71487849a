import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { writeError } from './disk.js';

let connection: Promise<DuckDBConnection> | undefined;

/** The process's connection to an in-memory DuckDB, loaded at the first use: starting it costs about 50 ms. */
export function duckdb(): Promise<DuckDBConnection> {
  connection ??= import('@duckdb/node-api').then(async ({ DuckDBInstance }) =>
    (await DuckDBInstance.create()).connect(),
  );
  return connection;
}

/** `text` as an SQL string. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** `name` as an SQL identifier. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * Writes the rows of the query `sql` to `file`, whole or not at all.
 * @param format options of DuckDB's COPY
 * @throws CogymError `writeFailed`
 */
export async function copyTo(file: string, sql: string, format: string): Promise<void> {
  const temporary = `${file}.tmp`;
  try {
    await (await duckdb()).run(`COPY (${sql}) TO ${literal(temporary)} (${format})`);
    const descriptor = openSync(temporary, 'r+');
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw writeError(file, error);
  }
}

/** Options of COPY for the Parquet files of experiments and data sets. */
export const PARQUET = 'FORMAT parquet, COMPRESSION zstd';
