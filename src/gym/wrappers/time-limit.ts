import type { Env, ResetOptions, ResetResult, StepResult } from '../env.js';
import { checkLimit } from '../spec.js';
import { Passthrough } from './wrapper.js';

/** Truncates an episode at its `maxEpisodeSteps`-th step: the only ordinary source of `truncated`. */
export class TimeLimit<O, A> extends Passthrough<O, A> {
  readonly maxEpisodeSteps: number;
  #elapsed = 0;

  constructor(env: Env<O, A>, maxEpisodeSteps: number) {
    super(env);
    this.maxEpisodeSteps = checkLimit(maxEpisodeSteps);
  }

  override reset(options?: ResetOptions): ResetResult<O> {
    this.#elapsed = 0;
    return this.env.reset(options);
  }

  override step(action: A): StepResult<O> {
    const result = this.env.step(action);
    this.#elapsed += 1;
    return this.#elapsed >= this.maxEpisodeSteps ? { ...result, truncated: true } : result;
  }
}
