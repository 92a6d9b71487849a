/** The loop over events, and their order within one clock. */
import { CogymError } from '../../src/errors.js';
import { ANSWER, CONFIRMATION, DELIVERY, HANDSHAKE, INPUT, QUEUE, RESPONSE, SEND, WAKE } from './agenda.js';
import type { Arbiter } from './arbiter.js';
import { type Clock, EPOCH_END, NEVER, sooner } from './clock.js';
import type { Controller } from './controller.js';

/** More passes than any run needs in one clock. */
const MAX_PASSES = 10_000;

/**
 * Runs until the last answer arrives and returns that clock.
 *
 * In one clock come first answers and confirmations, then the requester and the arbiter's queue, then the controller;
 * but without a forward delay the controller comes before the requester unless a request is already due at it.
 * @throws CogymError `noProgress` when the controller does not get on
 */
export function play(
  clock: Clock,
  agenda: Int32Array,
  arbiter: Arbiter,
  controller: Controller,
  thinkDelayForward: number,
): number {
  const { requester } = arbiter;
  let last = -1;
  let passes = 0;
  while (requester.missing > 0) {
    const send = agenda[SEND] as number;
    const input = agenda[INPUT] as number;
    const due = sooner(sooner(agenda[WAKE] as number, agenda[RESPONSE] as number), input);
    const requests = sooner(send, agenda[QUEUE] as number);
    const answers = sooner(
      sooner(agenda[DELIVERY] as number, agenda[HANDSHAKE] as number),
      sooner(agenda[CONFIRMATION] as number, agenda[ANSWER] as number),
    );
    const now = sooner(sooner(due, requests), answers);
    if (now >= EPOCH_END) {
      if (now === NEVER) throw stuck(clock.epoch + last);
      clock.moveTo(now);
      requester.remind();
      continue;
    }
    if (answers === now) arbiter.step(now);
    else if (requests === now && (thinkDelayForward > 0 || due !== now || input === now)) {
      if (send === now) arbiter.send(now);
      else arbiter.stepQueue(now);
    } else {
      passes = now === last ? passes + 1 : 0;
      if (passes > MAX_PASSES) throw stuck(clock.epoch + now);
      controller.pass(now);
    }
    last = now;
  }
  return clock.epoch + last;
}

function stuck(clock: number): CogymError {
  return new CogymError('noProgress', `the controller does not get on at clock ${clock}: please report this request`);
}
