/** Runs experiments into their folders, and goes on where an earlier attempt stopped. */
import type { Write } from './disk.js';
import { type Executor, inline, type RunHooks } from './executor.js';
import type { Manifest } from './manifest.js';
import { type Recheck, recheck } from './proxy/recheck.js';
import { RunFolder } from './run-folder.js';
import type { Experiment } from './spec.js';
import { type NamedFolder, type RunProgress, Tracker } from './tracker.js';
import type { Run } from './work-list.js';

export interface RunOptions {
  /** Moves what another experiment left in the folder to `<folder>.old-<n>` instead of refusing. */
  readonly force?: boolean;
  readonly onProgress?: (progress: RunProgress) => void;
  /** Asked after every batch: stop there? */
  readonly stop?: () => boolean;
  /** Replaces writing to files; for tests. */
  readonly write?: Write;
  /** Where runs are computed; default: one after another in this thread. */
  readonly executor?: Executor;
}

export interface Outcome {
  readonly manifest: Manifest;
  /** False when `stop` ended it early. */
  readonly finished: boolean;
  readonly computed: number;
}

/** An experiment with the folder of its results. */
export interface Part {
  /** Name in displays. */
  readonly name: string;
  readonly experiment: Experiment;
  readonly folder: string;
  /** Which of its runs are wanted; default: all. */
  readonly wants?: (run: Run) => boolean;
}

/** What {@link runParts} came to. */
export interface PartsOutcome {
  /** In the order of the parts. */
  readonly manifests: readonly Manifest[];
  /** What each part found on a proxy, simulated; undefined for parts without one. Empty unless finished. */
  readonly simulated: readonly (Recheck | undefined)[];
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
  const part = { name: experiment.spec.name, experiment, folder };
  const { manifests, finished, computed } = await runParts([part], options);
  return { manifest: manifests[0] as Manifest, finished, computed };
}

/**
 * Computes the runs of several experiments that their folders do not hold yet, taking turns, so that an interrupted
 * study knows as much of each. What was found on a proxy is simulated in the end: see {@link recheck}.
 * @throws as {@link runExperiment}; runs that are under way elsewhere come to their batch's end first
 */
export async function runParts(parts: readonly Part[], options: RunOptions = {}): Promise<PartsOutcome> {
  const opened: NamedFolder[] = [];
  const executor = options.executor ?? inline(options.write);
  try {
    for (const { name, experiment, folder, wants } of parts) {
      opened.push({ name, folder: await RunFolder.open(experiment, folder, { ...options, ...(wants && { wants }) }) });
    }
    const tracker = new Tracker(opened);
    options.onProgress?.(tracker.progress);
    let finished = false;
    try {
      finished = await computeAll(opened, tracker, executor, options);
    } finally {
      for (const { folder } of opened) folder.save();
    }
    const manifests = opened.map(({ folder }) => folder.save());
    const simulated: (Recheck | undefined)[] = [];
    if (finished) for (const { folder } of opened) simulated.push(await recheck(folder.experiment, folder.folder));
    return { manifests, simulated, finished, computed: tracker.progress.computed };
  } finally {
    for (const { folder } of opened) folder.close();
  }
}

/** Returns whether every run came to its end. */
async function computeAll(
  folders: readonly NamedFolder[],
  tracker: Tracker,
  executor: Executor,
  options: RunOptions,
): Promise<boolean> {
  const waiting = takingTurns(folders.map(({ folder }) => folder.list.filter((run) => !folder.isDone(run))));
  let failure: { readonly error: unknown } | undefined;
  let stopped = false;
  const stop = (): boolean => stopped || failure !== undefined || (options.stop?.() ?? false);
  const computeOne = async (index: number, run: Run): Promise<void> => {
    const { folder } = folders[index] as NamedFolder;
    const hooks: RunHooks = {
      stop,
      onReport(report) {
        tracker.add(index, run, report);
        options.onProgress?.(tracker.progress);
      },
    };
    const task = { experiment: folder.experiment, folder: folder.folder, run };
    if (!(await executor.execute(task, hooks))) {
      stopped = true;
      return;
    }
    folder.finish(run);
    tracker.finish(index, run);
    options.onProgress?.(tracker.progress);
  };
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !stopped && failure === undefined; next = waiting.shift()) {
      await computeOne(next.index, next.item).catch((error: unknown) => {
        failure ??= { error };
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(executor.concurrency, waiting.length) }, lane));
  if (failure !== undefined) throw failure.error;
  return !stopped;
}

/** The first of each list, then the second of each, and so on; `index` says which list. */
function takingTurns<T>(lists: readonly (readonly T[])[]): { index: number; item: T }[] {
  const turns = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: turns }, (_, turn) =>
    lists.flatMap((list, index) => (turn < list.length ? [{ index, item: list[turn] as T }] : [])),
  ).flat();
}
