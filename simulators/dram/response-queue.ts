/** Answers with the time from which they may be handed over; the first blocks those behind it. */
import type { Clock } from './clock.js';

export class ResponseQueue {
  declare private readonly ordered: boolean;
  /** Fifo: requests in order of issue. */
  declare private readonly requests: Int32Array;
  /** In the order of the queue; NEVER before the issue. */
  declare private readonly times: Int32Array;
  /** Answers in the queue. */
  waiting = 0;
  #head = 0;
  #tail = 0;

  /** @param ordered answers go in the order of the requests, not of their issue */
  constructor(requests: number, ordered: boolean, clock: Clock) {
    this.ordered = ordered;
    this.requests = new Int32Array(ordered ? 0 : requests);
    this.times = clock.array(requests + 1);
  }

  /** When the next answer may be handed over; NEVER when it is not yet known. */
  get time(): number {
    return this.times[this.#head] as number;
  }

  /** Whether this request, of those that were not added yet, is the next to be answered. */
  isNext(request: number): boolean {
    return this.ordered ? request === this.#head : this.waiting === 0;
  }

  /** The next to be answered was answered without being added. */
  pass(): void {
    if (this.ordered) this.#head++;
  }

  add(request: number, time: number): void {
    this.waiting++;
    if (this.ordered) this.times[request] = time;
    else {
      this.requests[this.#tail] = request;
      this.times[this.#tail++] = time;
    }
  }

  take(): number {
    this.waiting--;
    const head = this.#head++;
    return this.ordered ? head : (this.requests[head] as number);
  }
}
