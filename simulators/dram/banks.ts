/**
 * The bank machines: which command each bank wants next.
 *
 * A bank is looked at again only when its list or its state has changed; what it wants depends on nothing else.
 */
import { ACT, NONE, PDXA, PDXP, PREAB, PREPB, RD, RDA, REFAB, REFPB, SREFEX, WR, WRA } from './commands.js';
import type { DecodedTrace } from './decode.js';
import type { CompiledDevice } from './device.js';
import { RequestLists } from './request-lists.js';
import { bankWords, type ChannelState, RECORD_SHIFT, rankWords } from './state.js';
import type { DramController } from './types.js';

/**
 * Constants of other modules are looked up at each use, those of this one are not; and a field compared with `true` or
 * `false` takes one instruction, one that is only tested takes ten (V8).
 */
const SHIFT = RECORD_SHIFT;
const { WANT, CURRENT, OPEN_ROW, KEEP, STOPPED, HEAD, TAIL, WAITING, FIRST_HIT, HITS } = bankWords;
const { OPEN_BANKS, WANTING } = rankWords;
const ASLEEP = 1;
const BLOCKED = 2;

export class Banks {
  declare readonly lists: RequestLists;
  /** Request of the next column command in order. */
  nextInOrder = 0;
  declare private readonly words: Int32Array;
  declare private readonly firstRank: number;
  declare private readonly banks: number;
  declare private readonly banksPerRank: number;
  declare private readonly rankOf: Int32Array;
  declare private readonly rows: Uint32Array;
  declare private readonly writes: Uint8Array;
  declare private readonly lines: Uint32Array;
  declare private readonly page: DramController['pagePolicy'];
  /** Schedulers that prefer hits, and of these the one that prefers hits of the bus direction. */
  declare private readonly hitsFirst: boolean;
  declare private readonly grouped: boolean;
  declare private readonly strict: boolean;
  declare private readonly refreshed: boolean;
  /** Banks to evaluate: from this one up to, but without, that one. */
  #staleFrom = 0;
  #staleTo = 0;
  /** Direction of the channel's last column command: 1 write. */
  #lastWrite = 0;

  constructor(
    device: CompiledDevice,
    state: ChannelState,
    trace: DecodedTrace,
    requests: { readonly writes: Uint8Array; readonly lines: Uint32Array },
    controller: DramController,
  ) {
    this.words = state.words;
    this.firstRank = state.firstRank;
    this.banks = device.ranks * device.banksPerRank;
    this.banksPerRank = device.banksPerRank;
    this.rankOf = device.rankOfBank;
    this.lists = new RequestLists(state.words, trace);
    this.rows = trace.rows;
    this.writes = requests.writes;
    this.lines = requests.lines;
    this.page = controller.pagePolicy;
    this.hitsFirst = controller.scheduler !== 'Fifo';
    this.grouped = controller.scheduler === 'FrFcfsGrp';
    this.strict = controller.commandMux === 'Strict';
    this.refreshed = controller.refreshPolicy !== 'NoRefresh';
    for (let bank = 0; bank < this.banks; bank++) {
      const at = bank << SHIFT;
      this.words[at + WANT] = NONE;
      for (const none of [CURRENT, OPEN_ROW, HEAD, TAIL, FIRST_HIT]) this.words[at + none] = -1;
    }
  }

  /** Request that the bank serves, or -1: then it is idle. */
  current(bank: number): number {
    return this.words[(bank << SHIFT) + CURRENT] as number;
  }

  isOpen(bank: number): boolean {
    return (this.words[(bank << SHIFT) + OPEN_ROW] as number) >= 0;
  }

  /** Open banks of the rank. */
  openBanks(rank: number): number {
    return this.words[this.firstRank + (rank << SHIFT) + OPEN_BANKS] as number;
  }

  /** Requests that wait for the bank. */
  waiting(bank: number): number {
    return this.words[(bank << SHIFT) + WAITING] as number;
  }

  /** Decides what the bank wants, and for which request; returns false when that is as before. */
  evaluate(bank: number): boolean {
    const { words } = this;
    const at = bank << SHIFT;
    const command = words[at + WANT] as number;
    const request = words[at + CURRENT] as number;
    const wanted = this.#wanted(at);
    if (wanted !== command) this.#want(bank, wanted);
    return wanted !== command || words[at + CURRENT] !== request;
  }

