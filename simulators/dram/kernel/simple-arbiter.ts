/** No arbiter at all: requests go straight to the controller, and it answers one after the other. */
import { agenda, DELIVERY, SEND } from './agenda';
import { EPOCH_END, NEVER } from './clocks';
import { offerRequest } from './input';
import { acceptRequest, answerRequest, limitsReads, missingAnswers, sendRequest } from './requester';
import { arbitrationBackward, arbitrationForward, thinkForward } from './settings';

let answering = -1;

export function simpleConfirmed(request: i32, clock: i32): void {
  acceptRequest(request, clock);
  sendAhead();
}

export function simpleAnswered(request: i32, now: i32): i32 {
  if (arbitrationBackward === 0) deliver(request, now);
  else {
    answering = request;
    agenda[DELIVERY] = now + arbitrationBackward;
  }
  return now + arbitrationBackward + 1;
}

/** Not the last one: the run ends at its clock. */
export function mayAnswerAheadOfClock(): bool {
  return arbitrationBackward === 0 && missingAnswers > 1 && !limitsReads();
}

export function simpleStep(now: i32): void {
  agenda[DELIVERY] = NEVER;
  deliver(answering, now);
}

export function simpleSend(now: i32): void {
  offerRequest(sendRequest(now), now + arbitrationForward + thinkForward);
}

function deliver(request: i32, now: i32): void {
  answerRequest(request, now);
  sendAhead();
}

/** With a think delay nothing in a clock depends on when in it a request is sent: it is sent ahead of its clock. */
function sendAhead(): void {
  if (thinkForward === 0) return;
  const clock = agenda[SEND];
  if (clock < EPOCH_END) simpleSend(clock);
}
