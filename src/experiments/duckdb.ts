import type { DuckDBConnection } from '@duckdb/node-api';

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
