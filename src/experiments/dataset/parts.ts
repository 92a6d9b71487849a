/** Where the rows of data sets lie: folders of experiments, sweeps and merged data sets, or one Parquet file. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CogymError } from '../../errors.js';
import { parquetFile, runsFolder } from '../execute.js';
import type { Manifest } from '../manifest.js';
import { type DatasetManifest, fromExperiment, readAnyManifest } from './dataset-manifest.js';

/** Rows that one manifest describes. */
export interface Part {
  /** The folder, or the Parquet file, that holds them. */
  readonly path: string;
  readonly kind: 'experiment' | 'dataset';
  readonly manifest: DatasetManifest;
  readonly files: readonly string[];
  /** Runs of an experiment that have no Parquet file yet. */
  readonly unfinished: number;
}

/** The file with all rows of a merged data set, in its folder. */
export const DATA_FILE = 'data.parquet';

/**
 * All data sets at `path`: the file or folder itself, or else the folders below it, as a sweep has them.
 * @throws CogymError `storeMissing`, `manifestDamaged`
 */
export function findParts(path: string): Part[] {
  if (!existsSync(path)) throw missing(path, 'does not exist');
  if (statSync(path).isFile()) return [filePart(path)];
  const own = folderPart(path);
  if (own !== undefined) return [own];
  const below = readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => folderPart(join(path, name)))
    .filter((part) => part !== undefined)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  if (below.length > 0) return below;
  throw missing(path, 'holds no data set: there is no manifest.json in it or in a folder below');
}

/** The data set whose manifest is in `folder`; undefined without a manifest. */
export function folderPart(folder: string): Part | undefined {
  const manifest = readAnyManifest(folder);
  if (manifest === undefined) return undefined;
  if ('kind' in manifest)
    return { path: folder, kind: 'dataset', manifest, files: [join(folder, DATA_FILE)], unfinished: 0 };
  return experimentPart(folder, manifest, () => true);
}

function experimentPart(folder: string, manifest: Manifest, wanted: (file: string) => boolean): Part {
  const finished = manifest.runs
    .map((run) => ({ run, file: parquetFile(folder, run) }))
    .filter(({ run, file }) => run.done || existsSync(file));
  const used = finished.filter(({ file }) => wanted(file));
  return {
    path: folder,
    kind: 'experiment',
    manifest: fromExperiment(
      manifest,
      used.map(({ run }) => ({ ...run, done: true, rows: run.budget })),
    ),
    files: used.map(({ file }) => file),
    unfinished: manifest.runs.length - finished.length,
  };
}

/** A Parquet file, described by the manifest of the folder that it lies in. */
function filePart(file: string): Part {
  const folder = dirname(resolve(file));
  if (basename(file) === DATA_FILE) {
    const part = folderPart(folder);
    if (part !== undefined) return part;
  }
  const above = dirname(folder);
  const manifest = runsFolder(above) === folder ? readAnyManifest(above) : undefined;
  if (manifest !== undefined && !('kind' in manifest)) {
    const part = experimentPart(above, manifest, (other) => basename(other) === basename(file));
    if (part.files.length > 0) return { ...part, path: file, unfinished: 0 };
  }
  throw missing(file, 'is in no data set: the manifest.json that says what its columns mean is missing');
}

const missing = (path: string, why: string): CogymError =>
  new CogymError(
    'storeMissing',
    `${path} ${why}. Name a folder that cogym run, cogym sweep or cogym dataset wrote, or a Parquet file in one`,
  );
