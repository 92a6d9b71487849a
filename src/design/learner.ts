/** The interface between learning agents and the driver: train on environments, then act. */
import type { Static, TSchema } from '@sinclair/typebox';
import type { ParallelEnv, PerAgent, VectorEnv } from '../gym/index.js';
import type { Space } from '../spaces/index.js';
import type { Json } from './agent.js';
import type { Partition } from './partition.js';

/** What the last update of a call of `train` saw; figures by name, for logs. */
export interface TrainReport {
  /** Environment steps of this call, over all members. */
  readonly steps: number;
  /** Undiscounted returns of the episodes that ended during the call. */
  readonly returns: readonly number[];
  readonly figures: Readonly<Record<string, number>>;
}

/** What learners of every kind have. */
export interface LearnerBase {
  readonly name: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** Environment steps, over all members, that an update learns from: `train` is best called with multiples of it. */
  readonly batch: number;
  /** Environment steps learnt from so far. */
  readonly steps: number;
  /** Trainable numbers, those of critics included. */
  readonly weights: number;
  /** Complete, between two calls of `train`: a learner restored from it continues bit for bit on equal environments. */
  state(): Json;
  restore(state: Json): void;
  /** Frees memory outside the JavaScript heap; the learner is not used again. */
  dispose(): void;
}

/** Learns on environments of one agent. */
export interface Learner extends LearnerBase {
  /**
   * Learns from `steps` environment steps, over all members. An environment other than the last one is reset first,
   * with a seed of the learner's own. A reward that is not finite counts as the lowest one seen.
   * @param env with autoreset mode `sameStep`; `info.actionMask` says what may be done
   */
  train(env: VectorEnv<unknown, unknown>, steps: number): TrainReport;
  /**
   * The best known action for each of `observations`, without exploration, in one forward pass.
   * @param masks the `info.actionMask` that came with each
   */
  act(observations: readonly unknown[], masks?: readonly unknown[]): unknown[];
}

/** Learns on environments of several agents, all of which act until the episode ends. */
export interface ParallelLearner extends LearnerBase {
  /** As {@link Learner.train}; `envs` are equal environments that step together. */
  train(envs: readonly ParallelEnv[], steps: number): TrainReport;
  /** The best known actions of all agents in each environment. */
  act(observations: readonly PerAgent<unknown>[], masks?: readonly PerAgent<unknown>[]): PerAgent<unknown>[];
}

/** All that a learner learns of its environment before the first step. */
export interface LearnerContext<H = Readonly<Record<string, unknown>>> {
  readonly observationSpace: Space<unknown>;
  readonly actionSpace: Space<unknown>;
  /** Environment steps that training may take: what schedules count down to. */
  readonly budget: number;
  readonly seed: number;
  readonly hyperparameters: H;
}

/** One agent of a {@link ParallelLearner}. */
export interface PlayerSpaces {
  readonly agent: string;
  readonly observationSpace: Space<unknown>;
  readonly actionSpace: Space<unknown>;
}

export interface ParallelLearnerContext<H = Readonly<Record<string, unknown>>> {
  readonly players: readonly PlayerSpaces[];
  /** Numbers in `state()`. */
  readonly stateSize: number;
  readonly budget: number;
  readonly seed: number;
  readonly hyperparameters: H;
}

/** How a learner wants to see a design problem. */
export interface DesignView {
  readonly mode: 'bandit' | 'sequential';
  readonly action?: 'multiDiscrete' | 'box';
  readonly observation: 'full' | 'none';
  readonly reward: string;
  /** Environments side by side. */
  readonly environments: number;
}

/** How a learner of several agents wants to see a design problem. */
export interface ParallelDesignView {
  readonly factorisation: string | Partition;
  readonly observation: string;
  readonly reward: string;
  readonly teamReward: string;
  readonly environments: number;
}

interface LearnerDefinitionBase<Hyperparameters extends TSchema> {
  readonly name: string;
  readonly summary: string;
  /** JSON schema with ranges, defaults and descriptions. */
  readonly hyperparameters: Hyperparameters;
  /** Defaults that take the place of the schema's on design problems, where a step is an evaluation. */
  readonly designDefaults: Partial<Static<Hyperparameters>>;
  /** True when the schedule depends on the budget. */
  readonly usesBudget: boolean;
  /** Loads what `create` needs (tensors); drivers await it once before. */
  prepare(): Promise<unknown>;
}

/** How a file in `agents/` declares a learner on environments of one agent. */
export interface LearnerDefinition<Hyperparameters extends TSchema = TSchema>
  extends LearnerDefinitionBase<Hyperparameters> {
  readonly plays: 'single';
  view(hyperparameters: Static<Hyperparameters>, problem: { readonly hasReals: boolean }): DesignView;
  createLearner(context: LearnerContext<Static<Hyperparameters>>): Learner;
}

/** How a file in `agents/` declares a learner on environments of several agents. */
export interface ParallelLearnerDefinition<Hyperparameters extends TSchema = TSchema>
  extends LearnerDefinitionBase<Hyperparameters> {
  readonly plays: 'parallel';
  view(hyperparameters: Static<Hyperparameters>): ParallelDesignView;
  createLearner(context: ParallelLearnerContext<Static<Hyperparameters>>): ParallelLearner;
}

export type AnyLearnerDefinition = LearnerDefinition | ParallelLearnerDefinition;

export function defineLearner<Hyperparameters extends TSchema>(
  definition: LearnerDefinition<Hyperparameters>,
): LearnerDefinition<Hyperparameters> {
  return Object.freeze(definition);
}

export function defineParallelLearner<Hyperparameters extends TSchema>(
  definition: ParallelLearnerDefinition<Hyperparameters>,
): ParallelLearnerDefinition<Hyperparameters> {
  return Object.freeze(definition);
}
