/** A sweep on this machine's threads, as commands run it. */
import { CogymError } from '../errors.js';
import type { PartsOutcome } from '../experiments/run.js';
import { runSweep, type SweepOptions } from '../experiments/sweep/run-sweep.js';
import type { SweepSpec } from '../experiments/sweep/spec.js';
import { threadPool } from '../experiments/thread-pool.js';
import { interruptible } from './interruptible.js';

export interface ComputeOptions extends Pick<SweepOptions, 'force' | 'shard'> {
  readonly workers: number;
  readonly quiet: boolean;
}

/** Computes what `folder` does not hold yet, with progress, until the end or Ctrl-C. */
export async function computeSweep(
  spec: SweepSpec,
  folder: string,
  { workers, quiet, ...options }: ComputeOptions,
): Promise<PartsOutcome> {
  if (!Number.isInteger(workers) || workers < 1) {
    throw new CogymError('usage', `--workers is a number of threads from 1, not ${workers}`);
  }
  const executor = workers > 1 ? threadPool(workers, spec.modules) : undefined;
  const work = interruptible(quiet, (hooks) =>
    runSweep(spec, folder, { ...hooks, ...options, ...(executor && { executor }) }),
  );
  return work.finally(() => executor?.close());
}
