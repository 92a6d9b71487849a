/** A run's rows as one Parquet file, through DuckDB. */
import { existsSync } from 'node:fs';
import { CogymError } from '../errors.js';
import { columns, logSource, type RowSource } from './columns.js';
import { copyTo, duckdb, identifier, literal, PARQUET } from './duckdb.js';
import type { Run } from './work-list.js';

/**
 * Writes the Parquet file of `run` from its live log: zstd, text dictionary-encoded, rows by evaluation.
 * @throws CogymError `writeFailed`; the log stays in any case
 */
export async function writeParquet(source: RowSource, run: Run, logFile: string, file: string): Promise<void> {
  const selected = columns(source, run).map(({ name, type, sql }) => `CAST(${sql} AS ${type}) AS ${identifier(name)}`);
  await copyTo(file, `SELECT ${selected.join(', ')} FROM ${logSource(source, logFile)} ORDER BY evaluation`, PARQUET);
}

/**
 * All rows of a Parquet file, in order, as plain objects keyed by column.
 * @throws CogymError `storeDamaged` naming the file
 */
export async function readParquet(file: string): Promise<Record<string, unknown>[]> {
  try {
    const reader = await (await duckdb()).runAndReadAll(`SELECT * FROM read_parquet(${literal(file)})`);
    return reader.getRowObjectsJS();
  } catch (error) {
    throw damaged(file, error);
  }
}

/** What a run's rows say of feasibility and objectives, as columns in the order of evaluation. */
export interface ObjectiveColumns {
  readonly feasible: readonly boolean[];
  /** [objective][row] */
  readonly objectives: readonly (readonly number[])[];
}

/**
 * The columns of the objectives `names` of a run's file.
 * @throws CogymError `storeDamaged` naming the file
 */
export async function readObjectives(file: string, names: readonly string[]): Promise<ObjectiveColumns> {
  const selected = ['feasible', ...names.map((name) => identifier(`o_${name}`))];
  try {
    const reader = await (await duckdb()).runAndReadAll(
      `SELECT ${selected.join(', ')} FROM read_parquet(${literal(file)}) ORDER BY evaluation`,
    );
    const [feasible, ...objectives] = reader.getColumnsJS();
    return { feasible: feasible as boolean[], objectives: objectives as number[][] };
  } catch (error) {
    throw damaged(file, error);
  }
}

/** Number of rows of a Parquet file; 0 when it does not exist. */
export async function countRows(file: string): Promise<number> {
  if (!existsSync(file)) return 0;
  try {
    const reader = await (await duckdb()).runAndReadAll(
      `SELECT count(*)::INTEGER AS n FROM read_parquet(${literal(file)})`,
    );
    return Number(reader.getRowObjectsJS()[0]?.n);
  } catch (error) {
    throw damaged(file, error);
  }
}

function damaged(file: string, error: unknown): CogymError {
  return new CogymError(
    'storeDamaged',
    `${file} cannot be read: ${(error as Error).message.split('\n')[0]}. Delete it and resume to compute this run again.`,
  );
}
