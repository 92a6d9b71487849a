/** One view of vectors of environments and of games of several agents: batches of numbers, agent after agent. */

export interface ArenaStep {
  /** [agents, environments]. */
  readonly rewards: Float64Array;
  /** 0 or 1 per environment: the episode came to its end, or was cut short. */
  readonly terminations: Uint8Array;
  readonly truncations: Uint8Array;
  /** Last view of the episodes that were cut short, by environment: what their value is taken of. */
  readonly finals: ReadonlyMap<number, Final>;
}

/** What is seen of environments. */
export interface Sight {
  /** [agents, environments, numbers]; shorter observations are followed by zeros. */
  readonly observations: Float32Array;
  /** [environments, numbers]; empty where nobody asked for it. */
  readonly states: Float32Array;
}

/** The last view of an episode that was cut short. */
export interface Final extends Sight {
  /** `info.actionMask` of each agent: what could have been done next. */
  readonly masks: readonly unknown[];
}

export interface Arena {
  readonly agents: number;
  readonly environments: number;
  /** The present view. */
  readonly sight: Sight;
  /** `info.actionMask` of an agent now. */
  mask(agent: number, environment: number): unknown;
  /** Steps every environment; ended ones begin anew. @param value the action of an agent in an environment */
  step(value: (agent: number, environment: number) => unknown): ArenaStep;
}
