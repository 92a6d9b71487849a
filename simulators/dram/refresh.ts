/** Refresh managers, one per rank: when to refresh, how far to postpone and pull in, and which bank. */
import type { Banks } from './banks.js';
import { type Clock, NEVER } from './clock.js';
import { NONE, PDEA, PDEP, PDXA, PDXP, PREAB, PREPB, REFAB, REFPB, SREFEN } from './commands.js';
import type { CompiledDevice } from './device.js';
import type { PowerDown } from './power-down.js';
import type { DramController } from './types.js';

/** What of the options the managers go by. */
type Settings = Pick<DramController, 'refreshPolicy' | 'refreshMaxPostponed' | 'refreshMaxPulledIn'> & {
  /** Clocks; NEVER for no refresh. */
  readonly refreshInterval: number;
};

/** Places of the clocks that stand for all managers. */
const SOONEST_DUE = 0;
const WAKE = 1;

export class Refresh {
  readonly command: Int8Array;
  /** Bank that the command is for; the rank's first for commands of the rank. */
  readonly bank: Int32Array;
  /** Whether some manager wants a command. */
  wantsAny = false;
  declare private readonly due: Int32Array;
  declare private readonly next: Int32Array;
  declare private readonly perBank: boolean;
  /** Clocks from one refresh to the next; NEVER for no refresh. */
  declare readonly interval: number;
  /** Intervals of this policy. */
  declare private readonly maxPostponed: number;
  declare private readonly maxPulledIn: number;
  declare private readonly banks: Banks;
  declare private readonly powerDown: PowerDown;
  declare private readonly banksPerRank: number;
  declare private readonly flexibility: Int32Array;
  declare private readonly pullIn: Uint8Array;
  declare private readonly asleep: Uint8Array;
  /** Banks that the round still has to refresh (per bank only), and their number by rank. */
  declare private readonly remaining: Uint8Array;
  declare private readonly remainingCount: Int32Array;
  /** A forced refresh of a bank is under way: its bank is not chosen anew. */
  declare private readonly skip: Uint8Array;

  constructor(device: CompiledDevice, settings: Settings, banks: Banks, powerDown: PowerDown, clock: Clock) {
    const { ranks, banksPerRank } = device;
    this.perBank = settings.refreshPolicy === 'PerBank';
    this.interval = settings.refreshInterval;
    const intervals = this.perBank ? banksPerRank : 1;
    this.maxPostponed = settings.refreshMaxPostponed * intervals;
    this.maxPulledIn = settings.refreshMaxPulledIn * intervals;
    this.banks = banks;
    this.powerDown = powerDown;
    this.banksPerRank = banksPerRank;
    this.command = new Int8Array(ranks).fill(NONE);
    this.bank = Int32Array.from({ length: ranks }, (_, rank) => rank * banksPerRank);
    this.due = clock.array(ranks);
    for (let rank = 0; rank < ranks; rank++) this.due[rank] = firstDue(this.interval, rank, ranks);
    this.next = clock.array(2, Math.min(...this.due));
    this.flexibility = new Int32Array(ranks);
    this.pullIn = new Uint8Array(ranks);
    this.asleep = new Uint8Array(ranks);
    this.remaining = new Uint8Array(ranks * banksPerRank).fill(1);
    this.remainingCount = new Int32Array(ranks).fill(banksPerRank);
    this.skip = new Uint8Array(ranks);
  }

  /** The earliest clock at which some manager has to be asked again, whether or not its rank sleeps. */
  get soonestDue(): number {
    return this.next[SOONEST_DUE] as number;
  }

  /** The earliest clock to come at which a manager that wants nothing has to be asked. */
  get wake(): number {
    return this.next[WAKE] as number;
  }

  /** Decides what the manager of each rank wants at `now`; postponing is done here. */
  evaluateAll(now: number): void {
    this.next.fill(NEVER);
    this.wantsAny = false;
    for (let rank = 0; rank < this.command.length; rank++) {
      this.#evaluate(rank, now);
      const due = this.due[rank] as number;
      if (due < this.soonestDue) this.next[SOONEST_DUE] = due;
      if (this.command[rank] !== NONE) this.wantsAny = true;
      else if (due > now && due < this.wake) this.next[WAKE] = due;
    }
  }

  /** Notes a command issued to the rank or one of its banks. */
  update(command: number, rank: number, bank: number, now: number): void {
    if (command === REFAB) this.#refreshedRank(rank, now);
    else if (command === REFPB) this.#refreshedBank(rank, bank);
    else if (command === PDEA || command === PDEP) this.asleep[rank] = 1;
    else if (command === PDXA || command === PDXP) this.asleep[rank] = 0;
    else if (command === SREFEN) {
      this.asleep[rank] = 1;
      this.due[rank] = NEVER;
    }
  }

