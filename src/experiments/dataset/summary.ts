/** What a data set holds, in figures. */
import { statSync } from 'node:fs';
import { type ColumnDescription, describeColumns } from '../columns.js';
import { identifier } from '../duckdb.js';
import type { Dataset } from './dataset.js';
import type { DatasetProblem } from './dataset-manifest.js';
import { ask, checkRows, rowsSql } from './sql.js';

export interface ColumnSummary extends ColumnDescription {
  readonly nulls: number;
  /** Number of different values. */
  readonly distinct: number;
  /** Smallest and largest value; text in the order of its code points. Null without values, and for lists. */
  readonly least: number | string | boolean | null;
  readonly most: number | string | boolean | null;
}

export interface AgentSummary {
  readonly agent: string;
  readonly runs: number;
  readonly rows: number;
  readonly feasible: number;
  /** Different designs. */
  readonly designs: number;
}

export interface DatasetSummary {
  readonly paths: readonly string[];
  readonly schemaHash: string;
  readonly licence: string;
  readonly problems: readonly DatasetProblem[];
  readonly warnings: readonly string[];
  readonly runs: number;
  /** Runs that the folders list but that have not come to their end: their rows are not counted. */
  readonly unfinished: number;
  readonly seeds: number;
  readonly rows: number;
  readonly feasible: number;
  readonly cached: number;
  readonly designs: number;
  /** Size of the Parquet files. */
  readonly bytes: number;
  readonly agents: readonly AgentSummary[];
  /** Broken constraint -> rows that break it. */
  readonly violations: Readonly<Record<string, number>>;
  readonly columns: readonly ColumnSummary[];
}

/**
 * Counts, agents, constraints and the range of every column.
 * @throws CogymError `storeDamaged`, `runsDiffer`
 */
export async function summarizeDataset(dataset: Dataset): Promise<DatasetSummary> {
  await checkRows(dataset);
  const { manifest, parts, files, paths } = dataset;
  const total = await counts(dataset, '');
  const { schemaHash, licence, problems, warnings } = manifest;
  return {
    paths,
    schemaHash,
    licence,
    problems,
    warnings,
    runs: manifest.counts.runs,
    unfinished: parts.reduce((sum, { unfinished }) => sum + unfinished, 0),
    seeds: manifest.seeds.length,
    ...(total[0] as Counts),
    bytes: files.reduce((sum, file) => sum + statSync(file).size, 0),
    agents: (await counts(dataset, 'agent')).map(({ cached: _, ...agent }) => agent as AgentSummary),
    violations: await violations(dataset),
    columns: await ranges(dataset),
  };
}

interface Counts {
  readonly rows: number;
  readonly feasible: number;
  readonly cached: number;
  readonly designs: number;
}

/** Counts for each value of `group`, or of all rows for `''`. */
async function counts(dataset: Dataset, group: 'agent' | ''): Promise<Counts[]> {
  const design = dataset.manifest.parameters.map(({ name }) => identifier(`p_${name}`)).join(', ');
  const wanted = [
    'count(DISTINCT run_id)::INTEGER AS runs',
    'count(*)::INTEGER AS rows',
    'count_if(feasible)::INTEGER AS feasible',
    'count_if(cached)::INTEGER AS cached',
    `count(DISTINCT row(${design}))::INTEGER AS designs`,
  ];
  const grouped = group === '' ? '' : ` GROUP BY ${group} ORDER BY ${group}`;
  const columns = group === '' ? wanted : [group, ...wanted];
  const reader = await ask(dataset, `SELECT ${columns.join(', ')} FROM ${rowsSql(dataset)}${grouped}`);
  return reader.getRowObjectsJS() as unknown as Counts[];
}

async function violations(dataset: Dataset): Promise<Record<string, number>> {
  const reader = await ask(
    dataset,
    `SELECT name, count(*)::INTEGER AS n FROM (SELECT unnest(violations) AS name FROM ${rowsSql(dataset)})
     GROUP BY name ORDER BY name`,
  );
  return Object.fromEntries(reader.getRowsJS().map(([name, n]) => [String(name), Number(n)]));
}

async function ranges(dataset: Dataset): Promise<ColumnSummary[]> {
  const columns = describeColumns(dataset.manifest);
  const parts = columns.flatMap(({ name, type }) => {
    const column = identifier(name);
    const ordered = type === 'VARCHAR[]' ? 'NULL' : column;
    const number = type === 'BIGINT' ? '::DOUBLE' : '';
    return [
      `count_if(${column} IS NULL)::INTEGER`,
      `count(DISTINCT ${column})::INTEGER`,
      `min(${ordered})${number}`,
      `max(${ordered})${number}`,
    ];
  });
  const reader = await ask(dataset, `SELECT ${parts.join(', ')} FROM ${rowsSql(dataset)}`);
  const values = reader.getRowsJS()[0] ?? [];
  return columns.map((column, i) => ({
    ...column,
    nulls: Number(values[4 * i]),
    distinct: Number(values[4 * i + 1]),
    least: values[4 * i + 2] as ColumnSummary['least'],
    most: values[4 * i + 3] as ColumnSummary['most'],
  }));
}
