import type { Space } from '../../spaces/index.js';
import type { Env, ResetOptions, ResetResult, StepResult } from '../env.js';
import { Wrapper } from './wrapper.js';

/** Gives `transform(observation)`, a value of `observationSpace`, in place of each observation. */
export class TransformObservation<InnerO, A, O = InnerO> extends Wrapper<O, A, InnerO> {
  readonly observationSpace: Space<O>;
  readonly actionSpace: Space<A>;
  readonly #transform: (observation: InnerO) => O;

  constructor(env: Env<InnerO, A>, transform: (observation: InnerO) => O, observationSpace: Space<O>) {
    super(env);
    this.observationSpace = observationSpace;
    this.actionSpace = env.actionSpace;
    this.#transform = transform;
  }

  override reset(options?: ResetOptions): ResetResult<O> {
    const result = this.env.reset(options);
    return { ...result, observation: this.#transform(result.observation) };
  }

  override step(action: A): StepResult<O> {
    const result = this.env.step(action);
    return { ...result, observation: this.#transform(result.observation) };
  }
}
