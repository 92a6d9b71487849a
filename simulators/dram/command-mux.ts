/**
 * Chooses among the commands that banks and managers want.
 *
 * A survey holds until something is issued or a manager acts: the earliest clocks depend on nothing else. Then a pass
 * before the soonest of them can issue nothing, and the choice at that clock is known.
 */
import type { Banks } from './banks.js';
import { type Clock, later, NEVER, sooner } from './clock.js';
import { ACT, COMMAND_STRIDE, isColumn, NONE, PREPB, RD, WRA } from './commands.js';
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
  /** Of the commands that banks want, the highest that goes on the first bus. */
  declare private readonly highestOfFirstBus: number;
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
    this.highestOfFirstBus = device.twoBuses ? PREPB : WRA;
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
    const command = this.banks.wants.command[bank] as number;
    if (command === NONE) return true;
    const request = this.banks.current[bank] as number;
    const stack = this.stacks[request] as number;
    this.#consider(command, bank, stack, request, now, this.#mayGo(command, request));
    return true;
  }

  /** Least clock after `now` of all that is wanted. */
  soonestAfter(now: number): number {
    const { current } = this.banks;
    const { command } = this.banks.wants;
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
    const { lengths, banksPerRank, stacks } = this.device;
    const { clocks, ranksAt, stacksAt, busFree } = this.timing;
    const { request, sizes, members } = this.banks.wants;
    const lowest = bus === 0 ? ACT : RD;
    const free = latest(now, busFree[bus] as number);
    let soonest = this.soonestClock[0] as number;
    let best = this.end[bus] as number;
    let bestNumber = this.#number[bus] as number;
    let winner = -1;
    let winnerTime = 0;
    let winnerCommand: number = NONE;
    // Activations come last: mostly they wait the longest, and for something that holds for all banks.
    for (let command = bus === 0 ? this.highestOfFirstBus : WRA; command >= lowest; command--) {
      const set = rank * S + command;
      const size = sizes[set] as number;
      if (size === 0) continue;
      const from = latest(clocks[ranksAt + set] as number, free);
      const length = lengths[command] as number;
      if (from >= soonest && from + length > best) continue;
      const first = set * banksPerRank;
      let bank = -1;
      let time = NEVER;
      for (let k = first; k < first + size && time > from; k++) {
        const member = members[k] as number;
        let clock = latest(clocks[member * S + command] as number, from);
        if (stacks > 1) clock = latest(clock, clocks[stacksAt + this.#stackOf(member) * S + command] as number);
        if (clock >= time) continue;
        time = clock;
        bank = member;
      }
      soonest = soonestOf(soonest, time);
      if (!candidates) continue;
      if (this.strict === true && command >= RD) {
        // The next request in order is the oldest of all.
        bank = members[first] as number;
        if (request[bank] !== this.banks.nextInOrder) continue;
        time = latest(this.timing.earliest(command, bank, this.#stackOf(bank)), now);
      }
      const end = time + length;
      const number = request[bank] as number;
      if (end > best || (end === best && number >= bestNumber)) continue;
      best = end;
      bestNumber = number;
      winner = bank;
      winnerTime = time;
      winnerCommand = command;
    }
    this.soonestClock[0] = soonest;
    if (winner >= 0) this.#set(bus, winnerCommand, winner, bestNumber, winnerTime, best);
  }

  #stackOf(bank: number): number {
    return this.stacks[this.banks.wants.request[bank] as number] as number;
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
