/** A data set of all whole rows of an experiment, those of runs that never came to their end included. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CogymError } from '../../errors.js';
import { logFile } from '../execute.js';
import { readManifest } from '../manifest.js';
import { writeParquet } from '../parquet.js';
import { readLog } from '../run-log.js';
import type { Dataset } from './dataset.js';
import { combineManifests, fromExperiment } from './dataset-manifest.js';
import { writeDataset } from './merge.js';
import { folderPart, type Part } from './parts.js';

/**
 * Writes the data set of the experiment in `folder` to `out`, with what the live logs of its unfinished runs hold.
 * The experiment stays as it is and can still be resumed.
 * @throws CogymError `storeMissing`, `storeDamaged`, `logDamaged` (repair first), `otherDataset`, `writeFailed`
 */
export async function salvageExperiment(folder: string, out: string): Promise<Dataset> {
  const finished = folderPart(folder);
  const manifest = readManifest(folder);
  if (finished === undefined || manifest === undefined) {
    throw new CogymError('storeMissing', `${folder} holds no experiment: it has no manifest.json`);
  }
  const temporary = mkdtempSync(join(tmpdir(), 'cogym-salvage-'));
  try {
    const stored = new Set(finished.manifest.runs.map(({ key }) => key));
    const cutShort = manifest.runs
      .filter(({ key }) => !stored.has(key))
      .map((run) => ({ ...run, rows: readLog(logFile(folder, run))?.lines.length ?? 0 }))
      .filter(({ rows }) => rows > 0);
    const files = cutShort.map(({ id }) => join(temporary, `${id}.parquet`));
    for (const [i, run] of cutShort.entries()) {
      await writeParquet(manifest.problem, run, logFile(folder, run), files[i] as string);
    }
    const partial: Part = { ...finished, manifest: fromExperiment(manifest, cutShort), files };
    const parts = [finished, partial].filter((part) => part.files.length > 0);
    if (parts.length === 0) throw new CogymError('storeMissing', `${folder} holds no whole row; resume it first`);
    return await writeDataset(
      {
        paths: [folder],
        manifest: combineManifests(parts.map((part) => ({ from: folder, manifest: part.manifest }))),
        parts,
        files: parts.flatMap((part) => part.files),
      },
      out,
    );
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
