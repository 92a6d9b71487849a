/** Brings a folder of runs that a crash or a full disk has damaged back to where it can be read and resumed. */
import { existsSync, renameSync } from 'node:fs';
import { CogymError } from '../../errors.js';
import { writeError } from '../disk.js';
import { logFile, parquetFile, storeLog } from '../execute.js';
import { lockFolder } from '../lock.js';
import { type Manifest, type ManifestRun, readManifest, withRuns, writeManifest } from '../manifest.js';
import { countRows } from '../parquet.js';
import { freeName, type LogRepair, repairLog } from './repair-log.js';

/** What was found of a run that is not simply finished. */
export interface RunRepair extends LogRepair {
  readonly run: string;
  /** Rows that the run has when it is finished. */
  readonly budget: number;
  /**
   * `stored`: all rows were there and now are in its Parquet file. `resumable`: its log is sound, the run can go on.
   * `lost`: its Parquet file could not be read and lies aside; resuming computes it again.
   */
  readonly state: 'stored' | 'resumable' | 'lost';
}

export interface RepairOutcome {
  /** Runs whose Parquet file is whole. */
  readonly whole: number;
  /** Runs that have not begun. */
  readonly missing: number;
  /** All others. */
  readonly repaired: readonly RunRepair[];
}

/**
 * Repairs the experiment in `folder`. Nothing is deleted: what cannot be used is moved to `<file>.cut` (rest of a log) and
 * `<file>.damaged` (Parquet).
 * @throws CogymError `storeMissing`, `folderBusy` while an experiment runs there, `manifestDamaged`, `writeFailed`
 */
export async function repairExperiment(folder: string): Promise<RepairOutcome> {
  const manifest = readManifest(folder);
  if (manifest === undefined) {
    throw new CogymError('storeMissing', `${folder} holds no experiment: it has no manifest.json`);
  }
  const unlock = lockFolder(folder);
  try {
    const outcome = { whole: 0, missing: 0, repaired: [] as RunRepair[] };
    for (const run of manifest.runs) {
      const found = await repairRun(folder, run, manifest.problem);
      if (typeof found === 'string') outcome[found]++;
      else outcome.repaired.push(found);
    }
    const runs = manifest.runs.map((run) => ({ ...run, done: existsSync(parquetFile(folder, run)) }));
    writeManifest(folder, withRuns(manifest, runs));
    return outcome;
  } finally {
    unlock();
  }
}

const untouched: LogRepair = { rows: 0, cutRows: 0, cutBytes: 0, cutFile: undefined };

async function repairRun(
  folder: string,
  run: ManifestRun,
  problem: Manifest['problem'],
): Promise<'whole' | 'missing' | RunRepair> {
  const stored = parquetFile(folder, run);
  if (existsSync(stored)) {
    if (await isWhole(stored, run.budget)) return 'whole';
    moveAside(stored);
    if (!existsSync(logFile(folder, run))) return { run: run.id, budget: run.budget, state: 'lost', ...untouched };
  }
  if (!existsSync(logFile(folder, run))) return 'missing';
  const repair = repairLog(logFile(folder, run));
  const complete = repair.rows === run.budget;
  if (complete) await storeLog(problem, run, folder);
  return { run: run.id, budget: run.budget, state: complete ? 'stored' : 'resumable', ...repair };
}

async function isWhole(file: string, rows: number): Promise<boolean> {
  try {
    return (await countRows(file)) === rows;
  } catch {
    return false;
  }
}

/** Renames a Parquet file that cannot be read to `<file>.damaged`. */
function moveAside(file: string): void {
  try {
    renameSync(file, freeName(`${file}.damaged`));
  } catch (error) {
    throw writeError(file, error);
  }
}