  #evaluate(rank: number, now: number): void {
    this.command[rank] = NONE;
    if (now < (this.due[rank] as number)) return;
    this.powerDown.interrupt(rank);
    if (this.asleep[rank] === 1) return;
    if (now >= (this.due[rank] as number) + this.interval) {
      this.#advance(rank);
      this.pullIn[rank] = 0;
    }
    if (this.perBank) this.#evaluateBank(rank);
    else this.#evaluateRank(rank);
  }

  #evaluateRank(rank: number): void {
    const forced = this.flexibility[rank] === this.maxPostponed;
    const first = rank * this.banksPerRank;
    if (this.pullIn[rank] === 1) {
      if (this.banks.anyBusy(rank)) this.#endPullIn(rank);
      else this.command[rank] = REFAB;
      return;
    }
    if (forced) for (let bank = first; bank < first + this.banksPerRank; bank++) this.banks.block(bank);
    else if (this.banks.anyBusy(rank)) {
      this.#postpone(rank);
      return;
    }
    this.command[rank] = this.banks.openBanks(rank) > 0 ? PREAB : REFAB;
  }

  #evaluateBank(rank: number): void {
    const idle = this.skip[rank] === 1 ? -1 : this.#firstRemaining(rank, true);
    if (this.pullIn[rank] === 1) {
      if (idle < 0) this.#endPullIn(rank);
      else this.#select(rank, idle, false);
      return;
    }
    const forced = this.flexibility[rank] === this.maxPostponed;
    if (idle < 0 && !forced) {
      this.#postpone(rank);
      return;
    }
    let bank = this.bank[rank] as number;
    if (idle >= 0) bank = idle;
    else if (this.skip[rank] === 0) bank = this.#firstRemaining(rank, false);
    this.#select(rank, bank, forced);
  }

  #select(rank: number, bank: number, forced: boolean): void {
    this.bank[rank] = bank;
    if (this.banks.isOpen(bank)) {
      this.command[rank] = PREPB;
      return;
    }
    this.command[rank] = REFPB;
    if (!forced) return;
    this.banks.block(bank);
    this.skip[rank] = 1;
  }

  #firstRemaining(rank: number, idle: boolean): number {
    const first = rank * this.banksPerRank;
    for (let bank = first; bank < first + this.banksPerRank; bank++) {
      if (this.remaining[bank] === 1 && (!idle || this.banks.current(bank) < 0)) return bank;
    }
    return -1;
  }

  #refreshedRank(rank: number, now: number): void {
    if (this.perBank || this.asleep[rank] === 1) {
      this.pullIn[rank] = 0;
      this.due[rank] = Math.min(now + this.interval, NEVER);
      this.asleep[rank] = 0;
      this.#refill(rank);
      this.skip[rank] = 0;
      return;
    }
    this.#pulled(rank);
  }

  #refreshedBank(rank: number, bank: number): void {
    this.skip[rank] = 0;
    this.remaining[bank] = 0;
    this.remainingCount[rank] = (this.remainingCount[rank] as number) - 1;
    if (this.remainingCount[rank] === 0) this.#refill(rank);
    this.#pulled(rank);
  }

  #refill(rank: number): void {
    this.remaining.fill(1, rank * this.banksPerRank, (rank + 1) * this.banksPerRank);
    this.remainingCount[rank] = this.banksPerRank;
  }

  /** A refresh was done: a further one may be pulled in while the rank is idle. */
  #pulled(rank: number): void {
    if (this.pullIn[rank] === 1) this.flexibility[rank] = (this.flexibility[rank] as number) - 1;
    else this.pullIn[rank] = 1;
    if (this.flexibility[rank] === -this.maxPulledIn) this.#endPullIn(rank);
  }

  #endPullIn(rank: number): void {
    this.pullIn[rank] = 0;
    this.#advance(rank);
  }

  #postpone(rank: number): void {
    this.flexibility[rank] = (this.flexibility[rank] as number) + 1;
    this.#advance(rank);
  }

  #advance(rank: number): void {
    this.due[rank] = (this.due[rank] as number) + this.interval;
  }
}

/** Ranks refresh in turn: the order is that of the bit-reversed rank numbers. */
function firstDue(interval: number, rank: number, ranks: number): number {
  if (interval === NEVER) return NEVER;
  let reversed = 0;
  for (let bit = 1, place = ranks >> 1; bit < ranks; bit <<= 1, place >>= 1) if ((rank & bit) !== 0) reversed += place;
  return Math.ceil(interval - (reversed * interval) / ranks);
}
