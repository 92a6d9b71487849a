import type { Env, StepResult } from '../env.js';
import { Passthrough } from './wrapper.js';

/** Gives `transform(reward)` in place of each reward. */
export class TransformReward<O, A> extends Passthrough<O, A> {
  readonly #transform: (reward: number) => number;

  constructor(env: Env<O, A>, transform: (reward: number) => number) {
    super(env);
    this.#transform = transform;
  }

  override step(action: A): StepResult<O> {
    const result = this.env.step(action);
    return { ...result, reward: this.#transform(result.reward) };
  }
}
