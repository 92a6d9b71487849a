/** The folder of one experiment while its runs are computed: locked, with its manifest kept up to date. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { prepareSearcher } from '../../agents/index.js';
import { CogymError } from '../errors.js';
import { makeFolder, type Write, writeError } from './disk.js';
import { logFile, parquetFile, runsFolder } from './execute.js';
import { lockFolder } from './lock.js';
import { type Manifest, type ManifestRun, makeManifest, readManifest, schemaHash, writeManifest } from './manifest.js';
import { countRows } from './parquet.js';
import type { Experiment } from './spec.js';
import { problemHash, type Run, workList } from './work-list.js';

export interface OpenOptions {
  /** Moves what another experiment left in the folder to `<folder>.old-<n>` instead of refusing. */
  readonly force?: boolean;
  /** Replaces writing to files; for tests. */
  readonly write?: Write | undefined;
  /** Which runs of the experiment are wanted here; default: all. */
  readonly wants?: (run: Run) => boolean;
}

/** Time between two writings of the manifest while runs end, in ms: the runs' own files say what is done. */
const SAVE_INTERVAL = 2000;

export class RunFolder {
  readonly experiment: Experiment;
  readonly folder: string;
  /** The wanted runs, in order. */
  readonly list: readonly Run[];
  #previous: Manifest | undefined;
  readonly #runs: Map<string, ManifestRun>;
  readonly #write: Write | undefined;
  readonly #unlock: () => void;
  #saved = Number.NEGATIVE_INFINITY;

  private constructor(
    experiment: Experiment,
    folder: string,
    list: readonly Run[],
    runs: Map<string, ManifestRun>,
    previous: Manifest | undefined,
    write: Write | undefined,
    unlock: () => void,
  ) {
    this.experiment = experiment;
    this.folder = folder;
    this.list = list;
    this.#runs = runs;
    this.#previous = previous;
    this.#write = write;
    this.#unlock = unlock;
  }

  /**
   * Makes the folder, or takes it over with the finished runs that it holds: those of the experiment are not computed
   * again, those of other seeds, agents or budgets on the same problem are kept and listed. Call `close` in any case.
   * @throws CogymError `otherExperiment`, `folderBusy`, `writeFailed`, `manifestDamaged`, `storeDamaged`
   */
  static async open(experiment: Experiment, folder: string, options: OpenOptions = {}): Promise<RunFolder> {
    const previous = prepare(experiment, folder, options.force ?? false);
    const unlock = lockFolder(folder);
    try {
      // The manifest names the backend of the agents' networks, wherever they are computed.
      for (const { name } of experiment.agents) await prepareSearcher(name);
      const list = workList(experiment).filter(options.wants ?? (() => true));
      const wanted = new Set(list.map(({ key }) => key));
      const others = previous?.runs.filter(({ key, done }) => done && !wanted.has(key)) ?? [];
      const runs = new Map<string, ManifestRun>(others.map((run) => [run.key, run]));
      for (const run of list) runs.set(run.key, { ...run, done: await isDone(folder, run) });
      const opened = new RunFolder(experiment, folder, list, runs, previous, options.write, unlock);
      opened.save();
      return opened;
    } catch (error) {
      unlock();
      throw error;
    }
  }

  isDone(run: Run): boolean {
    return this.#runs.get(run.key)?.done ?? false;
  }

  /** Notes that the file of `run` is there. */
  finish(run: Run): void {
    this.#runs.set(run.key, { ...run, done: true });
    if (performance.now() - this.#saved > SAVE_INTERVAL) this.save();
  }

  /** Writes the manifest. */
  save(): Manifest {
    const manifest = makeManifest(this.experiment, [...this.#runs.values()], this.#previous);
    writeManifest(this.folder, manifest, this.#write);
    this.#previous = manifest;
    this.#saved = performance.now();
    return manifest;
  }

  /** Lets other processes have the folder. */
  close(): void {
    this.#unlock();
  }
}

/** Makes the folder, or checks that what it holds fits; returns its manifest. */
function prepare(experiment: Experiment, folder: string, force: boolean): Manifest | undefined {
  let previous = existsSync(folder) ? readManifest(folder) : undefined;
  if (previous !== undefined && !fits(experiment, previous)) {
    if (!force) {
      throw new CogymError(
        'otherExperiment',
        `${folder} holds results of '${previous.spec.name}' on ${previous.problem.id}, which ${difference(experiment, previous)}. ` +
          `Choose another --out, or move the old results aside with --force.`,
      );
    }
    moveAside(folder);
    previous = undefined;
  }
  makeFolder(runsFolder(folder));
  return previous;
}

const fits = (experiment: Experiment, manifest: Manifest): boolean =>
  manifest.schemaHash === schemaHash(experiment.problem) && manifest.problem.hash === problemHash(experiment);

function difference(experiment: Experiment, manifest: Manifest): string {
  return manifest.schemaHash === schemaHash(experiment.problem)
    ? 'has other options or another version'
    : 'has other parameters or metrics (the schema hashes differ)';
}

function moveAside(folder: string): void {
  let n = 1;
  while (existsSync(`${folder}.old-${n}`)) n++;
  try {
    renameSync(folder, `${folder}.old-${n}`);
  } catch (error) {
    throw writeError(folder, error);
  }
}

/** Whether the run's Parquet file is there with all its rows. A log beside it is left from a crash while tidying up. */
async function isDone(folder: string, run: Run): Promise<boolean> {
  const file = parquetFile(folder, run);
  if (!existsSync(file)) return false;
  const rows = await countRows(file);
  if (rows !== run.budget) {
    throw new CogymError(
      'storeDamaged',
      `${file} has ${rows} rows instead of ${run.budget}. Delete it and resume to compute this run again.`,
    );
  }
  rmSync(logFile(folder, run), { force: true });
  return true;
}
