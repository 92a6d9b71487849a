/**
 * The bank machines: which command each bank wants next.
 *
 * A bank is looked at again only when its list or its state has changed; what it wants depends on nothing else.
 */
import { ACT, NONE, PDXA, PDXP, PREAB, PREPB, RD, RDA, REFAB, REFPB, SREFEX, WR, WRA } from './commands.js';
import type { DecodedTrace } from './decode.js';
import type { CompiledDevice } from './device.js';
import { RequestLists } from './request-lists.js';
import type { DramController } from './types.js';
import { Wants } from './wants.js';

export class Banks {
  declare readonly wants: Wants;
  /** Request that each bank serves, or -1: then the bank is idle. */
  declare readonly current: Int32Array;
  declare readonly isOpen: Uint8Array;
  /** Open banks by rank. */
  declare readonly openBanks: Int32Array;
  declare readonly lists: RequestLists;
  /** Request of the next column command in order. */
  nextInOrder = 0;
  declare private readonly openRow: Uint32Array;
  /** The open row was opened for the current request and has not served it yet. */
  declare private readonly keep: Uint8Array;
  declare private readonly asleep: Uint8Array;
  declare private readonly blocked: Uint8Array;
  declare private readonly banksPerRank: number;
  declare private readonly rankOf: Int32Array;
  declare private readonly rows: Uint32Array;
  declare private readonly writes: Uint8Array;
  declare private readonly lines: Uint32Array;
  declare private readonly page: DramController['pagePolicy'];
  declare private readonly scheduler: DramController['scheduler'];
  declare private readonly strict: boolean;
  declare private readonly refreshed: boolean;
  /** Banks to evaluate: from this one up to, but without, that one. */
  #staleFrom = 0;
  #staleTo = 0;
  /** Direction of the channel's last column command: 1 write. */
  #lastWrite = 0;

  constructor(
    device: CompiledDevice,
    trace: DecodedTrace,
    requests: { readonly writes: Uint8Array; readonly lines: Uint32Array },
    controller: DramController,
  ) {
    const banks = device.ranks * device.banksPerRank;
    this.wants = new Wants(device.ranks, device.banksPerRank, device.rankOfBank);
    this.current = new Int32Array(banks).fill(-1);
    this.isOpen = new Uint8Array(banks);
    this.openBanks = new Int32Array(device.ranks);
    this.lists = new RequestLists(banks, trace);
    this.openRow = new Uint32Array(banks);
    this.keep = new Uint8Array(banks);
    this.asleep = new Uint8Array(banks);
    this.blocked = new Uint8Array(banks);
    this.banksPerRank = device.banksPerRank;
    this.rankOf = device.rankOfBank;
    this.rows = trace.rows;
    this.writes = requests.writes;
    this.lines = requests.lines;
    this.page = controller.pagePolicy;
    this.scheduler = controller.scheduler;
    this.strict = controller.commandMux === 'Strict';
    this.refreshed = controller.refreshPolicy !== 'NoRefresh';
  }

  /** Decides what the bank wants, and for which request; returns false when that is as before. */
  evaluate(bank: number): boolean {
    const command = this.#wanted(bank);
    return this.wants.set(bank, command, this.current[bank] as number);
  }

