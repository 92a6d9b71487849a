/** Data sets in the formats of other tools. */
import { existsSync } from 'node:fs';
import { CogymError } from '../../errors.js';
import { nearest } from '../../stats/nearest.js';
import { type ColumnDescription, describeColumns } from '../columns.js';
import { writeAtomically } from '../disk.js';
import { copyTo, identifier } from '../duckdb.js';
import { dataCard } from './card.js';
import type { Dataset } from './dataset.js';
import { checkRows, rowsSql } from './sql.js';

export interface ExportOptions {
  /** Columns to write, in this order; default: all. */
  readonly columns?: readonly string[];
  /** Replaces a file that is there. */
  readonly overwrite?: boolean;
}

/**
 * Writes the rows as CSV (RFC 4180), sorted by run and evaluation. Its header names each column with type and unit:
 * `m_latencyS:double[s]`; the list of broken constraints is JSON; missing values are empty.
 * @throws CogymError `unknownColumn`, `storeDamaged`, `fileExists`, `writeFailed`
 */
export async function exportCsv(dataset: Dataset, file: string, options: ExportOptions = {}): Promise<void> {
  const columns = chosenColumns(dataset, options.columns).map(({ name, type, unit }) => {
    const head = `${name}:${TYPE_NAMES[type]}${unit === '' ? '' : `[${unit}]`}`;
    const value = type === 'VARCHAR[]' ? `to_json(${identifier(name)})` : identifier(name);
    return `${value} AS ${identifier(head)}`;
  });
  await copyRows(dataset, columns, file, `FORMAT csv, HEADER true`, options);
}

/**
 * Writes the rows as JSON Lines, sorted by run and evaluation: one object a line, with all columns of the manifest.
 * @throws CogymError `unknownColumn`, `storeDamaged`, `fileExists`, `writeFailed`
 */
export async function exportJsonLines(dataset: Dataset, file: string, options: ExportOptions = {}): Promise<void> {
  const columns = chosenColumns(dataset, options.columns).map(({ name }) => identifier(name));
  await copyRows(dataset, columns, file, 'FORMAT json', options);
}

/**
 * Writes the data card (Markdown).
 * @throws CogymError `storeDamaged`, `fileExists`, `writeFailed`
 */
export async function exportCard(dataset: Dataset, file: string, options: ExportOptions = {}): Promise<void> {
  checkFree(file, options);
  writeAtomically(file, await dataCard(dataset));
}

const TYPE_NAMES = {
  VARCHAR: 'text',
  'VARCHAR[]': 'list',
  BIGINT: 'int64',
  INTEGER: 'int32',
  BOOLEAN: 'bool',
  DOUBLE: 'double',
  FLOAT: 'float',
} as const;

function chosenColumns({ manifest }: Dataset, names: readonly string[] | undefined): ColumnDescription[] {
  const all = describeColumns(manifest);
  return (names ?? all.map(({ name }) => name)).map((name) => {
    const column = all.find((candidate) => candidate.name === name);
    if (column !== undefined) return column;
    const near = nearest(
      name,
      all.map((candidate) => candidate.name),
    );
    throw new CogymError(
      'unknownColumn',
      `the data set has no column '${name}'; nearest: ${near.join(', ')}. All are in cogym dataset info`,
    );
  });
}

async function copyRows(
  dataset: Dataset,
  columns: readonly string[],
  file: string,
  format: string,
  options: ExportOptions,
): Promise<void> {
  checkFree(file, options);
  await checkRows(dataset);
  const sql = `SELECT ${columns.join(', ')} FROM ${rowsSql(dataset)} ORDER BY run_id, evaluation`;
  await copyTo(file, sql, format);
}

function checkFree(file: string, { overwrite = false }: ExportOptions): void {
  if (overwrite || !existsSync(file)) return;
  throw new CogymError('fileExists', `${file} is there already; choose another --out, or replace it with --overwrite`);
}
