import type { Space } from '../spaces/index.js';
import { entropySeed, RandomStream } from '../stats/random.js';
import type { EnvSpec } from './spec.js';

/**
 * What an environment tells beside the observation; plain data. Names that every room understands: `seed` (on the reset
 * that took entropy), `actionMask` (what may be done next, in the form that `actionSpace.sample` takes), `cached`, and
 * those that wrappers add (`episode`, `finalObservation`, `finalInfo`).
 */
export type Info = Record<string, unknown>;

export interface StepResult<O> {
  observation: O;
  reward: number;
  /** The task came to an end: the value of what follows is 0. */
  terminated: boolean;
  /** The episode was cut short: what follows still has a value. */
  truncated: boolean;
  info: Info;
}

export interface ResetResult<O> {
  observation: O;
  info: Info;
}

export interface ResetOptions {
  /** Integer >= 0: a new random stream. Absent: the present one goes on. */
  seed?: number | undefined;
  /** Of the environment's own. */
  options?: Record<string, unknown> | undefined;
}

export interface EnvMetadata {
  /** What `renderMode` may be. */
  readonly renderModes: readonly string[];
  readonly renderFps?: number;
}

/** Gymnasium's five-tuple. */
export type StepTuple<O> = [observation: O, reward: number, terminated: boolean, truncated: boolean, info: Info];

export function toTuple<O>(result: StepResult<O>): StepTuple<O> {
  return [result.observation, result.reward, result.terminated, result.truncated, result.info];
}

/**
 * An environment with the semantics of Gymnasium 1.4. `step` is synchronous.
 *
 * A subclass calls {@link Env.seedEpisode} first in `reset` and takes all its randomness from {@link Env.random};
 * `step` refuses an action outside `actionSpace` with `this.actionSpace.check(action, '/action')`.
 */
export abstract class Env<O, A> {
  abstract readonly observationSpace: Space<O>;
  abstract readonly actionSpace: Space<A>;
  readonly metadata: EnvMetadata = { renderModes: [] };
  readonly renderMode: string | undefined = undefined;
  /** How the registry made it. */
  spec?: EnvSpec;

  #random: RandomStream | undefined;
  #seed: number | undefined;

  abstract reset(options?: ResetOptions): ResetResult<O>;
  abstract step(action: A): StepResult<O>;

  /** The present state as `renderMode` says; undefined without one. */
  render(): string | undefined {
    return undefined;
  }

  /** Frees what the environment holds; may be called again. */
  close(): void {}

  /** The environment below all wrappers. */
  get unwrapped(): Env<unknown, unknown> {
    return this;
  }

  /** The environment's random stream; seeded from entropy on first use without a seed. */
  get random(): RandomStream {
    return this.#random ?? this.#start(entropySeed());
  }

  /** Puts another stream in place, whose seed is then unknown. */
  set random(stream: RandomStream) {
    this.#random = stream;
    this.#seed = undefined;
  }

  /** The seed of the present stream, also when it came from entropy. */
  get seed(): number | undefined {
    return this.#seed;
  }

  /**
   * Applies the seeding rules of `reset`: a seed starts a new stream; without one the present stream goes on; the first
   * use without one takes entropy.
   * @returns the `info` to build on: `{seed}` when entropy was taken, else empty
   */
  protected seedEpisode(options?: ResetOptions): Info {
    if (options?.seed !== undefined) {
      this.#start(options.seed);
      return {};
    }
    if (this.#random !== undefined) return {};
    this.#start(entropySeed());
    return { seed: this.#seed };
  }

  #start(seed: number): RandomStream {
    const stream = RandomStream.from(seed, 'env');
    this.#random = stream;
    this.#seed = seed;
    return stream;
  }
}
