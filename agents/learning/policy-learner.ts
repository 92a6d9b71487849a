import type { Json, Learner, LearnerContext, TrainReport } from '../../src/design/index.js';
import type { VectorEnv } from '../../src/gym/index.js';
import type { Space } from '../../src/spaces/index.js';
import { type RandomState, RandomStream } from '../../src/stats/index.js';
import { ActorCritic, type ActorCriticOptions } from './actor-critic.js';
import { isConstant } from './constant-space.js';
import { headOf } from './head.js';
import { flatRows, VectorArena } from './vector-arena.js';

/** Options of {@link ActorCritic} that its learner does not know by itself. */
export type PolicyOptions = Omit<ActorCriticOptions, 'heads' | 'observation' | 'state' | 'shared' | 'budget' | 'seed'>;

/** {@link ActorCritic} as a learner on vectors of environments. */
export class PolicyLearner implements Learner {
  readonly name: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly #observationSpace: Space<unknown>;
  readonly #core: ActorCritic;
  readonly #random: RandomStream;
  #arena: VectorArena | undefined;

  constructor(name: string, context: LearnerContext, options: PolicyOptions) {
    const { observationSpace, actionSpace, budget, seed } = context;
    this.name = name;
    this.hyperparameters = context.hyperparameters;
    this.#observationSpace = observationSpace;
    this.#random = RandomStream.from(seed, 'environments');
    this.#core = new ActorCritic({
      ...options,
      heads: [headOf(actionSpace)],
      observation: isConstant(observationSpace) ? 0 : observationSpace.flatdim,
      shared: true,
      budget,
      seed,
    });
  }

  get batch(): number {
    return this.#core.batch;
  }

  get steps(): number {
    return this.#core.steps;
  }

  get weights(): number {
    return this.#core.weights;
  }

  train(env: VectorEnv<unknown, unknown>, steps: number): TrainReport {
    if (this.#arena?.env !== env) {
      this.#arena = new VectorArena(env, this.#random.integer(2 ** 31));
      this.#core.begin();
    }
    return this.#core.train(this.#arena, steps);
  }

  act(observations: readonly unknown[], masks: readonly unknown[] = []): unknown[] {
    const rows = flatRows(this.#observationSpace, observations);
    return this.#core.act(rows, observations.length, (_, i) => masks[i])[0] ?? [];
  }

  state(): Json {
    return { core: this.#core.state(), random: this.#random.getState() };
  }

  restore(state: Json): void {
    const saved = state as unknown as { core: Json; random: RandomState };
    this.#core.restore(saved.core);
    this.#random.setState(saved.random);
    this.#arena = undefined;
  }

  dispose(): void {
    this.#core.dispose();
  }
}
