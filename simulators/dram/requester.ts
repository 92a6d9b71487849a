/** The requester: plays a trace, one request in hand, the next one when that was accepted. */
import { SEND } from './agenda.js';
import { type Clock, NEVER } from './clock.js';
import type { DramTrace } from './types.js';

/** A request that is to be sent later than this is looked at again when the epoch has moved. */
const FAR = NEVER - 1;
const NOT_POSTPONED = -1;

/** The clocks of each request, from the beginning of the run. */
export interface RequestClocks {
  readonly sent: Float64Array;
  readonly accepted: Float64Array;
  readonly answered: Float64Array;
}

export class Requester {
  declare readonly clocks: RequestClocks;
  /** Answers that are still to come. */
  missing: number;
  declare private readonly trace: DramTrace;
  declare private readonly maxReads: number;
  /** Answers let postponed requests go. */
  declare readonly limitsReads: boolean;
  declare private readonly clock: Clock;
  declare private readonly agenda: Int32Array;
  #inHand = 0;
  /** Clock from the beginning of the run at which the request in hand is sent. */
  #sendClock = 0;
  #outstandingReads = 0;
  /** Acceptance of the request before the one in hand, while that is postponed. */
  #postponedAt = NOT_POSTPONED;

  constructor(trace: DramTrace, clock: Clock, agenda: Int32Array) {
    const n = trace.lines.length;
    this.trace = trace;
    this.maxReads = trace.maxOutstandingReads ?? n;
    this.limitsReads = this.maxReads < n;
    this.clock = clock;
    this.agenda = agenda;
    this.clocks = { sent: new Float64Array(n), accepted: new Float64Array(n), answered: new Float64Array(n) };
    this.missing = n;
    this.#plan(0);
  }

  /** Sends the request in hand. */
  send(now: number): number {
    const request = this.#inHand;
    this.clocks.sent[request] = this.clock.epoch + now;
    if (this.trace.writes[request] === 0) this.#outstandingReads++;
    this.agenda[SEND] = NEVER;
    return request;
  }

  /** The request in hand was accepted: takes the next. */
  accept(request: number, now: number): void {
    const clock = this.clock.epoch + now;
    this.clocks.accepted[request] = clock;
    this.#inHand = request + 1;
    if (this.#inHand === this.trace.lines.length) return;
    if (this.#outstandingReads >= this.maxReads) this.#postponedAt = clock;
    else this.#plan(clock);
  }

  answer(request: number, now: number): void {
    const clock = this.clock.epoch + now;
    this.clocks.answered[request] = clock;
    this.missing--;
    if (this.trace.writes[request] === 1) return;
    this.#outstandingReads--;
    if (this.#postponedAt === NOT_POSTPONED) return;
    this.#plan(Math.max(this.#postponedAt, clock));
    this.#postponedAt = NOT_POSTPONED;
  }

  /** The epoch has moved: so has a sending that was too far off. */
  remind(): void {
    if (this.agenda[SEND] !== NEVER) this.#plan(this.#sendClock);
  }

  /** The request in hand is sent when it has arrived, and not before `clock`. */
  #plan(clock: number): void {
    this.#sendClock = Math.max(this.trace.clocks[this.#inHand] as number, clock);
    this.agenda[SEND] = Math.min(this.#sendClock - this.clock.epoch, FAR);
  }
}
