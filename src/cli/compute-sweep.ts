/** A sweep on this machine's threads or on the workers of a queue, as commands run it. */
import { availableParallelism } from 'node:os';
import type { Executor } from '../experiments/executor.js';
import { queueExecutor } from '../experiments/queue/queue-executor.js';
import type { PartsOutcome } from '../experiments/run.js';
import { runSweep, type SweepOptions } from '../experiments/sweep/run-sweep.js';
import type { SweepSpec } from '../experiments/sweep/spec.js';
import { threadPool } from '../experiments/thread-pool.js';
import { interruptible, quoted, sayInterrupted } from './interruptible.js';
import { progressOptions, requireCounts } from './options.js';

export interface ComputeArguments {
  readonly workers: number;
  readonly queue?: string | undefined;
  readonly force: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** The options of every command that computes a sweep. */
export const computeOptions = {
  workers: {
    type: 'number',
    default: availableParallelism(),
    describe: 'threads that compute runs at the same time',
  },
  queue: { type: 'string', describe: 'let `cogym worker` processes compute: redis://host:port' },
  force: { type: 'boolean', default: false, describe: 'move results of other problems aside' },
  ...progressOptions,
} as const;

/** Computes what `folder` does not hold yet, with progress, until the end or Ctrl-C. */
export async function computeSweep(
  spec: SweepSpec,
  folder: string,
  { workers, queue, force, json, quiet }: ComputeArguments,
  options: Pick<SweepOptions, 'shard'> = {},
): Promise<PartsOutcome> {
  requireCounts({ workers });
  const executor = await executorFor(spec, workers, queue);
  const work = interruptible(quiet || json, (hooks) =>
    runSweep(spec, folder, { ...hooks, ...options, force, ...(executor && { executor }) }),
  );
  return work.finally(() => executor?.close());
}

/** Computes the sweep of the study that `cogym <command>` analyses; false: it was interrupted, and that was said. */
export async function computeStudy(
  command: string,
  spec: SweepSpec,
  folder: string,
  arguments_: ComputeArguments,
): Promise<boolean> {
  const { finished } = await computeSweep(spec, folder, arguments_);
  if (!finished) sayInterrupted(`cogym ${command} ${quoted(folder)}`);
  return finished;
}

async function executorFor(spec: SweepSpec, workers: number, queue: string | undefined): Promise<Executor | undefined> {
  if (queue !== undefined) return queueExecutor(queue, spec.modules);
  return workers > 1 ? threadPool(workers, spec.modules) : undefined;
}
