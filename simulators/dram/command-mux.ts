/**
 * Chooses among the commands that banks and managers want.
 *
 * A survey holds until something is issued or a manager acts: the earliest clocks depend on nothing else. Then a pass
 * before the soonest of them can issue nothing, and the choice at that clock is known.
 */
import type { Banks } from './banks.js';
import { COMMAND_STRIDE, isColumn, NONE } from './commands.js';
import type { CompiledDevice } from './device.js';
import type { PowerDown } from './power-down.js';
import type { Refresh } from './refresh.js';
import type { TimingChecker } from './timing.js';

const NEVER = Number.POSITIVE_INFINITY;
/** Request numbers of refreshes come before all requests, those of power-down after. */
const REFRESH_NUMBER = 0;
const POWER_DOWN_NUMBER = Number.MAX_VALUE;

export class CommandMux {
  /** Least clock of all that is wanted. */
  soonest = NEVER;
  readonly #device: CompiledDevice;
  readonly #strict: boolean;
  readonly #stacks: Uint8Array;
  readonly #banks: Banks;
  readonly #refresh: Refresh;
  readonly #powerDown: PowerDown;
  readonly #timing: TimingChecker;
  /** The best command of each bus: clock, clock and length, request number, command, bank. */
  readonly #time = new Float64Array(2);
  readonly #end = new Float64Array(2);
  readonly #number = new Float64Array(2);
  readonly #command = new Int8Array(2);
  readonly #bank = new Int32Array(2);

  constructor(
    device: CompiledDevice,
    strict: boolean,
    stacks: Uint8Array,
    parts: { readonly banks: Banks; readonly refresh: Refresh; readonly powerDown: PowerDown },
    timing: TimingChecker,
  ) {
    this.#device = device;
    this.#strict = strict;
    this.#stacks = stacks;
    this.#banks = parts.banks;
    this.#refresh = parts.refresh;
    this.#powerDown = parts.powerDown;
    this.#timing = timing;
  }

  /** Looks at everything that is wanted, for a choice at `now` or later. */
  survey(now: number): void {
    this.soonest = NEVER;
    for (let bus = 0; bus < 2; bus++) {
      this.#command[bus] = NONE;
      this.#end[bus] = NEVER;
      this.#number[bus] = NEVER;
    }
    const { ranks, banksPerRank, twoBuses } = this.#device;
    for (let rank = 0; rank < ranks; rank++) {
      const first = rank * banksPerRank;
      const powerDown = this.#powerDown.command[rank] as number;
      const refresh = this.#refresh.command[rank] as number;
      // A power-down command stands alone, but the others may still wake the controller.
      const alone = powerDown !== NONE;
      if (alone) this.#consider(powerDown, first, POWER_DOWN_NUMBER, now, true);
      if (refresh !== NONE) this.#consider(refresh, this.#refresh.bank[rank] as number, REFRESH_NUMBER, now, !alone);
      this.#considerBanks(0, first, first + banksPerRank, now, !alone);
      if (twoBuses) this.#considerBanks(1, first, first + banksPerRank, now, !alone);
    }
  }

  /** What one bank wants has changed; returns false when that takes a new survey. */
  update(bank: number, now: number): boolean {
    for (let bus = 0; bus < 2; bus++) if (this.#command[bus] !== NONE && this.#bank[bus] === bank) return false;
    const command = this.#banks.command[bank] as number;
    if (command !== NONE) this.#considerBanks(this.#device.busOf[command] as number, bank, bank + 1, now, true);
    return true;
  }

  /** Least clock after `now` of all that is wanted. */
  soonestAfter(now: number): number {
    const { command, current } = this.#banks;
    const { ranks, banksPerRank } = this.#device;
    let soonest = NEVER;
    for (let rank = 0; rank < ranks; rank++) {
      const first = rank * banksPerRank;
      soonest = Math.min(soonest, this.#timeAfter(now, this.#powerDown.command[rank] as number, first, 0));
      const bank = this.#refresh.bank[rank] as number;
      soonest = Math.min(soonest, this.#timeAfter(now, this.#refresh.command[rank] as number, bank, 0));
    }
    for (let bank = 0; bank < command.length; bank++) {
      const stack = this.#stacks[current[bank] as number] as number;
      soonest = Math.min(soonest, this.#timeAfter(now, command[bank] as number, bank, stack));
    }
    return soonest;
  }

  /** The bus whose best command goes now, or -1. */
  choose(now: number): number {
    let bus = 0;
    if (this.#command[1] !== NONE) {
      const [row, column] = [this.#time[0] as number, this.#time[1] as number];
      const columnFirst = column < row || (column === row && (this.#number[1] as number) < (this.#number[0] as number));
      if (this.#command[0] === NONE || columnFirst) bus = 1;
    }
    return this.#command[bus] !== NONE && this.#time[bus] === now ? bus : -1;
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

  /**
   * What the banks from `first` up to `last` want on one bus. Of the candidates the one wins that is over first; then
   * the older request.
   */
  #considerBanks(bus: number, first: number, last: number, now: number, candidates: boolean): void {
    const { busOf, lengths, stacks } = this.#device;
    const { clocks, groupAt, rankAt, stacksAt } = this.#timing;
    const { command: commands, current, nextInOrder } = this.#banks;
    const strict = this.#strict;
    const free = Math.max(now, this.#timing.busFree[bus] as number);
    let { soonest } = this;
    let best = this.#end[bus] as number;
    let bestNumber = this.#number[bus] as number;
    for (let bank = first, at = first * COMMAND_STRIDE; bank < last; bank++, at += COMMAND_STRIDE) {
      const command = commands[bank] as number;
      if (command === NONE || busOf[command] !== bus) continue;
      const request = current[bank] as number;
      let time = free;
      const ofBank = clocks[at + command] as number;
      if (ofBank > time) time = ofBank;
      const ofGroup = clocks[(groupAt[bank] as number) + command] as number;
      if (ofGroup > time) time = ofGroup;
      const ofRank = clocks[(rankAt[bank] as number) + command] as number;
      if (ofRank > time) time = ofRank;
      if (stacks > 1) {
        const ofStack = clocks[stacksAt + (this.#stacks[request] as number) * COMMAND_STRIDE + command] as number;
        if (ofStack > time) time = ofStack;
      }
      if (time < soonest) soonest = time;
      const end = time + (lengths[command] as number);
      if (end > best || (end === best && request + 1 >= bestNumber)) continue;
      if (!candidates || (strict && request !== nextInOrder && isColumn(command))) continue;
      best = end;
      bestNumber = request + 1;
      this.#set(bus, command, bank, bestNumber, time, end);
    }
    this.soonest = soonest;
  }

  #consider(command: number, bank: number, number: number, now: number, candidate: boolean): void {
    const time = Math.max(this.#timing.earliest(command, bank, 0), now);
    if (time < this.soonest) this.soonest = time;
    if (!candidate) return;
    const bus = this.#device.busOf[command] as number;
    const end = time + (this.#device.lengths[command] as number);
    const best = this.#end[bus] as number;
    if (end < best || (end === best && number < (this.#number[bus] as number))) {
      this.#set(bus, command, bank, number, time, end);
    }
  }

  #timeAfter(now: number, command: number, bank: number, stack: number): number {
    if (command === NONE) return NEVER;
    const time = this.#timing.earliest(command, bank, stack);
    return time > now ? time : NEVER;
  }

  #set(bus: number, command: number, bank: number, number: number, time: number, end: number): void {
    this.#time[bus] = time;
    this.#end[bus] = end;
    this.#number[bus] = number;
    this.#command[bus] = command;
    this.#bank[bus] = bank;
  }
}
