import { badRequest } from '../../errors.js';
import { type Batched, batchSpace, copyBatch, readBatch, type Space, writeBatch } from '../../spaces/index.js';
import type { Env, Info, StepResult } from '../env.js';
import type {
  AutoresetMode,
  VectorEnv,
  VectorResetOptions,
  VectorResetResult,
  VectorStepResult,
} from './vector-env.js';
import { VectorGuard } from './vector-guard.js';
import { copyMemory, ownMemory, type VectorMemory } from './vector-memory.js';

export interface VectorOptions {
  readonly autoreset?: AutoresetMode | undefined;
  /** False: every result shares the same arrays, which the next call overwrites. Default true. */
  readonly copy?: boolean | undefined;
}

/** Environments that step one after the other in this thread. */
export class SyncVectorEnv<O, A> implements VectorEnv<O, A> {
  readonly numEnvs: number;
  readonly singleObservationSpace: Space<O>;
  readonly singleActionSpace: Space<A>;
  readonly observationSpace: Space<Batched<O>>;
  readonly actionSpace: Space<Batched<A>>;
  readonly autoreset: AutoresetMode;
  readonly envs: readonly Env<O, A>[];

  readonly #copy: boolean;
  readonly #memory: VectorMemory<O>;
  readonly #guard: VectorGuard;
  #infos: Info[];

  /**
   * @param factories one per environment; their spaces must be equal
   * @param memory takes the results; default: memory of its own
   */
  constructor(
    factories: readonly (() => Env<O, A>)[],
    { autoreset = 'nextStep', copy = true }: VectorOptions = {},
    memory?: VectorMemory<O>,
  ) {
    if (factories.length === 0) throw badRequest('/factories', 'a vector has at least one environment');
    this.#guard = new VectorGuard(factories.length, autoreset);
    this.envs = factories.map((factory) => factory());
    const [first] = this.envs as [Env<O, A>];
    this.envs.forEach((env, i) => {
      for (const name of ['observationSpace', 'actionSpace'] as const) {
        if (!env[name].equals(first[name]))
          throw badRequest(`/factories/${i}`, `the ${name} of environment ${i} differs from that of environment 0`);
      }
    });
    const n = this.envs.length;
    this.numEnvs = n;
    this.autoreset = autoreset;
    this.singleObservationSpace = first.observationSpace;
    this.singleActionSpace = first.actionSpace;
    this.observationSpace = batchSpace(first.observationSpace, n);
    this.actionSpace = batchSpace(first.actionSpace, n);
    this.#copy = copy;
    this.#memory = memory ?? ownMemory(first.observationSpace, n);
    this.#infos = Array.from({ length: n }, () => ({}));
  }

  reset(request: VectorResetOptions = {}): VectorResetResult<O> {
    this.#guard.checkReset(request);
    const { seed, options, resetMask } = request;
    const n = this.numEnvs;
    const infos = resetMask === undefined ? Array.from({ length: n }, () => ({})) : [...this.#infos];
    for (let i = 0; i < n; i++) {
      if (resetMask?.[i] === 0) continue;
      const own = typeof seed === 'number' ? seed + i : seed?.[i];
      infos[i] = this.#resetOne(i, { seed: own, options });
    }
    this.#infos = infos;
    this.#guard.start();
    const { observations } = this.#memory;
    return { observations: this.#copy ? copyBatch(observations) : observations, infos };
  }

  step(actions: Batched<A>): VectorStepResult<O> {
    this.#guard.checkStep(this.actionSpace, actions);
    const infos: Info[] = new Array(this.numEnvs);
    for (let i = 0; i < this.numEnvs; i++) infos[i] = this.#stepOne(i, actions);
    this.#infos = infos;
    return { ...(this.#copy ? copyMemory(this.#memory) : this.#memory), infos };
  }

  #stepOne(i: number, actions: Batched<A>): Info {
    const { observations, rewards, terminations, truncations } = this.#memory;
    if (this.#guard.ended[i] === 1) {
      rewards[i] = 0;
      terminations[i] = 0;
      truncations[i] = 0;
      return this.#resetOne(i);
    }
    const result = (this.envs[i] as Env<O, A>).step(readBatch(this.singleActionSpace, actions, i));
    rewards[i] = result.reward;
    terminations[i] = result.terminated ? 1 : 0;
    truncations[i] = result.truncated ? 1 : 0;
    if (!result.terminated && !result.truncated) {
      writeBatch(this.singleObservationSpace, observations, i, result.observation);
      return result.info;
    }
    return this.#endOne(i, result);
  }

  #endOne(i: number, { observation, info }: StepResult<O>): Info {
    if (this.autoreset === 'sameStep') {
      return { ...this.#resetOne(i), finalObservation: copyBatch(observation), finalInfo: info };
    }
    this.#guard.ended[i] = 1;
    writeBatch(this.singleObservationSpace, this.#memory.observations, i, observation);
    return info;
  }

  #resetOne(i: number, options?: { seed?: number | undefined; options?: Record<string, unknown> | undefined }): Info {
    const { observation, info } = (this.envs[i] as Env<O, A>).reset(options);
    writeBatch(this.singleObservationSpace, this.#memory.observations, i, observation);
    this.#guard.ended[i] = 0;
    return info;
  }

  render(): (string | undefined)[] {
    return this.envs.map((env) => env.render());
  }

  close(): void {
    for (const env of this.envs) env.close();
  }
}
