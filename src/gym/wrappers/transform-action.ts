import type { Space } from '../../spaces/index.js';
import type { Env, ResetOptions, ResetResult, StepResult } from '../env.js';
import { Wrapper } from './wrapper.js';

/** Takes actions of `actionSpace` and passes `transform(action)` on. */
export class TransformAction<O, InnerA, A = InnerA> extends Wrapper<O, A, O, InnerA> {
  readonly observationSpace: Space<O>;
  readonly actionSpace: Space<A>;
  readonly #transform: (action: A) => InnerA;

  constructor(env: Env<O, InnerA>, transform: (action: A) => InnerA, actionSpace: Space<A>) {
    super(env);
    this.observationSpace = env.observationSpace;
    this.actionSpace = actionSpace;
    this.#transform = transform;
  }

  override reset(options?: ResetOptions): ResetResult<O> {
    return this.env.reset(options);
  }

  override step(action: A): StepResult<O> {
    return this.env.step(this.#transform(this.actionSpace.check(action, '/action')));
  }
}
