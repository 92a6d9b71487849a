import { type MomentsState, RunningMoments } from '../../stats/running-moments.js';
import type { Env, StepResult } from '../env.js';
import { Passthrough } from './wrapper.js';

export interface NormalizeRewardState {
  readonly moments: MomentsState;
  readonly discounted: number;
}

/**
 * Divides rewards by the running standard deviation of the discounted return, so that returns are of order 1
 * (Gymnasium 1.4 NormalizeReward; the mean is not subtracted).
 */
export class NormalizeReward<O, A> extends Passthrough<O, A> {
  /** False freezes the moments, e.g. for an evaluation. */
  updateMoments = true;
  readonly #gamma: number;
  readonly #epsilon: number;
  readonly #moments = new RunningMoments(1);
  #discounted = 0;

  constructor(env: Env<O, A>, gamma = 0.99, epsilon = 1e-8) {
    super(env);
    this.#gamma = gamma;
    this.#epsilon = epsilon;
  }

  override step(action: A): StepResult<O> {
    const result = this.env.step(action);
    this.#discounted = this.#discounted * this.#gamma * (result.terminated ? 0 : 1) + result.reward;
    if (this.updateMoments) this.#moments.update([this.#discounted]);
    return { ...result, reward: result.reward / Math.sqrt((this.#moments.variance[0] as number) + this.#epsilon) };
  }

  /** The moments and the running return: plain JSON. */
  getState(): NormalizeRewardState {
    return { moments: this.#moments.getState(), discounted: this.#discounted };
  }

  setState({ moments, discounted }: NormalizeRewardState): void {
    this.#moments.setState(moments);
    this.#discounted = discounted;
  }
}
