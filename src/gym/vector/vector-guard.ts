/** What a vector refuses before any of its environments moves. */
import { badRequest, CogymError } from '../../errors.js';
import type { Batched, Space } from '../../spaces/index.js';
import { describe } from '../../spaces/json.js';
import { type AutoresetMode, autoresetModes, type VectorResetOptions } from './vector-env.js';

export class VectorGuard {
  readonly #autoreset: AutoresetMode;
  /** Environments whose episode ended and that were not reset since. */
  readonly ended: Uint8Array;
  #started = false;

  constructor(numEnvs: number, autoreset: AutoresetMode) {
    if (!autoresetModes.includes(autoreset)) {
      throw badRequest('/autoreset', `autoreset is one of ${autoresetModes.join(', ')}, not ${describe(autoreset)}`);
    }
    this.#autoreset = autoreset;
    this.ended = new Uint8Array(numEnvs);
  }

  checkReset({ seed, resetMask }: VectorResetOptions): void {
    const n = this.ended.length;
    if (resetMask !== undefined && (!(resetMask instanceof Uint8Array) || resetMask.length !== n)) {
      throw badRequest('/resetMask', `expected a Uint8Array of ${n} zeros and ones, got ${describe(resetMask)}`);
    }
    if (Array.isArray(seed) && seed.length !== n)
      throw badRequest('/seed', `expected ${n} seeds, got ${describe(seed)}`);
    if (resetMask !== undefined && !this.#started)
      throw badRequest('/resetMask', 'the first reset is of all environments');
  }

  /** All environments have been reset once. */
  start(): void {
    this.#started = true;
  }

  checkStep<A>(actionSpace: Space<Batched<A>>, actions: Batched<A>): void {
    if (!this.#started) throw new CogymError('resetNeeded', 'step() came before the first reset(); call reset() first');
    actionSpace.check(actions, '/actions');
    const over = this.#autoreset === 'disabled' ? this.ended.indexOf(1) : -1;
    if (over >= 0) {
      const message = `the episode of environment ${over} is over; call reset({resetMask}) first`;
      throw new CogymError('resetNeeded', message, `/actions/${over}`);
    }
  }
}
