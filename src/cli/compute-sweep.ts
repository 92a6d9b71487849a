/** A sweep on this machine's threads or on the workers of a queue, as commands run it. */
import { CogymError } from '../errors.js';
import type { Executor } from '../experiments/executor.js';
import { queueExecutor } from '../experiments/queue/queue-executor.js';
import type { PartsOutcome } from '../experiments/run.js';
import { runSweep, type SweepOptions } from '../experiments/sweep/run-sweep.js';
import type { SweepSpec } from '../experiments/sweep/spec.js';
import { threadPool } from '../experiments/thread-pool.js';
import { interruptible } from './interruptible.js';

export interface ComputeOptions extends Pick<SweepOptions, 'force' | 'shard'> {
  readonly workers: number;
  /** Address of a queue whose workers compute the runs, in place of this machine's threads. */
  readonly queue?: string | undefined;
  readonly quiet: boolean;
}

/** Computes what `folder` does not hold yet, with progress, until the end or Ctrl-C. */
export async function computeSweep(
  spec: SweepSpec,
  folder: string,
  { workers, queue, quiet, ...options }: ComputeOptions,
): Promise<PartsOutcome> {
  if (!Number.isInteger(workers) || workers < 1) {
    throw new CogymError('usage', `--workers is a number of threads from 1, not ${workers}`);
  }
  const executor = await executorFor(spec, workers, queue);
  const work = interruptible(quiet, (hooks) =>
    runSweep(spec, folder, { ...hooks, ...options, ...(executor && { executor }) }),
  );
  return work.finally(() => executor?.close());
}

async function executorFor(spec: SweepSpec, workers: number, queue: string | undefined): Promise<Executor | undefined> {
  if (queue !== undefined) return queueExecutor(queue, spec.modules);
  return workers > 1 ? threadPool(workers, spec.modules) : undefined;
}
