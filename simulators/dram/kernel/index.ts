/**
 * One run of a channel and its controller, compiled to WebAssembly (AssemblyScript). The host frees the memory, takes
 * places for the trace and the tables, sets the settings and plays.
 */
import { accounts, closeAccounts, counts, makeAccounts } from './account';
import {
  ANSWER,
  agenda,
  CONFIRMATION,
  DELIVERY,
  HANDSHAKE,
  INPUT,
  makeAgenda,
  QUEUE,
  RESPONSE,
  SEND,
  WAKE,
} from './agenda';
import { makeAnswers } from './answers';
import { makeBanks } from './banks';
import { makeBuffer } from './buffer';
import { EPOCH_END, NEVER } from './clocks';
import { makeMux } from './command-mux';
import { makeController, pass } from './controller';
import { send, stepFront } from './front';
import { makeInput } from './input';
import { epoch, exhausted, moveEpoch, resetEpoch } from './memory';
import { makePowerDown } from './power-down';
import { makeQueueArbiter, stepQueue } from './queue-arbiter';
import { makeRefresh } from './refresh';
import { makeLists } from './request-lists';
import { accepted, answered, makeRequester, missingAnswers, remindRequester, sent } from './requester';
import { thinkForward } from './settings';
import { makeState } from './state';
import { makeTiming } from './timing';

export { release, take } from './memory';
export * from './settings';
export { accepted, accounts, answered, counts, sent };

/** More passes than any run needs in one clock. */
const MAX_PASSES = 10_000;

/** Makes all parts from the settings; returns whether they fit into the memory. */
export function prepare(): bool {
  resetEpoch();
  makeAgenda();
  makeState();
  makeLists();
  makeBanks();
  makeBuffer();
  makeTiming();
  makePowerDown();
  makeRefresh();
  makeMux();
  makeAnswers();
  makeInput();
  makeQueueArbiter();
  makeRequester();
  makeAccounts();
  makeController();
  return !exhausted;
}

/**
 * Runs until the last answer arrives and returns that clock; the two's complement of the clock, which is negative, when
 * the controller does not get on there.
 *
 * In one clock come first answers and confirmations, then the requester and the arbiter's queue, then the controller;
 * but without a forward delay the controller comes before the requester unless a request is already due at it.
 */
export function play(): f64 {
  let last = -1;
  let passes = 0;
  while (missingAnswers > 0) {
    const sending = agenda[SEND];
    const input = agenda[INPUT];
    const due = min(min(agenda[WAKE], agenda[RESPONSE]), input);
    const coming = min(sending, agenda[QUEUE]);
    const answers = min(min(agenda[DELIVERY], agenda[HANDSHAKE]), min(agenda[CONFIRMATION], agenda[ANSWER]));
    const now = min(min(due, coming), answers);
    if (now >= EPOCH_END) {
      if (now === NEVER) return -1 - (epoch + <f64>last);
      moveEpoch(now);
      remindRequester();
      continue;
    }
    if (answers === now) stepFront(now);
    else if (coming === now && (thinkForward > 0 || due !== now || input === now)) {
      if (sending === now) send(now);
      else stepQueue(now);
    } else {
      passes = now === last ? passes + 1 : 0;
      if (passes > MAX_PASSES) return -1 - (epoch + <f64>now);
      pass(now);
    }
    last = now;
  }
  closeAccounts();
  return epoch + <f64>last;
}
