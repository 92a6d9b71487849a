/** Puts data sets together into one: a folder with one Parquet file, a manifest and a data card. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CogymError } from '../../errors.js';
import { makeFolder, writeAtomically } from '../disk.js';
import { copyTo, PARQUET } from '../duckdb.js';
import { writeManifest } from '../manifest.js';
import { dataCard } from './card.js';
import { type Dataset, openDataset } from './dataset.js';
import { DATA_FILE } from './parts.js';
import { checkRows, rowsSql } from './sql.js';

export interface MergeOptions {
  /** Puts rows together whose schema hashes, options or versions differ, where that is possible at all. */
  readonly force?: boolean;
  /** Terms under which the merged rows may be used; default: those of the parts. */
  readonly licence?: string;
}

/**
 * Writes the rows of all finished runs in `paths` into `folder`, sorted by run and evaluation. A run that several parts
 * hold comes once. The files are the same bits whatever the order of `paths`, and whether they are merged at once or one
 * after the other.
 * @returns the new data set
 * @throws CogymError as `readRows`; `otherDataset` when `folder` holds anything, `writeFailed`
 */
export async function mergeDatasets(
  paths: readonly string[],
  folder: string,
  { force = false, licence }: MergeOptions = {},
): Promise<Dataset> {
  const dataset = openDataset(paths, { force });
  return writeDataset(
    licence === undefined ? dataset : { ...dataset, manifest: { ...dataset.manifest, licence } },
    folder,
  );
}

/**
 * Writes `dataset` into `folder`: its rows, its manifest, its data card.
 * @throws CogymError `otherDataset` when `folder` holds anything, `storeDamaged`, `writeFailed`
 */
export async function writeDataset(dataset: Dataset, folder: string): Promise<Dataset> {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new CogymError('otherDataset', `${folder} is not empty; choose another --out, or delete it`);
  }
  await checkRows(dataset);
  makeFolder(folder);
  await copyTo(join(folder, DATA_FILE), `SELECT * FROM ${rowsSql(dataset)} ORDER BY run_id, evaluation`, PARQUET);
  writeManifest(folder, dataset.manifest);
  const written = openDataset(folder);
  writeAtomically(join(folder, 'README.md'), await dataCard(written));
  return written;
}
