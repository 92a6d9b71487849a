/** The next clock of each kind of event; NEVER when none is to come. */
import { NEVER } from './clocks';
import { startClocks, Words } from './memory';

/** Of the arbiter: an answer reaches the requester, its handshake ends, a confirmation and an answer come in. */
export const DELIVERY = 0;
export const HANDSHAKE = 1;
export const CONFIRMATION = 2;
export const ANSWER = 3;
/** The requester sends, and a request enters the arbiter's queue. */
export const SEND = 4;
export const QUEUE = 5;
/** Causes of a pass of the controller: its own wake-up, an answer that may be handed over, a request at its input. */
export const WAKE = 6;
export const RESPONSE = 7;
export const INPUT = 8;
const KINDS = 9;

export const agenda: Words = changetype<Words>(memory.data(KINDS << 2, 8));

export function makeAgenda(): void {
  startClocks(agenda, KINDS, NEVER);
}
