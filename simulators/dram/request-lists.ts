/** The waiting requests by bank, in order of acceptance, and which of them are for the open row. */
import type { DecodedTrace } from './decode.js';

export class RequestLists {
  /** Waiting requests by bank. */
  declare readonly count: Int32Array;
  /** First waiting request of each bank, or -1. */
  declare readonly head: Int32Array;
  /** By request: the one behind it in its bank, or -1. */
  declare readonly next: Int32Array;
  /** First waiting request for the open row of each bank, or -1, and their number. */
  declare readonly firstHit: Int32Array;
  declare readonly hits: Int32Array;
  declare private readonly openRow: Uint32Array;
  declare private readonly isOpen: Uint8Array;
  declare private readonly tail: Int32Array;
  declare private readonly previous: Int32Array;
  declare private readonly rows: Uint32Array;
  declare private readonly bankOf: Uint16Array;

  constructor(banks: number, trace: DecodedTrace) {
    const requests = trace.rows.length;
    this.count = new Int32Array(banks);
    this.head = new Int32Array(banks).fill(-1);
    this.next = new Int32Array(requests);
    this.firstHit = new Int32Array(banks).fill(-1);
    this.hits = new Int32Array(banks);
    this.openRow = new Uint32Array(banks);
    this.isOpen = new Uint8Array(banks);
    this.tail = new Int32Array(banks).fill(-1);
    this.previous = new Int32Array(requests);
    this.rows = trace.rows;
    this.bankOf = trace.banks;
  }

  /** Appends a request to the list of its bank. */
  add(request: number): void {
    const bank = this.bankOf[request] as number;
    const tail = this.tail[bank] as number;
    this.next[request] = -1;
    this.previous[request] = tail;
    if (tail < 0) this.head[bank] = request;
    else this.next[tail] = request;
    this.tail[bank] = request;
    this.count[bank] = (this.count[bank] as number) + 1;
    if (this.isOpen[bank] === 1 && this.rows[request] === this.openRow[bank]) {
      this.hits[bank] = (this.hits[bank] as number) + 1;
      if ((this.firstHit[bank] as number) < 0) this.firstHit[bank] = request;
    }
  }

  /** Takes a request whose column command was issued off its list. */
  remove(request: number): void {
    const bank = this.bankOf[request] as number;
    const next = this.next[request] as number;
    const previous = this.previous[request] as number;
    if (previous < 0) this.head[bank] = next;
    else this.next[previous] = next;
    if (next < 0) this.tail[bank] = previous;
    else this.previous[next] = previous;
    this.count[bank] = (this.count[bank] as number) - 1;
    if (this.isOpen[bank] === 0) return;
    this.hits[bank] = (this.hits[bank] as number) - 1;
    if (this.firstHit[bank] === request) this.firstHit[bank] = this.#hitFrom(bank, next);
  }

  /** A row was opened: which waiting requests hit it. */
  open(bank: number, row: number): void {
    this.isOpen[bank] = 1;
    this.openRow[bank] = row;
    let first = -1;
    let hits = 0;
    for (let r = this.head[bank] as number; r >= 0; r = this.next[r] as number) {
      if (this.rows[r] !== row) continue;
      if (first < 0) first = r;
      hits++;
    }
    this.firstHit[bank] = first;
    this.hits[bank] = hits;
  }

  close(bank: number): void {
    this.isOpen[bank] = 0;
    this.firstHit[bank] = -1;
    this.hits[bank] = 0;
  }

  #hitFrom(bank: number, start: number): number {
    const row = this.openRow[bank];
    let request = start;
    while (request >= 0 && this.rows[request] !== row) request = this.next[request] as number;
    return request;
  }
}
