/**
 * Chooses among the commands that banks and managers want.
 *
 * A survey holds until something is issued or a manager acts: the earliest clocks depend on nothing else. Then a pass
 * before the soonest of them can issue nothing, and the choice at that clock is known.
 */
import type { Banks } from './banks.js';
import { type Clock, later, NEVER, sooner } from './clock.js';
import { COMMAND_STRIDE, isColumn, NONE } from './commands.js';
import type { CompiledDevice } from './device.js';
import type { PowerDown } from './power-down.js';
import type { Refresh } from './refresh.js';
import type { TimingChecker } from './timing.js';

/** Constants of other modules are looked up at each use, those of this one are not. */
const S = COMMAND_STRIDE;
const latest = later;
const soonestOf = sooner;
/** Refreshes come before all requests, power-down commands after. */
const REFRESH_NUMBER = -1;
const POWER_DOWN_NUMBER = NEVER - 1;

export class CommandMux {
  declare private readonly device: CompiledDevice;
  declare private readonly buses: number;
  declare private readonly strict: boolean;
  declare private readonly stacks: Uint8Array;
  declare private readonly banks: Banks;
  declare private readonly refresh: Refresh;
  declare private readonly powerDown: PowerDown;
  declare private readonly timing: TimingChecker;
  /** The best command of each bus: clock, clock and length, number of its request, command, bank. */
  declare private readonly time: Int32Array;
  declare private readonly end: Int32Array;
  readonly #number = new Int32Array(2);
  readonly #command = new Int8Array(2).fill(NONE);
  readonly #bank = new Int32Array(2);
  declare private readonly soonestClock: Int32Array;

  constructor(
    device: CompiledDevice,
    strict: boolean,
    stacks: Uint8Array,
    parts: { readonly banks: Banks; readonly refresh: Refresh; readonly powerDown: PowerDown },
    timing: TimingChecker,
    clock: Clock,
  ) {
    this.time = clock.array(2);
    this.end = clock.array(2);
    this.soonestClock = clock.array(1);
    this.device = device;
    this.buses = device.twoBuses ? 2 : 1;
    this.strict = strict;
    this.stacks = stacks;
    this.banks = parts.banks;
    this.refresh = parts.refresh;
    this.powerDown = parts.powerDown;
    this.timing = timing;
  }

  /** Least clock of all that is wanted. */
  get soonest(): number {
    return this.soonestClock[0] as number;
  }

  /** Looks at everything that is wanted, for a choice at `now` or later. */
  survey(now: number): void {
    this.soonestClock[0] = NEVER;
    for (let bus = 0; bus < this.buses; bus++) {
      this.#command[bus] = NONE;
      this.end[bus] = NEVER;
      this.#number[bus] = NEVER;
    }
    const managed = this.refresh.wantsAny || this.powerDown.staggered;
    for (let rank = 0; rank < this.device.ranks; rank++) {
      const alone = managed && this.#considerManagers(rank, now);
      for (let bus = 0; bus < this.buses; bus++) this.#considerBanks(bus, rank, now, !alone);
    }
  }