  /** Evaluates the banks that an issued command has changed. */
  evaluateStale(): void {
    for (let bank = this.#staleFrom; bank < this.#staleTo; bank++) this.evaluate(bank);
    this.#staleFrom = this.#staleTo;
  }

  /** Notes a command issued to one bank. */
  update(issued: number, bank: number): void {
    this.#staleFrom = bank;
    this.#staleTo = bank + 1;
    if (issued === ACT) this.#open(bank);
    else if (issued === PREPB) {
      this.#close(bank);
      this.keep[bank] = 0;
    } else if (issued === REFPB) {
      this.asleep[bank] = 0;
      this.blocked[bank] = 0;
    } else this.#serve(issued, bank);
  }

  /** Notes a command issued to a whole rank. */
  updateRank(issued: number, rank: number): void {
    const first = rank * this.banksPerRank;
    const end = first + this.banksPerRank;
    this.#staleFrom = first;
    this.#staleTo = end;
    if (issued === PREAB) {
      for (let bank = first; bank < end; bank++) this.#close(bank);
      this.keep.fill(0, first, end);
    } else if (issued === REFAB) {
      this.asleep.fill(0, first, end);
      this.blocked.fill(0, first, end);
    } else if (issued === PDXA || issued === PDXP) this.asleep.fill(0, first, end);
    else if (issued !== SREFEX) this.asleep.fill(1, first, end);
  }

  /** Stops a bank until it was refreshed; what it wanted is void at once. */
  block(bank: number): void {
    this.blocked[bank] = 1;
    this.wants.set(bank, NONE, -1);
  }

  /** Whether some bank of the rank has a current request. */
  anyBusy(rank: number): boolean {
    const first = rank * this.banksPerRank;
    for (let bank = first; bank < first + this.banksPerRank; bank++) {
      if ((this.current[bank] as number) >= 0) return true;
    }
    return false;
  }

  #wanted(bank: number): number {
    if (this.asleep[bank] === 1 || this.blocked[bank] === 1) return NONE;
    const choice = this.#choose(bank);
    if (choice < 0) return NONE;
    const openRow = this.openRow[bank];
    if (this.keep[bank] === 0 || this.rows[choice] === openRow) this.current[bank] = choice;
    if (this.isOpen[bank] === 0) return ACT;
    const current = this.current[bank] as number;
    if (this.rows[current] !== openRow) return PREPB;
    const closes = this.#closesAfter(bank);
    if (this.writes[current] === 1) return closes ? WRA : WR;
    return closes ? RDA : RD;
  }

  #open(bank: number): void {
    const rank = this.rankOf[bank] as number;
    const row = this.rows[this.current[bank] as number] as number;
    this.isOpen[bank] = 1;
    this.openBanks[rank] = (this.openBanks[rank] as number) + 1;
    this.openRow[bank] = row;
    this.keep[bank] = 1;
    this.lists.open(bank, row);
  }

  #close(bank: number): void {
    if (this.isOpen[bank] === 0) return;
    const rank = this.rankOf[bank] as number;
    this.isOpen[bank] = 0;
    this.openBanks[rank] = (this.openBanks[rank] as number) - 1;
    this.lists.close(bank);
  }

  /** A column command: the current request leaves its list. */
  #serve(issued: number, bank: number): void {
    this.lists.remove(this.current[bank] as number);
    this.current[bank] = -1;
    this.keep[bank] = 0;
    if (issued === RDA || issued === WRA) this.#close(bank);
    this.nextInOrder++;
    const write = issued === WR || issued === WRA ? 1 : 0;
    const turned = write !== this.#lastWrite;
    this.#lastWrite = write;
    if (this.strict || (turned && this.scheduler === 'FrFcfsGrp')) {
      this.#staleFrom = 0;
      this.#staleTo = this.current.length;
    }
  }

  #choose(bank: number): number {
    const head = this.lists.head[bank] as number;
    if (this.scheduler === 'Fifo' || this.isOpen[bank] === 0) return head;
    const hit = this.lists.firstHit[bank] as number;
    if (hit < 0 || (this.strict && this.#wouldWaitForEver(head, hit))) return head;
    return this.scheduler === 'FrFcfs' ? hit : this.#hitOfDirection(bank, hit);
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
  #hitOfDirection(bank: number, firstHit: number): number {
    const { next } = this.lists;
    const row = this.openRow[bank];
    for (let r = firstHit; r >= 0; r = next[r] as number) {
      if (this.rows[r] !== row || this.writes[r] !== this.#lastWrite) continue;
      let earlier = firstHit;
      while (earlier !== r && this.lines[earlier] !== this.lines[r]) earlier = next[earlier] as number;
      if (earlier === r) return r;
    }
    return firstHit;
  }

  /** Whether the column command of a hit closes the row (page policies). */
  #closesAfter(bank: number): boolean {
    if (this.page === 'Open') return false;
    if (this.page === 'Closed') return true;
    if (this.page === 'OpenAdaptive' && (this.lists.count[bank] as number) < 2) return false;
    return !this.#furtherHit(bank);
  }

  #furtherHit(bank: number): boolean {
    const { head, hits, next } = this.lists;
    if (this.scheduler !== 'Fifo') return (hits[bank] as number) >= 2;
    const second = next[head[bank] as number] as number;
    return second >= 0 && this.rows[second] === this.openRow[bank];
  }
}
