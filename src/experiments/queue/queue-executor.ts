/** Runs on the workers of a queue, on as many machines as there are; results come back as files. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Job, Queue, QueueEvents } from 'bullmq';
import { CogymError } from '../../errors.js';
import { writeAtomically } from '../disk.js';
import { parquetFile } from '../execute.js';
import type { Executor, RunHooks, RunReport, RunTask } from '../executor.js';
import { openBullMq, QUEUE } from './connection.js';
import type { JobFailure, RunJob, RunResult } from './job.js';

/** Runs that wait in the queue at the same time. */
const IN_FLIGHT = 256;
/** Time between two looks whether to stop, in ms. */
const STOP_INTERVAL = 200;
/** Time for the server to answer a farewell, in ms. */
const CLOSE_TIMEOUT = 3000;
/** How long results stay in the queue for a coordinator that was killed, in s. */
const KEEP = 7 * 24 * 3600;

/**
 * An executor that hands runs to `cogym worker` processes. A run whose worker dies goes to another one; a result that a
 * killed coordinator has not fetched is fetched by the next; each run is written once, whoever computed it.
 * @throws CogymError `usage`, `queueMissing`, `queueUnreachable`
 */
export async function queueExecutor(url: string, modules: readonly string[] = []): Promise<Executor> {
  const { Queue, QueueEvents } = await openBullMq(url);
  const connection = { url, maxRetriesPerRequest: null };
  const queue: Queue<RunJob, RunResult> = new Queue(QUEUE, { connection });
  const events = new QueueEvents(QUEUE, { connection });
  // Each waiting run listens to both.
  events.setMaxListeners(0);
  queue.setMaxListeners(0);
  await events.waitUntilReady();
  return {
    concurrency: IN_FLIGHT,
    execute: (task, hooks) => computeRemotely(queue, events, modules, task, hooks),
    async close() {
      const closed = Promise.all([queue.close(), events.close()]);
      // With the server gone a proper farewell would wait for its return.
      if ((await Promise.race([closed, delay(CLOSE_TIMEOUT, 'late', { ref: false })])) === 'late') {
        await Promise.all([queue.disconnect(), events.disconnect()]);
      }
    },
  };
}

async function computeRemotely(
  queue: Queue<RunJob, RunResult>,
  events: QueueEvents,
  modules: readonly string[],
  { experiment, folder, run }: RunTask,
  hooks: RunHooks,
): Promise<boolean> {
  const { problem, options, preset } = experiment.spec;
  const data: RunJob = { problem, options, ...(preset && { preset }), run, modules };
  await forgetFailure(queue, run.key);
  // The key as id: a job of an earlier attempt is taken up instead of added again.
  const job = await queue.add('run', data, {
    jobId: run.key,
    removeOnComplete: { age: KEEP },
    removeOnFail: { age: KEEP },
  });
  const onProgress = ({ jobId, data: report }: { jobId: string; data: unknown }): void => {
    if (jobId === run.key) hooks.onReport(report as RunReport);
  };
  events.on('progress', onProgress);
  try {
    const result = await untilFinished(job, events, hooks);
    if (result === undefined) return false;
    writeAtomically(parquetFile(folder, run), Buffer.from(result.parquet, 'base64'));
    await job.remove();
    return true;
  } finally {
    events.off('progress', onProgress);
  }
}

/** A job that failed before (its cause may be mended by now) must not answer for this attempt. */
async function forgetFailure(queue: Queue<RunJob, RunResult>, id: string): Promise<void> {
  const earlier = await queue.getJob(id);
  if (earlier !== undefined && (await earlier.isFailed())) await earlier.remove();
}

/** The result, or undefined once `hooks` say to stop: a job that no worker has begun is taken back. */
async function untilFinished(
  job: Job<RunJob, RunResult>,
  events: QueueEvents,
  hooks: RunHooks,
): Promise<RunResult | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const stopped = new Promise<undefined>((settle) => {
    timer = setInterval(() => {
      if (hooks.stop()) settle(undefined);
    }, STOP_INTERVAL);
  });
  const finished = job.waitUntilFinished(events).catch((error: Error) => {
    throw failureOf(error.message);
  });
  try {
    const result = await Promise.race([finished, stopped]);
    if (result === undefined) {
      finished.catch(() => {});
      await job.remove().catch(() => {}); // a worker has it: its result waits for the next attempt
    }
    return result;
  } finally {
    clearInterval(timer);
  }
}

/** The error that a worker has met. */
function failureOf(text: string): CogymError {
  try {
    const { code, message, path } = JSON.parse(text) as JobFailure;
    return new CogymError(code, message, path);
  } catch {
    return new CogymError('workerFailed', `a worker failed: ${text}`);
  }
}
