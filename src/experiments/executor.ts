/** Where runs are computed: in this thread, on worker threads, or on other machines. */
import { compareScores, type Score, scoreOf } from '../design/compare.js';
import type { Write } from './disk.js';
import { execute } from './execute.js';
import type { LogLine } from './run-log.js';
import type { Experiment } from './spec.js';
import type { Run } from './work-list.js';

/** A run with what it runs on. */
export interface RunTask {
  readonly experiment: Experiment;
  /** Folder of the experiment's results. */
  readonly folder: string;
  readonly run: Run;
}

/** What some batches of one run brought. */
export interface BatchReport {
  readonly evaluations: number;
  /** How many of them came from the log of an earlier attempt. */
  readonly replayed: number;
  /** The best of them. */
  readonly best: Score | undefined;
}

export interface RunHooks {
  onBatch(report: BatchReport): void;
  /** Asked often: stop, keeping what was evaluated? */
  stop(): boolean;
}

export interface Executor {
  /** Runs that it can compute at the same time. */
  readonly concurrency: number;
  /** Computes a run until its Parquet file is in the folder; false when it was stopped before. */
  execute(task: RunTask, hooks: RunHooks): Promise<boolean>;
  close(): Promise<void>;
}

/** One run after another in this thread. `write` replaces writing to files; for tests. */
export const inline = (write?: Write): Executor => ({
  concurrency: 1,
  execute: ({ experiment, run, folder }, hooks) =>
    execute(experiment.problem, run, folder, {
      write,
      stop: () => hooks.stop(),
      onBatch: (lines, replayed) => hooks.onBatch(reportOf(lines, replayed, experiment.problem.objectives.length)),
    }),
  close: async () => {},
});

/** The report on one batch's evaluations of a problem with so many objectives. */
export function reportOf(lines: readonly LogLine[], replayed: number, objectives: number): BatchReport {
  let best: Score | undefined;
  for (const { result } of lines) {
    const score = scoreOf(result, objectives);
    if (best === undefined || compareScores(score, best) < 0) best = score;
  }
  return { evaluations: lines.length, replayed, best };
}
