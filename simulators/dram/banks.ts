/**
 * The waiting requests and the bank machines: which command each bank wants next.
 *
 * A bank is looked at again only when its list or its state has changed; what it wants depends on nothing else.
 */
import {
  ACT,
  isColumn,
  isWrite,
  NONE,
  PDEA,
  PDEP,
  PDXA,
  PDXP,
  PREAB,
  PREPB,
  RD,
  RDA,
  REFAB,
  REFPB,
  SREFEN,
  WR,
  WRA,
} from './commands.js';
import type { DecodedTrace } from './decode.js';
import type { CompiledDevice } from './device.js';
import type { DramController } from './types.js';

export class Banks {
  /** Command that each bank wants, or NONE. */
  readonly command: Int8Array;
  /** Request that each bank serves, or -1: then the bank is idle. */
  readonly current: Int32Array;
  /** Waiting requests by bank. */
  readonly count: Int32Array;
  /** 1 for banks that must be evaluated. */
  readonly stale: Uint8Array;
  readonly isOpen: Uint8Array;
  /** Open banks by rank. */
  readonly openBanks: Int32Array;
  readonly #openRow: Uint32Array;
  /** The open row was opened for the current request and has not served it yet. */
  readonly #keep: Uint8Array;
  readonly #asleep: Uint8Array;
  readonly #blocked: Uint8Array;
  readonly #head: Int32Array;
  readonly #tail: Int32Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  /** First waiting request for the open row of each bank, or -1, and their number. */
  readonly #firstHit: Int32Array;
  readonly #hits: Int32Array;
  readonly #banksPerRank: number;
  readonly #rows: Uint32Array;
  readonly #bankOf: Uint16Array;
  readonly #writes: Uint8Array;
  readonly #lines: Uint32Array;
  readonly #page: DramController['pagePolicy'];
  readonly #scheduler: DramController['scheduler'];
  /** Direction of the channel's last column command: 1 write. */
  #lastWrite = 0;

  constructor(
    device: CompiledDevice,
    trace: DecodedTrace,
    writes: Uint8Array,
    lines: Uint32Array,
    controller: DramController,
  ) {
    const banks = device.ranks * device.banksPerRank;
    this.command = new Int8Array(banks).fill(NONE);
    this.current = new Int32Array(banks).fill(-1);
    this.count = new Int32Array(banks);
    this.stale = new Uint8Array(banks);
    this.isOpen = new Uint8Array(banks);
    this.openBanks = new Int32Array(device.ranks);
    this.#openRow = new Uint32Array(banks);
    this.#keep = new Uint8Array(banks);
    this.#asleep = new Uint8Array(banks);
    this.#blocked = new Uint8Array(banks);
    this.#head = new Int32Array(banks).fill(-1);
    this.#tail = new Int32Array(banks).fill(-1);
    this.#next = new Int32Array(writes.length);
    this.#previous = new Int32Array(writes.length);
    this.#firstHit = new Int32Array(banks).fill(-1);
    this.#hits = new Int32Array(banks);
    this.#banksPerRank = device.banksPerRank;
    this.#rows = trace.rows;
    this.#bankOf = trace.banks;
    this.#writes = writes;
    this.#lines = lines;
    this.#page = controller.pagePolicy;
    this.#scheduler = controller.scheduler;
  }

