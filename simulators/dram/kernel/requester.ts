/** The requester: plays a trace, one request in hand, the next one when that was accepted. */
import { agenda, SEND } from './agenda';
import { NEVER } from './clocks';
import { Doubles, doubles, epoch } from './memory';
import { arrivals, maxReads, requests, writes } from './settings';

/** A request that is to be sent later than this is looked at again when the epoch has moved. */
const FAR = NEVER - 1;
const NOT_POSTPONED: f64 = -1;

/** The clocks of each request, from the beginning of the run. */
export let sent: Doubles = changetype<Doubles>(0);
export let accepted: Doubles = changetype<Doubles>(0);
export let answered: Doubles = changetype<Doubles>(0);
/** Answers that are still to come. */
export let missingAnswers = 0;
let inHand = 0;
/** Clock from the beginning of the run at which the request in hand is sent. */
let sendClock: f64 = 0;
let outstandingReads = 0;
/** Acceptance of the request before the one in hand, while that is postponed. */
let postponedAt = NOT_POSTPONED;

export function makeRequester(): void {
  sent = doubles(requests);
  accepted = doubles(requests);
  answered = doubles(requests);
  missingAnswers = requests;
  inHand = 0;
  outstandingReads = 0;
  postponedAt = NOT_POSTPONED;
  plan(0);
}

/** Answers let postponed requests go. */
export function limitsReads(): bool {
  return maxReads < requests;
}

/** Sends the request in hand. */
export function sendRequest(now: i32): i32 {
  const request = inHand;
  sent[request] = epoch + <f64>now;
  if (writes[request] === 0) outstandingReads++;
  agenda[SEND] = NEVER;
  return request;
}

/** The request in hand was accepted: takes the next. */
export function acceptRequest(request: i32, now: i32): void {
  const clock = epoch + <f64>now;
  accepted[request] = clock;
  inHand = request + 1;
  if (inHand === requests) return;
  if (outstandingReads >= maxReads) postponedAt = clock;
  else plan(clock);
}

export function answerRequest(request: i32, now: i32): void {
  const clock = epoch + <f64>now;
  answered[request] = clock;
  missingAnswers--;
  if (writes[request] === 1) return;
  outstandingReads--;
  if (postponedAt === NOT_POSTPONED) return;
  plan(max(postponedAt, clock));
  postponedAt = NOT_POSTPONED;
}

/** The epoch has moved: so has a sending that was too far off. */
export function remindRequester(): void {
  if (agenda[SEND] !== NEVER) plan(sendClock);
}

/** The request in hand is sent when it has arrived, and not before `clock`. */
function plan(clock: f64): void {
  sendClock = max(arrivals[inHand], clock);
  agenda[SEND] = <i32>min(sendClock - epoch, <f64>FAR);
}
