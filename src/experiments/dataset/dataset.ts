/** A data set: rows of evaluated designs in Parquet files, and the manifest that says what they are. */
import { CogymError } from '../../errors.js';
import { combineManifests, type DatasetManifest } from './dataset-manifest.js';
import { findParts, type Part } from './parts.js';

export interface Dataset {
  /** What was named. */
  readonly paths: readonly string[];
  /** Of all parts together. */
  readonly manifest: DatasetManifest;
  readonly parts: readonly Part[];
  /** Parquet files. A run that several parts hold is in several of them. */
  readonly files: readonly string[];
}

export interface OpenOptions {
  /** Takes rows together whose schema hashes, options or versions differ, where that is possible at all. */
  readonly force?: boolean;
}

/**
 * Opens folders of experiments, sweeps and merged data sets, or Parquet files in them, as one data set.
 * @throws CogymError `storeMissing` when there is no finished run, `schemaMismatch`, `manifestDamaged`
 */
export function openDataset(paths: string | readonly string[], { force = false }: OpenOptions = {}): Dataset {
  const named = typeof paths === 'string' ? [paths] : paths;
  const parts = named.flatMap(findParts);
  const files = parts.flatMap((part) => part.files);
  if (files.length === 0) throw noFinishedRun(named);
  const manifest = combineManifests(
    parts.map(({ path: from, manifest: own }) => ({ from, manifest: own })),
    force,
  );
  return { paths: named, manifest, parts, files: [...new Set(files)] };
}

export const noFinishedRun = (paths: readonly string[]): CogymError =>
  new CogymError(
    'storeMissing',
    `${paths.join(', ')} holds no finished run; finish it with cogym run --resume or cogym sweep --resume`,
  );