  /** Appends a request to the list of its bank. */
  add(request: number): void {
    const bank = this.#bankOf[request] as number;
    const tail = this.#tail[bank] as number;
    this.#next[request] = -1;
    this.#previous[request] = tail;
    if (tail < 0) this.#head[bank] = request;
    else this.#next[tail] = request;
    this.#tail[bank] = request;
    this.count[bank] = (this.count[bank] as number) + 1;
    if (this.isOpen[bank] === 1 && this.#rows[request] === this.#openRow[bank]) {
      this.#hits[bank] = (this.#hits[bank] as number) + 1;
      if ((this.#firstHit[bank] as number) < 0) this.#firstHit[bank] = request;
    }
  }

  /** Takes a request whose column command was issued (and noted) off its list. */
  remove(request: number): void {
    const bank = this.#bankOf[request] as number;
    const next = this.#next[request] as number;
    const previous = this.#previous[request] as number;
    if (previous < 0) this.#head[bank] = next;
    else this.#next[previous] = next;
    if (next < 0) this.#tail[bank] = previous;
    else this.#previous[next] = previous;
    this.count[bank] = (this.count[bank] as number) - 1;
    if (this.isOpen[bank] === 0) return;
    this.#hits[bank] = (this.#hits[bank] as number) - 1;
    if (this.#firstHit[bank] === request) this.#firstHit[bank] = this.#hitFrom(bank, next);
  }

  /** Decides what the bank wants. */
  evaluate(bank: number): void {
    this.stale[bank] = 0;
    this.command[bank] = NONE;
    if (this.#asleep[bank] === 1 || this.#blocked[bank] === 1) return;
    const choice = this.#choose(bank);
    if (choice < 0) return;
    const openRow = this.#openRow[bank];
    if (this.#keep[bank] === 0 || this.#rows[choice] === openRow) this.current[bank] = choice;
    if (this.isOpen[bank] === 0) {
      this.command[bank] = ACT;
      return;
    }
    const current = this.current[bank] as number;
    if (this.#rows[current] !== openRow) {
      this.command[bank] = PREPB;
      return;
    }
    const closes = this.#closesAfter(bank);
    if (this.#writes[current] === 1) this.command[bank] = closes ? WRA : WR;
    else this.command[bank] = closes ? RDA : RD;
  }

  /** Notes a command issued to one bank. */
  update(command: number, bank: number): void {
    this.stale[bank] = 1;
    if (command === ACT) {
      const rank = this.#rankOf(bank);
      this.isOpen[bank] = 1;
      this.openBanks[rank] = (this.openBanks[rank] as number) + 1;
      this.#openRow[bank] = this.#rows[this.current[bank] as number] as number;
      this.#keep[bank] = 1;
      this.#findHits(bank);
    } else if (command === PREPB) {
      this.#close(bank);
      this.#keep[bank] = 0;
    } else if (command === REFPB) {
      this.#asleep[bank] = 0;
      this.#blocked[bank] = 0;
    } else if (isColumn(command)) {
      this.current[bank] = -1;
      this.#keep[bank] = 0;
      if (command === RDA || command === WRA) this.#close(bank);
      const write = isWrite(command) ? 1 : 0;
      if (write !== this.#lastWrite) {
        this.#lastWrite = write;
        if (this.#scheduler === 'FrFcfsGrp') this.stale.fill(1);
      }
    }
  }

  /** Notes a command issued to a whole rank. */
  updateRank(command: number, rank: number): void {
    const first = rank * this.#banksPerRank;
    for (let bank = first; bank < first + this.#banksPerRank; bank++) {
      this.stale[bank] = 1;
      if (command === PREAB) {
        if (this.isOpen[bank] === 1) this.#close(bank);
        this.#keep[bank] = 0;
      } else if (command === PDEA || command === PDEP || command === SREFEN) this.#asleep[bank] = 1;
      else if (command === PDXA || command === PDXP) this.#asleep[bank] = 0;
      else if (command === REFAB) {
        this.#asleep[bank] = 0;
        this.#blocked[bank] = 0;
      }
    }
  }

  /** Stops a bank until it was refreshed; what it wanted is void at once. */
  block(bank: number): void {
    this.#blocked[bank] = 1;
    this.command[bank] = NONE;
  }

  /** Whether some bank of the rank has a current request. */
  anyBusy(rank: number): boolean {
    const first = rank * this.#banksPerRank;
    for (let bank = first; bank < first + this.#banksPerRank; bank++) {
      if ((this.current[bank] as number) >= 0) return true;
    }
    return false;
  }

  #rankOf(bank: number): number {
    return Math.floor(bank / this.#banksPerRank);
  }

  #close(bank: number): void {
    if (this.isOpen[bank] === 0) return;
    const rank = this.#rankOf(bank);
    this.isOpen[bank] = 0;
    this.openBanks[rank] = (this.openBanks[rank] as number) - 1;
    this.#firstHit[bank] = -1;
    this.#hits[bank] = 0;
  }

  #findHits(bank: number): void {
    const row = this.#openRow[bank];
    let first = -1;
    let hits = 0;
    for (let r = this.#head[bank] as number; r >= 0; r = this.#next[r] as number) {
      if (this.#rows[r] !== row) continue;
      if (first < 0) first = r;
      hits++;
    }
    this.#firstHit[bank] = first;
    this.#hits[bank] = hits;
  }

  #hitFrom(bank: number, start: number): number {
    const row = this.#openRow[bank];
    let request = start;
    while (request >= 0 && this.#rows[request] !== row) request = this.#next[request] as number;
    return request;
  }

  #choose(bank: number): number {
    const head = this.#head[bank] as number;
    if (this.#scheduler === 'Fifo' || this.isOpen[bank] === 0) return head;
    const hit = this.#firstHit[bank] as number;
    if (hit < 0) return head;
    return this.#scheduler === 'FrFcfs' ? hit : this.#hitOfDirection(bank, hit);
  }

  /** First hit in the direction of the bus that overtakes no hit of the same address; else the first hit. */
  #hitOfDirection(bank: number, firstHit: number): number {
    const row = this.#openRow[bank];
    for (let r = firstHit; r >= 0; r = this.#next[r] as number) {
      if (this.#rows[r] !== row || this.#writes[r] !== this.#lastWrite) continue;
      let earlier = firstHit;
      while (earlier !== r && this.#lines[earlier] !== this.#lines[r]) earlier = this.#next[earlier] as number;
      if (earlier === r) return r;
    }
    return firstHit;
  }

  /** Whether the column command of a hit closes the row (page policies). */
  #closesAfter(bank: number): boolean {
    if (this.#page === 'Open') return false;
    if (this.#page === 'Closed') return true;
    if (this.#page === 'OpenAdaptive' && (this.count[bank] as number) < 2) return false;
    return !this.#furtherHit(bank);
  }

  #furtherHit(bank: number): boolean {
    if (this.#scheduler !== 'Fifo') return (this.#hits[bank] as number) >= 2;
    const second = this.#next[this.#head[bank] as number] as number;
    return second >= 0 && this.#rows[second] === this.#openRow[bank];
  }
}
