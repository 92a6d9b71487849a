/**
 * The thread that starts the threads of a {@link WorkerVectorEnv} and notices when one dies, however it dies. The main
 * thread cannot: it blocks while it waits for results, and the end of a thread is an event.
 */
import { Worker, workerData } from 'node:worker_threads';
import { workerModule } from '../worker-module.js';
import { CALL, DEAD, type Death, type EnvThread, IDLE, STEP, type SupervisorData } from './thread-protocol.js';

const { threads, port } = workerData as SupervisorData;
const { filename, execArgv } = workerModule('env-thread', import.meta.url);

for (const thread of threads) {
  const worker = new Worker(new URL(filename), { workerData: thread, transferList: [thread.port], execArgv });
  let reason: string | undefined;
  worker.on('error', (error: NodeJS.ErrnoException) => {
    reason = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'it ran out of memory' : String(error);
  });
  worker.on('exit', (status) => bury(thread, reason ?? `it exited with status ${status}`));
}

/** Tells the main thread before it wakes; a thread that was closed is idle and nobody waits for it. */
function bury({ index, states }: EnvThread, reason: string): void {
  port.postMessage({ index, reason } satisfies Death);
  for (const state of [IDLE, STEP, CALL]) Atomics.compareExchange(states, index, state, DEAD);
  Atomics.notify(states, index);
}
