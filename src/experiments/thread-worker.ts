/** What a worker thread does: one run at a time, told by `thread-pool.ts`. */
import type { MessagePort } from 'node:worker_threads';
import { makeProblem } from '../../envs/index.js';
import type { Problem } from '../design/problem.js';
import { CogymError } from '../errors.js';
import { canonicalJson } from './canonical.js';
import { computeLog } from './execute.js';
import './proxy/cost-model.js';
import { joinReports, type RunReport, reportOf } from './executor.js';
import type { ExperimentSpec } from './spec.js';
import type { Run } from './work-list.js';

/** The run to compute: plain data, which a thread can be sent. */
export interface ThreadTask extends Pick<ExperimentSpec, 'problem' | 'options' | 'preset'> {
  readonly run: Run;
  readonly folder: string;
  /** Modules that register problems of the user's own. */
  readonly modules: readonly string[];
  /** Takes reports. */
  readonly port: MessagePort;
  /** One number: not 0 when the run should stop. */
  readonly stop: Int32Array;
}

export interface ThreadAnswer {
  readonly finished: boolean;
  /** An error as plain data: a thread cannot send one with all its fields. */
  readonly error?: { readonly code: string; readonly message: string; readonly path: string | undefined };
}

/** Time between two reports, in ms. */
const REPORT_INTERVAL = 100;

const problems = new Map<string, Problem>();

async function problemOf({ problem: id, options, preset, modules }: ThreadTask): Promise<Problem> {
  for (const module of modules) await import(module);
  const key = canonicalJson({ id, options, preset });
  const known = problems.get(key) ?? makeProblem(id, options, preset);
  problems.set(key, known);
  return known;
}

/** Computes the log of the run of `task` and answers whether it came to its end. */
export default async function compute(task: ThreadTask): Promise<ThreadAnswer> {
  const { run, folder, port, stop } = task;
  try {
    const problem = await problemOf(task);
    let waiting: RunReport | undefined;
    let reported = performance.now();
    const finished = await computeLog(problem, run, folder, {
      stop: () => Atomics.load(stop, 0) !== 0,
      onBatch(lines, replayed) {
        const report = reportOf(lines, replayed, problem.objectives.length);
        waiting = waiting === undefined ? report : joinReports(waiting, report);
        if (performance.now() - reported < REPORT_INTERVAL) return;
        port.postMessage(waiting);
        waiting = undefined;
        reported = performance.now();
      },
    });
    if (waiting !== undefined) port.postMessage(waiting);
    return { finished };
  } catch (error) {
    if (!(error instanceof CogymError)) throw error;
    return { finished: false, error: { code: error.code, message: error.message, path: error.path } };
  } finally {
    port.close();
  }
}
