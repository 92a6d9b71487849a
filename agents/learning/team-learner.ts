import type {
  Json,
  ParallelLearner,
  ParallelLearnerContext,
  PlayerSpaces,
  TrainReport,
} from '../../src/design/index.js';
import type { ParallelEnv, PerAgent } from '../../src/gym/index.js';
import { type RandomState, RandomStream } from '../../src/stats/index.js';
import { ActorCritic, type ActorCriticOptions } from './actor-critic.js';
import { isConstant } from './constant-space.js';
import { type Head, headOf } from './head.js';
import { ParallelArena, type ParallelLayout, rowsOf } from './parallel-arena.js';

export type TeamOptions = Omit<ActorCriticOptions, 'heads' | 'observation' | 'state' | 'shared' | 'budget' | 'seed'> & {
  /** One critic sees the state of the whole game; else each agent's critic what the agent sees. */
  readonly centralised: boolean;
};

/** {@link ActorCritic} as a learner on games of several agents. */
export class TeamLearner implements ParallelLearner {
  readonly name: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly core: ActorCritic;
  readonly #layout: ParallelLayout;
  readonly #random: RandomStream;
  #arena: ParallelArena | undefined;

  constructor(name: string, context: ParallelLearnerContext, { centralised, ...options }: TeamOptions) {
    const { players, stateSize, budget, seed } = context;
    this.name = name;
    this.hyperparameters = context.hyperparameters;
    this.#random = RandomStream.from(seed, 'environments');
    const shared = canShare(players);
    const longest = Math.max(...players.map(({ observationSpace }) => observationSpace.flatdim));
    this.#layout = { players, width: longest + (shared ? players.length : 0), numbered: shared };
    this.core = new ActorCritic({
      ...options,
      heads: headsOf(players),
      observation: players.every(({ observationSpace }) => isConstant(observationSpace)) ? 0 : this.#layout.width,
      state: centralised ? stateSize : undefined,
      shared,
      budget,
      seed,
    });
  }

  get batch(): number {
    return this.core.batch;
  }

  get steps(): number {
    return this.core.steps;
  }

  get weights(): number {
    return this.core.weights;
  }

  train(envs: readonly ParallelEnv[], steps: number): TrainReport {
    if (this.#arena?.envs !== envs) {
      this.#arena = new ParallelArena(envs, this.#layout, this.#random.integer(2 ** 31));
      this.core.begin();
    }
    return this.core.train(this.#arena, steps);
  }

  act(observations: readonly PerAgent<unknown>[], masks: readonly PerAgent<unknown>[] = []): PerAgent<unknown>[] {
    const { players } = this.#layout;
    const mask = (agent: number, i: number): unknown => masks[i]?.[players[agent]?.agent ?? ''];
    const values = this.core.act(rowsOf(this.#layout, observations), observations.length, mask);
    return observations.map((_, i) => Object.fromEntries(players.map(({ agent }, k) => [agent, values[k]?.[i]])));
  }

  state(): Json {
    return { core: this.core.state(), random: this.#random.getState() };
  }

  restore(state: Json): void {
    const saved = state as unknown as { core: Json; random: RandomState };
    this.core.restore(saved.core);
    this.#random.setState(saved.random);
    this.#arena = undefined;
  }

  dispose(): void {
    this.core.dispose();
  }
}

/** One set of weights can serve all agents when they see and do equally much, and see something. */
function canShare(players: readonly PlayerSpaces[]): boolean {
  const [first] = players as readonly [PlayerSpaces];
  return players.every(
    ({ observationSpace, actionSpace }) =>
      !isConstant(observationSpace) &&
      observationSpace.flatdim === first.observationSpace.flatdim &&
      actionSpace.equals(first.actionSpace),
  );
}

/** Heads that agree on where a network's constant outputs begin. */
function headsOf(players: readonly PlayerSpaces[]): Head[] {
  const alone = players.map(({ actionSpace }) => headOf(actionSpace));
  const constantsAt = Math.max(...alone.map(({ outputs, constants }) => outputs - constants));
  return players.map(({ actionSpace }) => headOf(actionSpace, constantsAt));
}