  /** Returns true for a power-down command: it stands alone, but the others may still wake the controller. */
  #considerManagers(rank: number, now: number): boolean {
    const powerDown = this.powerDown.command[rank] as number;
    const refresh = this.refresh.command[rank] as number;
    const alone = powerDown !== NONE;
    const first = rank * this.device.banksPerRank;
    if (alone) this.#consider(powerDown, first, 0, POWER_DOWN_NUMBER, now, true);
    if (refresh !== NONE) {
      this.#consider(refresh, this.refresh.bank[rank] as number, 0, REFRESH_NUMBER, now, !alone);
    }
    return alone;
  }

  /** What one bank wants has changed; returns false when that takes a new survey. */
  update(bank: number, now: number): boolean {
    for (let bus = 0; bus < 2; bus++) if (this.#command[bus] !== NONE && this.#bank[bus] === bank) return false;
    const command = this.banks.command[bank] as number;
    if (command === NONE) return true;
    const request = this.banks.current[bank] as number;
    const stack = this.stacks[request] as number;
    this.#consider(command, bank, stack, request, now, this.#mayGo(command, request));
    return true;
  }

  /** Least clock after `now` of all that is wanted. */
  soonestAfter(now: number): number {
    const { command, current } = this.banks;
    const { ranks, banksPerRank } = this.device;
    let soonest = NEVER;
    for (let rank = 0; rank < ranks; rank++) {
      const first = rank * banksPerRank;
      soonest = sooner(soonest, this.#timeAfter(now, this.powerDown.command[rank] as number, first, 0));
      const bank = this.refresh.bank[rank] as number;
      soonest = sooner(soonest, this.#timeAfter(now, this.refresh.command[rank] as number, bank, 0));
    }
    for (let bank = 0; bank < command.length; bank++) {
      const stack = this.stacks[current[bank] as number] as number;
      soonest = sooner(soonest, this.#timeAfter(now, command[bank] as number, bank, stack));
    }
    return soonest;
  }

  /** The bus whose best command goes now, or -1. */
  choose(now: number): number {
    let bus = 0;
    if (this.#command[1] !== NONE) {
      const [row, column] = [this.time[0] as number, this.time[1] as number];
      const columnFirst = column < row || (column === row && (this.#number[1] as number) < (this.#number[0] as number));
      if (this.#command[0] === NONE || columnFirst) bus = 1;
    }
    return this.#command[bus] !== NONE && this.time[bus] === now ? bus : -1;
  }

  commandOf(bus: number): number {
    return this.#command[bus] as number;
  }

  /** The rank's first for commands of a rank. */
  bankOf(bus: number): number {
    return this.#bank[bus] as number;
  }

  /** Whether the command serves a request: the current one of its bank. */
  servesRequest(bus: number): boolean {
    const number = this.#number[bus] as number;
    return number !== REFRESH_NUMBER && number !== POWER_DOWN_NUMBER;
  }

  /** What the banks of a rank want on one bus. Of the candidates the one wins that is over first; then the older. */
  #considerBanks(bus: number, rank: number, now: number, candidates: boolean): void {
    const { busOf, lengths, banksPerRank } = this.device;
    const { clocks, ranksAt, stacksAt } = this.timing;
    const { command: commands, current } = this.banks;
    const { stacks } = this;
    const twoBuses = this.buses === 2;
    const severalStacks = this.device.stacks > 1;
    const strict = this.strict === true;
    const free = latest(now, this.timing.busFree[bus] as number);
    const rankAt = ranksAt + rank * S;
    const first = rank * banksPerRank;
    const last = first + banksPerRank;
    let soonest = this.soonestClock[0] as number;
    let winner = -1;
    let winnerTime = 0;
    let best = this.end[bus] as number;
    let bestNumber = this.#number[bus] as number;
    for (let bank = first, at = first * S; bank < last; bank++, at += S) {
      const command = commands[bank] as number;
      if (command < 0 || (twoBuses && busOf[command] !== bus)) continue;
      let time = latest(latest(clocks[at + command] as number, clocks[rankAt + command] as number), free);
      if (severalStacks) {
        const stack = stacks[current[bank] as number] as number;
        time = latest(time, clocks[stacksAt + stack * S + command] as number);
      }
      soonest = soonestOf(soonest, time);
      const end = time + (lengths[command] as number);
      if (end > best || (end === best && (current[bank] as number) >= bestNumber)) continue;
      if (!candidates || (strict && !this.#mayGo(command, current[bank] as number))) continue;
      best = end;
      bestNumber = current[bank] as number;
      winner = bank;
      winnerTime = time;
    }
    this.soonestClock[0] = soonest;
    if (winner >= 0) this.#set(bus, commands[winner] as number, winner, bestNumber, winnerTime, best);
  }

  #consider(command: number, bank: number, stack: number, number: number, now: number, candidate: boolean): void {
    const time = later(this.timing.earliest(command, bank, stack), now);
    this.soonestClock[0] = sooner(this.soonest, time);
    if (!candidate) return;
    const bus = this.device.busOf[command] as number;
    const end = time + (this.device.lengths[command] as number);
    const best = this.end[bus] as number;
    if (end < best || (end === best && number < (this.#number[bus] as number))) {
      this.#set(bus, command, bank, number, time, end);
    }
  }

  /** Strict: column commands go in the order of their requests. */
  #mayGo(command: number, request: number): boolean {
    return !this.strict || request === this.banks.nextInOrder || !isColumn(command);
  }

  #timeAfter(now: number, command: number, bank: number, stack: number): number {
    if (command === NONE) return NEVER;
    const time = this.timing.earliest(command, bank, stack);
    return time > now ? time : NEVER;
  }

  #set(bus: number, command: number, bank: number, number: number, time: number, end: number): void {
    this.time[bus] = time;
    this.end[bus] = end;
    this.#number[bus] = number;
    this.#command[bus] = command;
    this.#bank[bus] = bank;
  }
}
