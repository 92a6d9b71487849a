/**
 * Chooses among the commands that banks and managers want.
 *
 * A survey holds until something is issued or a manager acts: the earliest clocks depend on nothing else. Then a pass
 * before the soonest of them can issue nothing, and the choice at that clock is known.
 */
import type { Banks } from './banks.js';
import { isColumn, isRankCommand, NONE } from './commands.js';
import type { CompiledDevice } from './device.js';
import type { PowerDown } from './power-down.js';
import type { Refresh } from './refresh.js';
import type { TimingChecker } from './timing.js';

const NEVER = Number.POSITIVE_INFINITY;
/** Request numbers of refreshes come before all requests, those of power-down after. */
const REFRESH_NUMBER = 0;
const POWER_DOWN_NUMBER = NEVER;

export class CommandMux {
  /** Least clock of all that is wanted. */
  soonest = NEVER;
  /** The same without what was wanted for the clock of the survey, or before. */
  soonestLater = NEVER;
  /** Clock of the last survey. */
  surveyedAt = -1;
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
    this.surveyedAt = now;
    this.soonest = NEVER;
    this.soonestLater = NEVER;
    this.#command.fill(NONE);
    this.#end.fill(NEVER);
    const { ranks, banksPerRank } = this.#device;
    for (let rank = 0; rank < ranks; rank++) {
      const first = rank * banksPerRank;
      const powerDown = this.#powerDown.command[rank] as number;
      const refresh = this.#refresh.command[rank] as number;
      // A power-down command stands alone, but the others may still wake the controller.
      const alone = powerDown !== NONE;
      if (alone) this.#consider(powerDown, first, 0, POWER_DOWN_NUMBER, now, true);
      if (refresh !== NONE) {
        const bank = isRankCommand(refresh) ? first : (this.#refresh.bank[rank] as number);
        this.#consider(refresh, bank, 0, REFRESH_NUMBER, now, !alone);
      }
      for (let bank = first; bank < first + banksPerRank; bank++) this.#considerBank(bank, now, !alone);
    }
  }

  /** What one bank wants has changed; returns false when that takes a new survey. */
  update(bank: number, now: number): boolean {
    for (let bus = 0; bus < 2; bus++) if (this.#command[bus] !== NONE && this.#bank[bus] === bank) return false;
    this.#considerBank(bank, now, true);
    return true;
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

  #considerBank(bank: number, now: number, candidate: boolean): void {
    const command = this.#banks.command[bank] as number;
    if (command === NONE) return;
    const request = this.#banks.current[bank] as number;
    const inOrder = !this.#strict || request === this.#banks.nextInOrder || !isColumn(command);
    this.#consider(command, bank, this.#stacks[request] as number, request + 1, now, candidate && inOrder);
  }

  /** Of the candidates of a bus the one wins that is over first; then the older request. */
  #consider(command: number, bank: number, stack: number, number: number, now: number, candidate: boolean): void {
    const earliest = this.#timing.earliest(command, bank, stack);
    const time = Math.max(earliest, now);
    if (time < this.soonest) this.soonest = time;
    if (time < this.soonestLater && time > now) this.soonestLater = time;
    if (!candidate) return;
    const { lengths, busOf } = this.#device;
    const bus = busOf[command] as number;
    const end = time + (lengths[command] as number);
    const best = this.#end[bus] as number;
    if (end > best || (end === best && this.#command[bus] !== NONE && number >= (this.#number[bus] as number))) return;
    this.#time[bus] = time;
    this.#end[bus] = end;
    this.#number[bus] = number;
    this.#command[bus] = command;
    this.#bank[bus] = bank;
  }
}
