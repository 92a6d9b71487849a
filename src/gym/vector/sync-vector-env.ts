import { badRequest } from '../../errors.js';
import { type Batched, copyBatch, readBatch, writeBatch } from '../../spaces/index.js';
import type { Env, Info, StepResult } from '../env.js';
import { VectorBase, type VectorOptions } from './vector-base.js';
import type { VectorResetOptions } from './vector-env.js';
import { ownMemory, type VectorMemory } from './vector-memory.js';

/** Environments that step one after the other in this thread. */
export class SyncVectorEnv<O, A> extends VectorBase<O, A> {
  readonly envs: readonly Env<O, A>[];
  #infos: Info[];

  /**
   * @param factories one per environment; their spaces must be equal
   * @param memory takes the results; default: memory of its own
   */
  constructor(factories: readonly (() => Env<O, A>)[], options: VectorOptions = {}, memory?: VectorMemory<O>) {
    const envs = environments(factories);
    const { observationSpace, actionSpace } = envs[0];
    super(observationSpace, actionSpace, memory ?? ownMemory(observationSpace, envs.length), options);
    this.envs = envs;
    this.#infos = envs.map(() => ({}));
  }

  protected override resetEnvs({ seed, options, resetMask }: VectorResetOptions): Info[] {
    this.#infos = this.envs.map((_, i) => {
      if (resetMask?.[i] === 0) return this.#infos[i] as Info;
      return this.#resetOne(i, { seed: typeof seed === 'number' ? seed + i : seed?.[i], options });
    });
    return this.#infos;
  }

  protected override stepEnvs(actions: Batched<A>): Info[] {
    const infos: Info[] = new Array(this.numEnvs);
    for (let i = 0; i < this.numEnvs; i++) infos[i] = this.#stepOne(i, actions);
    this.#infos = infos;
    return infos;
  }

  #stepOne(i: number, actions: Batched<A>): Info {
    const { observations, rewards, terminations, truncations } = this.memory;
    if (this.guard.ended[i] === 1) {
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
    this.guard.ended[i] = 1;
    writeBatch(this.singleObservationSpace, this.memory.observations, i, observation);
    return info;
  }

  #resetOne(i: number, options?: { seed?: number | undefined; options?: Record<string, unknown> | undefined }): Info {
    const { observation, info } = (this.envs[i] as Env<O, A>).reset(options);
    writeBatch(this.singleObservationSpace, this.memory.observations, i, observation);
    this.guard.ended[i] = 0;
    return info;
  }

  override render(): (string | undefined)[] {
    return this.envs.map((env) => env.render());
  }

  override close(): void {
    for (const env of this.envs) env.close();
  }
}

/** @throws badRequest where there is none, or one has other spaces than the first */
function environments<O, A>(factories: readonly (() => Env<O, A>)[]): [Env<O, A>, ...Env<O, A>[]] {
  const [first, ...others] = factories.map((factory) => factory());
  if (first === undefined) throw badRequest('/factories', 'a vector has at least one environment');
  others.forEach((env, k) => {
    for (const name of ['observationSpace', 'actionSpace'] as const) {
      if (env[name].equals(first[name])) continue;
      throw badRequest(`/factories/${k + 1}`, `the ${name} of environment ${k + 1} differs from that of environment 0`);
    }
  });
  return [first, ...others];
}