  /** Evaluates the banks that an issued command has changed. */
  evaluateStale(): void {
    for (let bank = this.#staleFrom; bank < this.#staleTo; bank++) this.evaluate(bank);
    this.#staleFrom = this.#staleTo;
  }

  /** Notes a command issued to one bank. */
  update(issued: number, bank: number): void {
    const at = bank << SHIFT;
    this.#staleFrom = bank;
    this.#staleTo = bank + 1;
    if (issued === ACT) this.#open(bank, at);
    else if (issued === PREPB) {
      this.#close(bank, at);
      this.words[at + KEEP] = 0;
    } else if (issued === REFPB) this.words[at + STOPPED] = 0;
    else this.#serve(issued, bank, at);
  }

  /** Notes a command issued to a whole rank. */
  updateRank(issued: number, rank: number): void {
    const { words } = this;
    const first = rank * this.banksPerRank;
    const end = first + this.banksPerRank;
    this.#staleFrom = first;
    this.#staleTo = end;
    if (issued === SREFEX) return;
    for (let bank = first; bank < end; bank++) {
      const at = bank << SHIFT;
      if (issued === PREAB) {
        this.#close(bank, at);
        words[at + KEEP] = 0;
      } else if (issued === REFAB) words[at + STOPPED] = 0;
      else if (issued === PDXA || issued === PDXP) words[at + STOPPED] = (words[at + STOPPED] as number) & ~ASLEEP;
      else words[at + STOPPED] = (words[at + STOPPED] as number) | ASLEEP;
    }
  }

  /** Stops a bank until it was refreshed; what it wanted is void at once. */
  block(bank: number): void {
    const at = bank << SHIFT;
    this.words[at + STOPPED] = (this.words[at + STOPPED] as number) | BLOCKED;
    this.#want(bank, NONE);
  }

  /** Whether some bank of the rank has a current request. */
  anyBusy(rank: number): boolean {
    const first = rank * this.banksPerRank;
    for (let bank = first; bank < first + this.banksPerRank; bank++) if (this.current(bank) >= 0) return true;
    return false;
  }

  #wanted(at: number): number {
    const { words } = this;
    if (words[at + STOPPED] !== 0) return NONE;
    const choice = this.#choose(at);
    if (choice < 0) return NONE;
    const openRow = words[at + OPEN_ROW] as number;
    if (words[at + KEEP] === 0 || this.rows[choice] === openRow) words[at + CURRENT] = choice;
    if (openRow < 0) return ACT;
    const current = words[at + CURRENT] as number;
    if (this.rows[current] !== openRow) return PREPB;
    const closes = this.#closesAfter(at);
    if (this.writes[current] === 1) return closes ? WRA : WR;
    return closes ? RDA : RD;
  }

  #want(bank: number, command: number): void {
    const { words } = this;
    const rank = this.rankOf[bank] as number;
    const wanting = this.firstRank + (rank << SHIFT) + WANTING;
    const bit = 1 << (bank - rank * this.banksPerRank);
    const at = bank << SHIFT;
    const before = wanting + (words[at + WANT] as number);
    words[at + WANT] = command;
    words[before] = (words[before] as number) & ~bit;
    words[wanting + command] = (words[wanting + command] as number) | bit;
  }

  #open(bank: number, at: number): void {
    const rankAt = this.firstRank + ((this.rankOf[bank] as number) << SHIFT);
    this.words[rankAt + OPEN_BANKS] = (this.words[rankAt + OPEN_BANKS] as number) + 1;
    this.words[at + KEEP] = 1;
    this.lists.open(at, this.rows[this.words[at + CURRENT] as number] as number);
  }

  #close(bank: number, at: number): void {
    if ((this.words[at + OPEN_ROW] as number) < 0) return;
    const rankAt = this.firstRank + ((this.rankOf[bank] as number) << SHIFT);
    this.words[rankAt + OPEN_BANKS] = (this.words[rankAt + OPEN_BANKS] as number) - 1;
    this.lists.close(at);
  }

  /** A column command: the current request leaves its list. */
  #serve(issued: number, bank: number, at: number): void {
    this.lists.remove(this.words[at + CURRENT] as number);
    this.words[at + CURRENT] = -1;
    this.words[at + KEEP] = 0;
    if (issued === RDA || issued === WRA) this.#close(bank, at);
    this.nextInOrder++;
    const write = issued === WR || issued === WRA ? 1 : 0;
    const turned = write !== this.#lastWrite;
    this.#lastWrite = write;
    if (this.strict === true || (this.grouped === true && turned)) {
      this.#staleFrom = 0;
      this.#staleTo = this.banks;
    }
  }

  #choose(at: number): number {
    const { words } = this;
    const head = words[at + HEAD] as number;
    const hit = words[at + FIRST_HIT] as number;
    if (hit < 0 || this.hitsFirst === false) return head;
    if (this.strict === true && this.#wouldWaitForEver(head, hit)) return head;
    return this.grouped === true ? this.#hitOfDirection(at, hit) : hit;
  }

  /**
   * Strict and a scheduler that prefers hits can wait for each other: the next request in order is passed over for a
   * hit that may not go before it. DRAMSys then never ends, unless a refresh closes the row. Here the next in order is
   * taken where no refresh helps; no run that ends is changed by it.
   */
  #wouldWaitForEver(head: number, firstHit: number): boolean {
    return head === this.nextInOrder && (head === firstHit || !this.refreshed);
  }

  /** First hit in the direction of the bus that overtakes no hit of the same address; else the first hit. */
  #hitOfDirection(at: number, firstHit: number): number {
    const { next } = this.lists;
    const row = this.words[at + OPEN_ROW];
    for (let r = firstHit; r >= 0; r = next[r] as number) {
      if (this.rows[r] !== row || this.writes[r] !== this.#lastWrite) continue;
      let earlier = firstHit;
      while (earlier !== r && this.lines[earlier] !== this.lines[r]) earlier = next[earlier] as number;
      if (earlier === r) return r;
    }
    return firstHit;
  }

  /** Whether the column command of a hit closes the row (page policies). */
  #closesAfter(at: number): boolean {
    if (this.page === 'Open') return false;
    if (this.page === 'Closed') return true;
    if (this.page === 'OpenAdaptive' && (this.words[at + WAITING] as number) < 2) return false;
    return !this.#furtherHit(at);
  }

  #furtherHit(at: number): boolean {
    if (this.hitsFirst === true) return (this.words[at + HITS] as number) >= 2;
    const second = this.lists.next[this.words[at + HEAD] as number] as number;
    return second >= 0 && this.rows[second] === this.words[at + OPEN_ROW];
  }
}
