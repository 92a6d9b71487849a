/** A sweep's folder: `sweep.json` and one folder of runs for each problem. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CogymError } from '../../errors.js';
import { hashOf } from '../canonical.js';
import { makeFolder, type Write, writeAtomically } from '../disk.js';
import { readJson } from '../read-json.js';
import { parseSweep, type SweepSpec } from './spec.js';

const NAME = 'sweep.json';

export interface StudyFile {
  readonly format: 1;
  readonly spec: SweepSpec;
}

/** Folder of a problem's runs: an experiment folder like any other. */
export const partFolder = (folder: string, name: string): string => join(folder, name);

/**
 * The sweep that `folder` holds.
 * @throws CogymError `storeMissing` when it holds none, `specUnreadable`, `badRequest`
 */
export function requireStudy(folder: string): SweepSpec {
  const file = join(folder, NAME);
  if (!existsSync(file))
    throw new CogymError('storeMissing', `${folder} holds no sweep: it has no ${NAME}. Name the folder given to --out`);
  const { format, spec } = readJson(file, 'sweep') as Partial<StudyFile>;
  if (format !== 1)
    throw new CogymError('specUnreadable', `${file} is not a sweep of format 1; start it again with its file`);
  return parseSweep(spec, folder);
}

/** Makes the folder of a sweep, or takes it over when its runs are of the same problems. */
export function writeStudy(folder: string, spec: SweepSpec, write?: Write): void {
  makeFolder(folder);
  writeAtomically(join(folder, NAME), `${JSON.stringify({ format: 1, spec } satisfies StudyFile, null, 2)}\n`, write);
}

/** Hash of what a sweep computes, wherever its files are. */
export const sweepHash = ({ out: _, modules, ...spec }: SweepSpec): string =>
  hashOf({ ...spec, modules: modules.map((url) => url.split('/').at(-1)) });
