import type { Space } from '../spaces/index.js';
import type { Info, ResetOptions } from './env.js';

/** One entry per agent. */
export type PerAgent<T> = Record<string, T>;

export interface ParallelResetResult<O> {
  observations: PerAgent<O>;
  infos: PerAgent<Info>;
}

export interface ParallelStepResult<O> {
  observations: PerAgent<O>;
  rewards: PerAgent<number>;
  terminations: PerAgent<boolean>;
  truncations: PerAgent<boolean>;
  infos: PerAgent<Info>;
}

/**
 * Several agents that act at the same time: PettingZoo's parallel API. Results have one entry for each agent that was
 * live when the step began; an agent that ended leaves `agents` and never comes back before the next `reset`.
 */
export interface ParallelEnv<O = unknown, A = unknown> {
  /** All agents that may appear, in a fixed order. */
  readonly possibleAgents: readonly string[];
  /** The live ones, in that order; empty when the episode is over. */
  readonly agents: readonly string[];
  /** The same object at every call. */
  observationSpace(agent: string): Space<O>;
  /** The same object at every call. */
  actionSpace(agent: string): Space<A>;
  reset(options?: ResetOptions): ParallelResetResult<O>;
  /** @param actions one per live agent */
  step(actions: Readonly<PerAgent<A>>): ParallelStepResult<O>;
  /** The global view, for centralised critics. */
  state(): Float32Array | Float64Array;
  render(): string | undefined;
  close(): void;
}
