/** What the policy did in some steps of all environments, and how good it was. */

export interface RolloutShape {
  readonly agents: number;
  readonly environments: number;
  readonly steps: number;
  /** Numbers per observation, per input of the critic, per action and per network output. */
  readonly observation: number;
  readonly criticInput: number;
  readonly action: number;
  readonly outputs: number;
}

/** Arrays are [agents, steps x environments, numbers]: agent after agent, step after step. */
export class Rollout {
  readonly shape: RolloutShape;
  /** Steps x environments. */
  readonly samples: number;
  readonly observations: Float32Array;
  readonly criticInputs: Float32Array;
  readonly actions: Float32Array;
  readonly masks: Uint8Array;
  readonly logProbabilities: Float64Array;
  readonly values: Float64Array;
  /** The discounted value of what follows a cut is part of the reward here. */
  readonly rewards: Float64Array;
  /** Per step and environment: the episode ended with this step. */
  readonly ends: Uint8Array;

  constructor(shape: RolloutShape) {
    const { agents, environments, steps } = shape;
    const samples = steps * environments;
    const rows = agents * samples;
    this.shape = shape;
    this.samples = samples;
    this.observations = new Float32Array(rows * shape.observation);
    this.criticInputs = new Float32Array(rows * shape.criticInput);
    this.actions = new Float32Array(rows * shape.action);
    this.masks = new Uint8Array(rows * shape.outputs);
    this.logProbabilities = new Float64Array(rows);
    this.values = new Float64Array(rows);
    this.rewards = new Float64Array(rows);
    this.ends = new Uint8Array(samples);
  }

  /** Row of an agent at a step of an environment. */
  row(agent: number, step: number, environment: number): number {
    return agent * this.samples + step * this.shape.environments + environment;
  }

  /**
   * Generalised advantage estimates (Schulman et al. 2016, arXiv 1506.02438, equation 16) of every row.
   * @param next values after the last step, [agents, environments]
   */
  advantages(next: Float64Array, gamma: number, lambda: number): Float64Array {
    const { agents, environments, steps } = this.shape;
    const found = new Float64Array(this.values.length);
    for (let agent = 0; agent < agents; agent++) {
      for (let environment = 0; environment < environments; environment++) {
        let after = next[agent * environments + environment] as number;
        let advantage = 0;
        for (let step = steps - 1; step >= 0; step--) {
          const row = this.row(agent, step, environment);
          const goesOn = this.ends[step * environments + environment] === 1 ? 0 : 1;
          const value = this.values[row] as number;
          const error = (this.rewards[row] as number) + gamma * after * goesOn - value;
          advantage = error + gamma * lambda * goesOn * advantage;
          found[row] = advantage;
          after = value;
        }
      }
    }
    return found;
  }

  /** Rows `picked` of every agent from an array of `size` numbers a row. */
  gather(source: Float32Array, size: number, picked: readonly number[]): Float32Array {
    const { agents } = this.shape;
    const gathered = new Float32Array(agents * picked.length * size);
    let at = 0;
    for (let agent = 0; agent < agents; agent++) {
      for (const sample of picked) {
        const start = (agent * this.samples + sample) * size;
        gathered.set(source.subarray(start, start + size), at);
        at += size;
      }
    }
    return gathered;
  }
}
