/** The waiting requests by bank, in order of acceptance, and which of them are for the open row. */
import type { DecodedTrace } from './decode.js';
import { bankWords, RECORD_SHIFT } from './state.js';

/** Constants of other modules are looked up at each use, those of this one are not. */
const SHIFT = RECORD_SHIFT;
const { OPEN_ROW, HEAD, TAIL, WAITING, FIRST_HIT, HITS } = bankWords;

export class RequestLists {
  /** By request: the one behind it in its bank, or -1. */
  declare readonly next: Int32Array;
  declare private readonly previous: Int32Array;
  declare private readonly words: Int32Array;
  declare private readonly rows: Uint32Array;
  declare private readonly banks: Uint16Array;

  constructor(words: Int32Array, { rows, banks }: DecodedTrace) {
    this.next = new Int32Array(rows.length);
    this.previous = new Int32Array(rows.length);
    this.words = words;
    this.rows = rows;
    this.banks = banks;
  }

  /** Appends a request to the list of its bank. */
  add(request: number): void {
    const { words } = this;
    const at = (this.banks[request] as number) << SHIFT;
    const tail = words[at + TAIL] as number;
    this.next[request] = -1;
    this.previous[request] = tail;
    if (tail < 0) words[at + HEAD] = request;
    else this.next[tail] = request;
    words[at + TAIL] = request;
    words[at + WAITING] = (words[at + WAITING] as number) + 1;
    if (this.rows[request] !== words[at + OPEN_ROW]) return;
    words[at + HITS] = (words[at + HITS] as number) + 1;
    if ((words[at + FIRST_HIT] as number) < 0) words[at + FIRST_HIT] = request;
  }

  /** Takes a request whose column command was issued off its list. */
  remove(request: number): void {
    const { words } = this;
    const at = (this.banks[request] as number) << SHIFT;
    const next = this.next[request] as number;
    const previous = this.previous[request] as number;
    if (previous < 0) words[at + HEAD] = next;
    else this.next[previous] = next;
    if (next < 0) words[at + TAIL] = previous;
    else this.previous[next] = previous;
    words[at + WAITING] = (words[at + WAITING] as number) - 1;
    const hits = (words[at + HITS] as number) - 1;
    words[at + HITS] = hits;
    if (words[at + FIRST_HIT] !== request) return;
    words[at + FIRST_HIT] = hits === 0 ? -1 : this.#hitFrom(next, words[at + OPEN_ROW] as number);
  }

  /** A row was opened: which waiting requests hit it. */
  open(at: number, row: number): void {
    const { words } = this;
    let first = -1;
    let hits = 0;
    for (let r = words[at + HEAD] as number; r >= 0; r = this.next[r] as number) {
      if (this.rows[r] !== row) continue;
      if (first < 0) first = r;
      hits++;
    }
    words[at + OPEN_ROW] = row;
    words[at + FIRST_HIT] = first;
    words[at + HITS] = hits;
  }

  close(at: number): void {
    const { words } = this;
    words[at + OPEN_ROW] = -1;
    words[at + FIRST_HIT] = -1;
    words[at + HITS] = 0;
  }

  #hitFrom(start: number, row: number): number {
    let request = start;
    while (this.rows[request] !== row) request = this.next[request] as number;
    return request;
  }
}
