/** Who stands before the controller: no arbiter at all (Simple), or one with queues. */
import { queueAnswered, queueConfirmed, queueSend, queueStep } from './queue-arbiter';
import { simpleArbiter } from './settings';
import { mayAnswerAheadOfClock, simpleAnswered, simpleConfirmed, simpleSend, simpleStep } from './simple-arbiter';

/** The request was taken; the news is out at `clock`. */
export function confirm(request: i32, clock: i32): void {
  if (simpleArbiter === 1) simpleConfirmed(request, clock);
  else queueConfirmed(clock);
}

/** An answer is handed over at `now`; returns when the handshake ends and the next may be. */
export function handOver(request: i32, now: i32): i32 {
  return simpleArbiter === 1 ? simpleAnswered(request, now) : queueAnswered(request, now);
}

/** Whether the next answer may be handed over ahead of its clock: nothing but its clock comes of it. */
export function mayAnswerAhead(): bool {
  return simpleArbiter === 1 && mayAnswerAheadOfClock();
}

/** Does the first of the arbiter's events that come before the controller's and the requester's sending. */
export function stepFront(now: i32): void {
  if (simpleArbiter === 1) simpleStep(now);
  else queueStep(now);
}

export function send(now: i32): void {
  if (simpleArbiter === 1) simpleSend(now);
  else queueSend(now);
}
