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

/** How far one run is. */
export interface RunReport {
  /** Evaluations of the run so far. */
  readonly evaluations: number;
  /** Evaluations since the report before, without those that came from the log of an earlier attempt. */
  readonly computed: number;
  /** The best since the report before. */
  readonly best: Score | undefined;
}

export interface RunHooks {
  onReport(report: RunReport): void;
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
      onBatch: (lines, replayed) => hooks.onReport(reportOf(lines, replayed, experiment.problem.objectives.length)),
    }),
  close: async () => {},
});

/** The report on one batch, whose first `replayed` evaluations came from the log, of a problem with so many objectives. */
export function reportOf(lines: readonly LogLine[], replayed: number, objectives: number): RunReport {
  let best: Score | undefined;
  for (const { result } of lines) {
    const score = scoreOf(result, objectives);
    if (best === undefined || compareScores(score, best) < 0) best = score;
  }
  return { evaluations: lines.at(-1)?.evaluation ?? 0, computed: lines.length - replayed, best };
}

/** Two reports that follow each other as one. */
export function joinReports(first: RunReport, second: RunReport): RunReport {
  const { best } = first;
  const firstIsBest = best !== undefined && (second.best === undefined || compareScores(best, second.best) <= 0);
  return {
    evaluations: Math.max(first.evaluations, second.evaluations),
    computed: first.computed + second.computed,
    best: firstIsBest ? best : second.best,
  };
}
