import { CogymError } from '../../errors.js';
import type { ResetOptions, ResetResult, StepResult } from '../env.js';
import { Passthrough } from './wrapper.js';

/** Refuses `step` and `render` before the first `reset` with the code `resetNeeded`. */
export class OrderEnforcing<O, A> extends Passthrough<O, A> {
  #started = false;

  override reset(options?: ResetOptions): ResetResult<O> {
    const result = this.env.reset(options);
    this.#started = true;
    return result;
  }

  override step(action: A): StepResult<O> {
    if (!this.#started) throw new CogymError('resetNeeded', 'step() came before the first reset(); call reset() first');
    return this.env.step(action);
  }

  override render(): string | undefined {
    if (!this.#started)
      throw new CogymError('resetNeeded', 'render() came before the first reset(); call reset() first');
    return this.env.render();
  }
}
