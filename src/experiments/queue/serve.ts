/** A worker of the queue: computes the runs that it is given until it is told to stop. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job, Worker } from 'bullmq';
import { CogymError } from '../../errors.js';
import { makeFolder } from '../disk.js';
import { parquetFile, runsFolder } from '../execute.js';
import { type Executor, joinReports, type RunReport } from '../executor.js';
import { type Experiment, parseSpec, resolve } from '../spec.js';
import { threadPool } from '../thread-pool.js';
import { type Run, workList } from '../work-list.js';
import { openBullMq, QUEUE } from './connection.js';
import type { JobFailure, RunJob, RunResult } from './job.js';

export interface ServeOptions {
  /** Runs computed at the same time, each on a thread of its own. */
  readonly threads: number;
  /** Called with each run that this worker has finished. */
  readonly onRun?: (run: Run) => void;
}

export interface Server {
  /** Stops after the runs under way. */
  close(): Promise<void>;
}

/** A worker that has not renewed its hold on a run for this long (in ms) is dead, and another one takes the run. */
const LOCK = 10_000;
/** How often a run may lose its worker. */
const MAX_DEATHS = 100;
/** Time between two reports, in ms. */
const REPORT_INTERVAL = 500;

/**
 * Serves the queue at `url`.
 * @throws CogymError `usage`, `queueMissing`, `queueUnreachable`
 */
export async function serveQueue(url: string, { threads, onRun }: ServeOptions): Promise<Server> {
  const { Worker, UnrecoverableError } = await openBullMq(url);
  const pools = new Map<string, Executor>();
  const poolFor = (modules: readonly string[]): Executor => {
    const key = JSON.stringify(modules);
    const pool = pools.get(key) ?? threadPool(threads, modules);
    pools.set(key, pool);
    return pool;
  };
  const worker: Worker<RunJob, RunResult> = new Worker(
    QUEUE,
    async (job) => {
      try {
        const result = await compute(job, poolFor(job.data.modules));
        onRun?.(job.data.run);
        return result;
      } catch (error) {
        throw new UnrecoverableError(failureText(error));
      }
    },
    {
      connection: { url, maxRetriesPerRequest: null },
      concurrency: threads,
      lockDuration: LOCK,
      stalledInterval: LOCK / 2,
      maxStalledCount: MAX_DEATHS,
    },
  );
  worker.on('error', () => {}); // a lost connection: BullMQ connects again
  return {
    async close() {
      await worker.close();
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

async function compute(job: Job<RunJob, RunResult>, pool: Executor): Promise<RunResult> {
  const { run, modules } = job.data;
  for (const module of modules) await import(module);
  const experiment = experimentOf(job.data);
  const folder = mkdtempSync(join(tmpdir(), 'cogym-worker-'));
  try {
    makeFolder(runsFolder(folder));
    const report = throttled((progress) => void job.updateProgress(progress).catch(() => {}));
    await pool.execute({ experiment, run, folder }, { onReport: report, stop: () => false });
    return { parquet: readFileSync(parquetFile(folder, run)).toString('base64') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The experiment of one run.
 * @throws CogymError `versionMismatch` when this package has another version of the problem than the coordinator's
 */
function experimentOf({ problem, options, preset, run }: RunJob): Experiment {
  const { agent: name, hyperparameters, budget, strategy, seed, batch } = run;
  const experiment = resolve(
    parseSpec({
      name: 'queued',
      problem,
      options,
      ...(preset && { preset }),
      agents: [{ name, hyperparameters, budget }],
      strategies: [strategy],
      seeds: [seed],
      budget,
      batch,
    }),
  );
  const [same] = workList(experiment);
  if (same?.key === run.key) return experiment;
  throw new CogymError(
    'versionMismatch',
    `this worker's ${problem} or ${name} is not the coordinator's: install the same version of codesign-gym on both`,
  );
}

function throttled(send: (report: RunReport) => void): (report: RunReport) => void {
  let waiting: RunReport | undefined;
  let sent = Number.NEGATIVE_INFINITY;
  return (report) => {
    waiting = waiting === undefined ? report : joinReports(waiting, report);
    if (performance.now() - sent < REPORT_INTERVAL) return;
    send(waiting);
    waiting = undefined;
    sent = performance.now();
  };
}

function failureText(error: unknown): string {
  const { code = 'workerFailed', message, path } = error as Partial<CogymError> & Error;
  return JSON.stringify({ code, message, path } satisfies JobFailure);
}
