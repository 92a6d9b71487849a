/** Runs on worker threads of this machine: the same files, bit for bit, as one after another. */
import { MessageChannel } from 'node:worker_threads';
import { Tinypool } from 'tinypool';
import { CogymError } from '../errors.js';
import { workerModule } from '../gym/worker-module.js';
import { rowSource } from './columns.js';
import { storeLog } from './execute.js';
import type { Executor, RunHooks, RunTask } from './executor.js';
import type { ThreadAnswer, ThreadTask } from './thread-worker.js';

/** How often a run whose thread has died is taken up again from its log. */
const ATTEMPTS = 3;

/** Time between two looks whether to stop, in ms. */
const STOP_INTERVAL = 50;

/** No machine has use for more; the pool keeps a place for each. */
const MOST_THREADS = 1024;

/** The longest time that a timer of Node takes, in ms: threads stay until the pool is closed. */
const FOREVER = 2 ** 31 - 1;

/**
 * An executor on up to `threads` worker threads, each started when there is a run for it. A thread that dies (out of
 * memory, a crash of its own) loses nothing: another one goes on from the log of its run.
 * @param modules URLs of modules that register problems of the user's own, imported by each thread
 */
export function threadPool(threads: number, modules: readonly string[] = []): Executor {
  const concurrency = Math.min(threads, MOST_THREADS);
  const pool = new Tinypool({
    ...workerModule('thread-worker', import.meta.url),
    minThreads: 0,
    maxThreads: concurrency,
    idleTimeout: FOREVER,
  });
  // A thread that dies while it has no run: there is nothing to go on with, and the pool starts another one.
  pool.on('error', () => {});
  return {
    concurrency,
    async execute(task, hooks) {
      for (let attempt = 1; ; attempt++) {
        try {
          if (!finishedOf(await compute(pool, task, modules, hooks))) return false;
          break;
        } catch (error) {
          if (error instanceof CogymError) throw error;
          if (attempt === ATTEMPTS) throw died(task, error);
        }
      }
      // Not on the thread: a thread that dies inside the database would take the process with it.
      await storeLog(rowSource(task.experiment.problem), task.run, task.folder);
      return true;
    },
    close: () => pool.destroy(),
  };
}

async function compute(
  pool: Tinypool,
  { experiment: { spec }, run, folder }: RunTask,
  modules: readonly string[],
  hooks: RunHooks,
): Promise<ThreadAnswer> {
  const { problem, options, preset } = spec;
  const { port1, port2 } = new MessageChannel();
  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const timer = setInterval(() => {
    if (hooks.stop()) Atomics.store(stop, 0, 1);
  }, STOP_INTERVAL);
  port1.on('message', hooks.onReport);
  const task: ThreadTask = { problem, options, ...(preset && { preset }), run, folder, modules, port: port2, stop };
  try {
    return (await pool.run(task, { transferList: [port2] })) as ThreadAnswer;
  } finally {
    clearInterval(timer);
    port1.close();
  }
}

function finishedOf({ finished, error }: ThreadAnswer): boolean {
  if (error !== undefined) throw new CogymError(error.code, error.message, error.path);
  return finished;
}

function died({ run }: RunTask, error: unknown): CogymError {
  return new CogymError(
    'workerDied',
    `the thread that computed ${run.id} died ${ATTEMPTS} times: ${(error as Error).message}. What it evaluated is in its log; ` +
      'with too little memory, use fewer --workers.',
  );
}
