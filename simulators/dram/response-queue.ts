/** Answers with the time from which they may be handed over; the first blocks those behind it. */
const NEVER = Number.POSITIVE_INFINITY;

export class ResponseQueue {
  /** When the next answer may be handed over; Infinity when there is none. */
  time = NEVER;
  readonly #ordered: boolean;
  /** Fifo: requests in order of issue. */
  readonly #requests: Int32Array;
  /** By request; Infinity before its issue. */
  readonly #times: Float64Array;
  #head = 0;
  #tail = 0;

  /** @param ordered answers go in the order of the requests, not of their issue */
  constructor(requests: number, ordered: boolean) {
    this.#ordered = ordered;
    this.#requests = new Int32Array(ordered ? 0 : requests);
    this.#times = new Float64Array(requests).fill(NEVER);
  }

  add(request: number, time: number): void {
    this.#times[request] = time;
    if (!this.#ordered) this.#requests[this.#tail++] = request;
    this.#look();
  }

  take(): number {
    const head = this.#head++;
    const request = this.#ordered ? head : (this.#requests[head] as number);
    this.#look();
    return request;
  }

  #look(): void {
    const head = this.#head;
    if (this.#ordered) this.time = head < this.#times.length ? (this.#times[head] as number) : NEVER;
    else this.time = head < this.#tail ? (this.#times[this.#requests[head] as number] as number) : NEVER;
  }
}
