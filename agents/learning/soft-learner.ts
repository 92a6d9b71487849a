import type { Json, Learner, LearnerContext, TrainReport } from '../../src/design/index.js';
import type { VectorEnv } from '../../src/gym/index.js';
import type { Space } from '../../src/spaces/index.js';
import { type RandomState, RandomStream } from '../../src/stats/index.js';
import { Replay } from './replay.js';
import type { SoftPolicy } from './soft-policy.js';
import { flatRows, VectorArena } from './vector-arena.js';

export interface SoftLearnerOptions {
  readonly policy: SoftPolicy;
  readonly observation: number;
  readonly environments: number;
  /** Steps with uniform actions before anything is learnt. */
  readonly warmup: number;
  readonly replay: number;
  readonly batch: number;
  /** Updates for each environment step. */
  readonly updatesPerStep: number;
}

/** Soft actor-critic as a learner on vectors of environments. */
export class SoftLearner implements Learner {
  readonly name: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly #space: Space<unknown>;
  readonly #options: SoftLearnerOptions;
  readonly #replay: Replay;
  readonly #random: RandomStream;
  #arena: VectorArena | undefined;
  #running = new Float64Array(0);
  #steps = 0;
  /** Updates that steps have earned and that were not made yet. */
  #owed = 0;
  #lowestReward = 0;

  constructor(name: string, context: LearnerContext, options: SoftLearnerOptions) {
    this.name = name;
    this.hyperparameters = context.hyperparameters;
    this.#space = context.observationSpace;
    this.#options = options;
    const { action, mask } = options.policy;
    this.#replay = new Replay({ observation: options.observation, action, mask }, options.replay);
    this.#random = RandomStream.from(context.seed, 'learner').split('behaviour');
  }

  get batch(): number {
    return this.#options.environments;
  }

  get steps(): number {
    return this.#steps;
  }

  get weights(): number {
    return this.#options.policy.weights;
  }

  train(env: VectorEnv<unknown, unknown>, steps: number): TrainReport {
    if (this.#arena?.env !== env) {
      this.#arena = new VectorArena(env, this.#random.integer(2 ** 31));
      this.#running = new Float64Array(env.numEnvs);
    }
    const { policy, warmup, updatesPerStep } = this.#options;
    const before = this.#steps;
    const returns: number[] = [];
    let figures: Record<string, number> = {};
    for (let left = Math.floor(steps / env.numEnvs); left > 0; left--) {
      this.#step(this.#arena, returns);
      this.#steps += env.numEnvs;
      if (this.#steps <= warmup) continue;
      this.#owed += updatesPerStep * env.numEnvs;
      for (; this.#owed >= 1; this.#owed--) {
        figures = policy.update(this.#replay.sample(this.#random, this.#options.batch), this.#random);
      }
    }
    return { steps: this.#steps - before, returns, figures };
  }

  act(observations: readonly unknown[], masks: readonly unknown[] = []): unknown[] {
    const { policy } = this.#options;
    const flat = observations.map((_, i) => policy.flatMask(masks[i]));
    const actions = policy.greedy(flatRows(this.#space, observations), observations.length, flat);
    return flat.map((_, i) => policy.value(this.#row(actions, i, policy.action)));
  }

  state(): Json {
    return {
      steps: this.#steps,
      owed: this.#owed,
      lowestReward: this.#lowestReward,
      random: this.#random.getState(),
      policy: this.#options.policy.state(),
      replay: this.#replay.state(),
    };
  }

  restore(state: Json): void {
    const saved = state as { readonly [key: string]: Json };
    this.#steps = saved.steps as number;
    this.#owed = saved.owed as number;
    this.#lowestReward = saved.lowestReward as number;
    this.#random.setState(saved.random as RandomState);
    this.#options.policy.restore(saved.policy as Json);
    this.#replay.restore(saved.replay as Json, '/replay');
    this.#arena = undefined;
  }

  dispose(): void {
    this.#options.policy.dispose();
  }

  #step(arena: VectorArena, returns: number[]): void {
    const { policy, warmup, observation } = this.#options;
    const { environments } = arena;
    const seen = arena.sight.observations;
    const masks = Array.from({ length: environments }, (_, i) => policy.flatMask(arena.mask(0, i)));
    const actions =
      this.#steps < warmup
        ? masks.map((mask) => policy.uniform(mask, this.#random))
        : this.#rows(policy.sample(seen, environments, masks, this.#random), environments, policy.action);
    const result = arena.step((_, i) => policy.value(actions[i] as Float32Array));
    for (let i = 0; i < environments; i++) {
      const reward = this.#finite(result.rewards[i] as number);
      const terminated = result.terminations[i] === 1;
      const final = result.finals.get(i);
      this.#replay.add({
        observation: this.#row(seen, i, observation),
        action: actions[i] as Float32Array,
        reward,
        next: this.#row(final?.observations ?? arena.sight.observations, final === undefined ? i : 0, observation),
        mask: masks[i] as Uint8Array,
        nextMask: policy.flatMask(final === undefined ? arena.mask(0, i) : final.masks[0]),
        terminated,
      });
      this.#running[i] = (this.#running[i] as number) + reward;
      if (!terminated && result.truncations[i] !== 1) continue;
      returns.push(this.#running[i] as number);
      this.#running[i] = 0;
    }
  }

  #finite(reward: number): number {
    if (!Number.isFinite(reward)) return this.#lowestReward;
    this.#lowestReward = Math.min(this.#lowestReward, reward);
    return reward;
  }

  #row(values: Float32Array, i: number, size: number): Float32Array {
    return values.subarray(i * size, (i + 1) * size);
  }

  #rows(values: Float32Array, count: number, size: number): Float32Array[] {
    return Array.from({ length: count }, (_, i) => this.#row(values, i, size));
  }
}
