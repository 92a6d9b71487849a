/** The loop over events, and their order within one clock. */
import { CogymError } from '../../src/errors.js';
import type { Arbiter } from './arbiter.js';
import type { Controller } from './controller.js';

const NEVER = Number.POSITIVE_INFINITY;
/** More passes than any run needs in one clock. */
const MAX_PASSES = 10_000;

/**
 * Runs until the last answer arrives and returns that clock.
 *
 * In one clock come first answers and confirmations, then the requester and the arbiter's queue, then the controller;
 * but without a forward delay the controller comes before the requester unless a request is already due at it.
 * @throws CogymError `noProgress` when the controller does not get on
 */
export function play(arbiter: Arbiter, controller: Controller, thinkDelayForward: number): number {
  const { requester } = arbiter;
  let clock = -1;
  let passes = 0;
  for (;;) {
    const due = controller.due;
    const before = arbiter.due;
    const queue = arbiter.queueDue;
    const send = requester.sendTime;
    const now = Math.min(due, before, queue, send);
    if (now === NEVER) throw stuck(clock);
    if (before === now) {
      arbiter.step(now);
      if (requester.missing === 0) return now;
      continue;
    }
    const requests = send === now || queue === now;
    const early = requests && thinkDelayForward === 0 && due === now && controller.inputDue !== now;
    if (requests && !early) {
      if (send === now) arbiter.send(now);
      else arbiter.stepQueue(now);
      continue;
    }
    if (now !== clock) {
      clock = now;
      passes = 0;
    }
    if (++passes > MAX_PASSES) throw stuck(now);
    controller.pass(now);
  }
}

function stuck(clock: number): CogymError {
  return new CogymError('noProgress', `the controller does not get on at clock ${clock}: please report this request`);
}
