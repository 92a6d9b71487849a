import { availableParallelism } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { badRequest } from '../../errors.js';
import { type Batched, batchRows, createSharedBatch, fillBatch, type Space } from '../../spaces/index.js';
import { describe } from '../../spaces/json.js';
import type { Info } from '../env.js';
import type { EnvSpec } from '../spec.js';
import { EnvThreads, type Share } from './env-threads.js';
import { VectorBase, type VectorOptions } from './vector-base.js';
import type { VectorResetOptions } from './vector-env.js';
import { memoryRows, sharedMemory } from './vector-memory.js';

export interface WorkerVectorOptions extends VectorOptions {
  /** Threads, each with an equal share of the environments. Default: as many as the machine has cores, at most one an environment. */
  readonly workers?: number | undefined;
  /** URLs of modules whose import registers environments of the user's own; threads have a registry of their own. */
  readonly modules?: readonly string[] | undefined;
}

/** Which environments the threads make: plain data, and the spaces of one that was made here. */
export interface WorkerEnvs<O, A> {
  readonly spec: EnvSpec;
  /** Options of `make`. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly numEnvs: number;
  readonly observationSpace: Space<O>;
  readonly actionSpace: Space<A>;
}

/**
 * Environments that step on worker threads: the same results, bit for bit, as {@link SyncVectorEnv} gives. Actions,
 * observations, rewards and flags are in shared memory; infos are copied as messages, one a thread and step. The
 * calling thread blocks while the others work, so every method is synchronous.
 *
 * Worth it where a step costs much more than handing it over: docs/gym.md has figures.
 */
export class WorkerVectorEnv<O, A> extends VectorBase<O, A> {
  /** Number of threads. */
  readonly workers: number;

  readonly #actions: Batched<A>;
  readonly #shares: readonly Share[];
  readonly #threads: EnvThreads;

  /** @throws what making an environment throws in a thread; CogymError `workerDied`, `badRequest` */
  constructor(
    { spec, options, numEnvs: n, observationSpace, actionSpace }: WorkerEnvs<O, A>,
    { workers = availableParallelism(), modules = [], ...more }: WorkerVectorOptions = {},
  ) {
    if (!Number.isInteger(workers) || workers < 1)
      throw badRequest('/workers', `workers is a number of threads >= 1, not ${describe(workers)}`);
    checkPlain(options);
    super(observationSpace, actionSpace, sharedMemory(observationSpace, n), more);
    this.workers = Math.min(workers, n);
    this.#actions = createSharedBatch(actionSpace, n);
    const common = {
      ...{ spec, options, autoreset: this.autoreset, modules },
      observationSpace: observationSpace.toJSON(),
      actionSpace: actionSpace.toJSON(),
    };
    this.#shares = Array.from({ length: this.workers }, (_, i) => {
      const [from, to] = [Math.floor((i * n) / this.workers), Math.floor(((i + 1) * n) / this.workers)];
      return {
        ...{ ...common, from, to },
        actions: batchRows(actionSpace, this.#actions, from, to),
        memory: memoryRows(observationSpace, this.memory, from, to),
      };
    });
    this.#threads = new EnvThreads(this.#shares);
  }

  protected override resetEnvs({ seed, options, resetMask }: VectorResetOptions): Info[] {
    const seeds = typeof seed === 'number' ? Array.from({ length: this.numEnvs }, (_, i) => seed + i) : seed;
    const said = this.#threads.call(({ from, to }) => ({
      kind: 'reset',
      options: { seed: seeds?.slice(from, to), options, resetMask: resetMask?.slice(from, to) },
    }));
    for (let i = 0; i < this.numEnvs; i++) if (resetMask?.[i] !== 0) this.guard.ended[i] = 0;
    return this.#infos(said);
  }

  protected override stepEnvs(actions: Batched<A>): Info[] {
    fillBatch(this.#actions, actions);
    const infos = this.#infos(this.#threads.step());
    const { terminations, truncations } = this.memory;
    if (this.autoreset === 'disabled') {
      for (let i = 0; i < this.numEnvs; i++)
        this.guard.ended[i] = (terminations[i] as number) | (truncations[i] as number);
    }
    return infos;
  }

  override render(): (string | undefined)[] {
    return this.#threads.call(() => ({ kind: 'render' })).flat() as (string | undefined)[];
  }

  /** Closes the environments and ends the threads; may be called again. */
  override close(): void {
    this.#threads.close();
  }

  /** By environment, of what the threads said. */
  #infos(said: readonly unknown[]): Info[] {
    return this.#shares.flatMap(
      ({ from, to }, i) => (said[i] as Info[] | undefined) ?? Array.from({ length: to - from }, () => ({})),
    );
  }
}

/** Threads can be sent plain data alone: no functions, no objects of a class. */
function checkPlain(options: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (isPlain(value)) continue;
    throw badRequest(`/${name}`, `${name} cannot be sent to worker threads: give plain data, or an in-process vector`);
  }
}

function isPlain(value: unknown): boolean {
  try {
    return isDeepStrictEqual(structuredClone(value), value);
  } catch {
    return false;
  }
}
