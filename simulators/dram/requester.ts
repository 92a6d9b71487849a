/** The requester: plays a trace, one request in hand, the next one when that was accepted. */
import type { DramTrace } from './types.js';

const NEVER = Number.POSITIVE_INFINITY;

/** The clocks of each request. */
export interface RequestClocks {
  readonly sent: Float64Array;
  readonly accepted: Float64Array;
  readonly answered: Float64Array;
}

export class Requester {
  readonly clocks: RequestClocks;
  /** Request in hand and the clock at which it is sent. */
  inHand = 0;
  sendTime: number;
  /** Answers that are still to come. */
  missing: number;
  readonly #trace: DramTrace;
  readonly #maxReads: number;
  #outstandingReads = 0;
  /** Acceptance of the request before the one in hand, while that is postponed. */
  #postponedAt = NEVER;

  constructor(trace: DramTrace) {
    const n = trace.lines.length;
    this.#trace = trace;
    this.#maxReads = trace.maxOutstandingReads ?? NEVER;
    this.clocks = { sent: new Float64Array(n), accepted: new Float64Array(n), answered: new Float64Array(n) };
    this.sendTime = trace.clocks[0] as number;
    this.missing = n;
  }

  /** Sends the request in hand. */
  send(now: number): number {
    const request = this.inHand;
    this.clocks.sent[request] = now;
    if (this.#trace.writes[request] === 0) this.#outstandingReads++;
    this.sendTime = NEVER;
    return request;
  }

  /** The request in hand was accepted: takes the next. */
  accept(request: number, clock: number): void {
    this.clocks.accepted[request] = clock;
    this.inHand = request + 1;
    if (this.inHand === this.#trace.lines.length) return;
    if (this.#outstandingReads >= this.#maxReads) this.#postponedAt = clock;
    else this.sendTime = Math.max(this.#trace.clocks[this.inHand] as number, clock);
  }

  answer(request: number, now: number): void {
    this.clocks.answered[request] = now;
    this.missing--;
    if (this.#trace.writes[request] === 1) return;
    this.#outstandingReads--;
    if (this.#postponedAt === NEVER) return;
    this.sendTime = Math.max(this.#trace.clocks[this.inHand] as number, this.#postponedAt, now);
    this.#postponedAt = NEVER;
  }
}
