import type { Env, ResetOptions, ResetResult, StepResult } from '../env.js';
import { checkFrame, checkResetResult, checkSpace, checkStepResult } from '../passive.js';
import { Passthrough } from './wrapper.js';

/**
 * Checks what goes in and comes out: an action outside the space is a `badRequest` at the component, a result that
 * breaks the contract of `Env` an `invalidEnv`.
 */
export class PassiveEnvChecker<O, A> extends Passthrough<O, A> {
  constructor(env: Env<O, A>) {
    super(env);
    checkSpace('observationSpace', env.observationSpace);
    checkSpace('actionSpace', env.actionSpace);
  }

  override reset(options?: ResetOptions): ResetResult<O> {
    const result = this.env.reset(options);
    checkResetResult(this.observationSpace, result);
    return result;
  }

  override step(action: A): StepResult<O> {
    this.actionSpace.check(action, '/action');
    const result = this.env.step(action);
    checkStepResult(this.observationSpace, result);
    return result;
  }

  override render(): string | undefined {
    const frame = this.env.render();
    if (this.renderMode !== undefined) checkFrame(this.renderMode, frame);
    return frame;
  }
}
