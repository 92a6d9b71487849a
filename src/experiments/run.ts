/** Runs an experiment into a folder, and goes on where an earlier attempt stopped. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { compareScores, type Score, scoreOf } from '../design/compare.js';
import { CogymError } from '../errors.js';
import { makeFolder, type Write, writeError } from './disk.js';
import { execute, logFile, parquetFile, runsFolder } from './execute.js';
import { lockFolder } from './lock.js';
import { type Manifest, type ManifestRun, makeManifest, readManifest, schemaHash, writeManifest } from './manifest.js';
import { countRows } from './parquet.js';
import type { LogLine } from './run-log.js';
import type { Experiment } from './spec.js';
import { problemHash, type Run, workList } from './work-list.js';

/** How far an experiment is; what progress displays show. */
export interface RunProgress {
  readonly runs: number;
  readonly runsDone: number;
  /** Evaluations of all runs, and how many of them are there. */
  readonly evaluations: number;
  readonly evaluationsDone: number;
  /** Evaluations computed by this call, without those that were there before. */
  readonly computed: number;
  /** Best so far of each agent, over seeds and strategies. */
  readonly best: ReadonlyMap<string, Score>;
}

export interface RunOptions {
  /** Moves what another experiment left in the folder to `<folder>.old-<n>` instead of refusing. */
  readonly force?: boolean;
  readonly onProgress?: (progress: RunProgress) => void;
  /** Asked after every batch: stop there? */
  readonly stop?: () => boolean;
  /** Replaces writing to files; for tests. */
  readonly write?: Write;
}

export interface Outcome {
  readonly manifest: Manifest;
  /** False when `stop` ended it early. */
  readonly finished: boolean;
  readonly computed: number;
}

/**
 * Computes all runs of `experiment` that `folder` does not hold yet. The folder may hold finished runs of the same
 * problem (other seeds, agents or budgets); they are kept and listed.
 * @throws CogymError `otherExperiment`, `folderBusy`, `writeFailed`, `manifestDamaged`, `storeDamaged`, `logDamaged`, `logDiverged`
 */
export async function runExperiment(
  experiment: Experiment,
  folder: string,
  options: RunOptions = {},
): Promise<Outcome> {
  const previous = prepareFolder(experiment, folder, options.force ?? false);
  const unlock = lockFolder(folder);
  try {
    return await runAll(experiment, folder, previous, options);
  } finally {
    unlock();
  }
}

async function runAll(
  experiment: Experiment,
  folder: string,
  previous: Manifest | undefined,
  options: RunOptions,
): Promise<Outcome> {
  const list = workList(experiment);
  const wanted = new Set(list.map(({ key }) => key));
  const others = previous?.runs.filter(({ key, done }) => done && !wanted.has(key)) ?? [];
  const runs = new Map<string, ManifestRun>(others.map((run) => [run.key, run]));
  for (const run of list) runs.set(run.key, { ...run, done: await isDone(folder, run) });
  const save = (): Manifest => {
    const manifest = makeManifest(experiment, [...runs.values()], previous);
    writeManifest(folder, manifest, options.write);
    return manifest;
  };
  save();
  const tracker = new Tracker(
    experiment,
    list,
    list.filter(({ key }) => runs.get(key)?.done),
  );
  options.onProgress?.(tracker.progress);
  for (const run of list) {
    if (runs.get(run.key)?.done) continue;
    const finished = await execute(experiment.problem, run, folder, {
      write: options.write,
      stop: options.stop,
      onBatch: (lines, replayed) => {
        tracker.add(run, lines, replayed);
        options.onProgress?.(tracker.progress);
      },
    });
    if (!finished) return { manifest: save(), finished: false, computed: tracker.progress.computed };
    runs.set(run.key, { ...run, done: true });
    tracker.finish();
    options.onProgress?.(tracker.progress);
    save();
  }
  return { manifest: save(), finished: true, computed: tracker.progress.computed };
}

/** Makes the folder, or checks that what it holds fits; returns its manifest. */
function prepareFolder(experiment: Experiment, folder: string, force: boolean): Manifest | undefined {
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

class Tracker {
  readonly #objectives: number;
  readonly #runs: number;
  readonly #evaluations: number;
  readonly #best = new Map<string, Score>();
  #runsDone: number;
  #evaluationsDone: number;
  #computed = 0;

  constructor(experiment: Experiment, list: readonly Run[], done: readonly Run[]) {
    const total = (runs: readonly Run[]): number => runs.reduce((sum, { budget }) => sum + budget, 0);
    this.#objectives = experiment.problem.objectives.length;
    this.#runs = list.length;
    this.#evaluations = total(list);
    this.#runsDone = done.length;
    this.#evaluationsDone = total(done);
  }

  add(run: Run, lines: readonly LogLine[], replayed: number): void {
    this.#evaluationsDone += lines.length;
    this.#computed += lines.length - replayed;
    for (const { result } of lines) {
      const score = scoreOf(result, this.#objectives);
      const best = this.#best.get(run.agent);
      if (best === undefined || compareScores(score, best) < 0) this.#best.set(run.agent, score);
    }
  }

  finish(): void {
    this.#runsDone++;
  }

  get progress(): RunProgress {
    return {
      runs: this.#runs,
      runsDone: this.#runsDone,
      evaluations: this.#evaluations,
      evaluationsDone: this.#evaluationsDone,
      computed: this.#computed,
      best: this.#best,
    };
  }
}
