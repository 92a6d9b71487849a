/** The data sets below a folder. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CogymError } from '../../errors.js';
import { folderPart, type Part } from './parts.js';

/** A data set in a list, or a folder whose manifest cannot be read. */
export interface Listed {
  readonly path: string;
  readonly kind: 'experiment' | 'dataset' | 'damaged';
  readonly problems: readonly string[];
  readonly agents: readonly string[];
  readonly runs: number;
  /** Runs that have not come to their end. */
  readonly unfinished: number;
  readonly rows: number;
  /** Size of the Parquet files. */
  readonly bytes: number;
  /** `''` for a damaged one. */
  readonly schemaHash: string;
  /** What is wrong with a damaged one. */
  readonly error?: string;
}

/**
 * All experiments and merged data sets in `folder` and below, sorted by path. Manifests are read, rows are not.
 * @throws CogymError `storeMissing` when there is no such folder
 */
export function listDatasets(folder: string): Listed[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new CogymError('storeMissing', `there is no folder ${folder}`);
  }
  const own = listed(folder);
  if (own !== undefined) return [own];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort()
    .flatMap((name) => (name === 'node_modules' ? [] : listDatasets(join(folder, name))));
}

function listed(path: string): Listed | undefined {
  try {
    const part = folderPart(path);
    return part && describe(part);
  } catch (error) {
    const empty = { problems: [], agents: [], runs: 0, unfinished: 0, rows: 0, bytes: 0, schemaHash: '' };
    return { path, kind: 'damaged', ...empty, error: (error as Error).message };
  }
}

function describe({ path, kind, manifest, files, unfinished }: Part): Listed {
  return {
    path,
    kind,
    problems: [...new Set(manifest.problems.map(({ id }) => id))],
    agents: Object.keys(manifest.hyperparameterGrid),
    runs: manifest.counts.runs,
    unfinished,
    rows: manifest.counts.evaluations,
    bytes: files.reduce((sum, file) => sum + (existsSync(file) ? statSync(file).size : 0), 0),
    schemaHash: manifest.schemaHash,
  };
}
