import { badRequest, CogymError } from '../../errors.js';
import {
  type Batched,
  batchSpace,
  copyBatch,
  createBatch,
  readBatch,
  type Space,
  writeBatch,
} from '../../spaces/index.js';
import { describe } from '../../spaces/json.js';
import type { Env, Info, StepResult } from '../env.js';
import {
  type AutoresetMode,
  autoresetModes,
  type VectorEnv,
  type VectorResetOptions,
  type VectorResetResult,
  type VectorStepResult,
} from './vector-env.js';

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
  readonly #observations: Batched<O>;
  readonly #rewards: Float64Array;
  readonly #terminations: Uint8Array;
  readonly #truncations: Uint8Array;
  #infos: Info[];
  /** Environments whose episode ended and that were not reset since. */
  readonly #ended: Uint8Array;
  #started = false;

  /** @param factories one per environment; their spaces must be equal */
  constructor(factories: readonly (() => Env<O, A>)[], { autoreset = 'nextStep', copy = true }: VectorOptions = {}) {
    if (factories.length === 0) throw badRequest('/factories', 'a vector has at least one environment');
    if (!autoresetModes.includes(autoreset)) {
      throw badRequest('/autoreset', `autoreset is one of ${autoresetModes.join(', ')}, not ${describe(autoreset)}`);
    }
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
    this.#observations = createBatch(first.observationSpace, n);
    this.#rewards = new Float64Array(n);
    this.#terminations = new Uint8Array(n);
    this.#truncations = new Uint8Array(n);
    this.#infos = Array.from({ length: n }, () => ({}));
    this.#ended = new Uint8Array(n);
  }

  reset({ seed, options, resetMask }: VectorResetOptions = {}): VectorResetResult<O> {
    const n = this.numEnvs;
    if (resetMask !== undefined && (!(resetMask instanceof Uint8Array) || resetMask.length !== n)) {
      throw badRequest('/resetMask', `expected a Uint8Array of ${n} zeros and ones, got ${describe(resetMask)}`);
    }
    if (Array.isArray(seed) && seed.length !== n)
      throw badRequest('/seed', `expected ${n} seeds, got ${describe(seed)}`);
    if (resetMask !== undefined && !this.#started)
      throw badRequest('/resetMask', 'the first reset is of all environments');
    const infos = resetMask === undefined ? Array.from({ length: n }, () => ({})) : [...this.#infos];
    for (let i = 0; i < n; i++) {
      if (resetMask?.[i] === 0) continue;
      const own = typeof seed === 'number' ? seed + i : seed?.[i];
      infos[i] = this.#resetOne(i, { seed: own, options });
    }
    this.#infos = infos;
    this.#started = true;
    return { observations: this.#copied(), infos };
  }

  step(actions: Batched<A>): VectorStepResult<O> {
    if (!this.#started) throw new CogymError('resetNeeded', 'step() came before the first reset(); call reset() first');
    // Refusals come before the first environment moves.
    this.actionSpace.check(actions, '/actions');
    const over = this.autoreset === 'disabled' ? this.#ended.indexOf(1) : -1;
    if (over >= 0) {
      const message = `the episode of environment ${over} is over; call reset({resetMask}) first`;
      throw new CogymError('resetNeeded', message, `/actions/${over}`);
    }
    const infos: Info[] = new Array(this.numEnvs);
    for (let i = 0; i < this.numEnvs; i++) infos[i] = this.#stepOne(i, actions);
    this.#infos = infos;
    return {
      observations: this.#copied(),
      rewards: this.#copy ? this.#rewards.slice() : this.#rewards,
      terminations: this.#copy ? this.#terminations.slice() : this.#terminations,
      truncations: this.#copy ? this.#truncations.slice() : this.#truncations,
      infos,
    };
  }

  #stepOne(i: number, actions: Batched<A>): Info {
    if (this.#ended[i] === 1) {
      this.#rewards[i] = 0;
      this.#terminations[i] = 0;
      this.#truncations[i] = 0;
      return this.#resetOne(i);
    }
    const result = (this.envs[i] as Env<O, A>).step(readBatch(this.singleActionSpace, actions, i));
    this.#rewards[i] = result.reward;
    this.#terminations[i] = result.terminated ? 1 : 0;
    this.#truncations[i] = result.truncated ? 1 : 0;
    if (!result.terminated && !result.truncated) {
      writeBatch(this.singleObservationSpace, this.#observations, i, result.observation);
      return result.info;
    }
    return this.#endOne(i, result);
  }

  #endOne(i: number, { observation, info }: StepResult<O>): Info {
    if (this.autoreset === 'sameStep') {
      return { ...this.#resetOne(i), finalObservation: copyBatch(observation), finalInfo: info };
    }
    this.#ended[i] = 1;
    writeBatch(this.singleObservationSpace, this.#observations, i, observation);
    return info;
  }

  #resetOne(i: number, options?: { seed?: number | undefined; options?: Record<string, unknown> | undefined }): Info {
    const { observation, info } = (this.envs[i] as Env<O, A>).reset(options);
    writeBatch(this.singleObservationSpace, this.#observations, i, observation);
    this.#ended[i] = 0;
    return info;
  }

  #copied(): Batched<O> {
    return this.#copy ? copyBatch(this.#observations) : this.#observations;
  }

  render(): (string | undefined)[] {
    return this.envs.map((env) => env.render());
  }

  close(): void {
    for (const env of this.envs) env.close();
  }
}
