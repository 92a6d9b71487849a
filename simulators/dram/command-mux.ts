/**
 * Chooses among the commands that banks and managers want.
 *
 * A survey holds until something is issued or a manager acts: the earliest clocks depend on nothing else. Then a pass
 * before the soonest of them can issue nothing, and the choice at that clock is known.
 */
import type { Banks } from './banks.js';
import { later, NEVER, sooner } from './clock.js';
import { ACT, NONE, PREPB, RD, WRA } from './commands.js';
import type { CompiledDevice } from './device.js';
import type { PowerDown } from './power-down.js';
import type { Refresh } from './refresh.js';
import { bankWords, type ChannelState, channelWords, RECORD_SHIFT, rankWords } from './state.js';
import type { TimingChecker } from './timing.js';

/** Constants of other modules are looked up at each use, those of this one are not. */
const SHIFT = RECORD_SHIFT;
const { WANT, CURRENT } = bankWords;
const { WANTING } = rankWords;
const { BUS_FREE, SOONEST, TIME, END, COMMAND, BANK, NUMBER } = channelWords;
const [LATEST, NOTHING] = [NEVER, NONE];
/** Of the commands that banks want. */
const [LOWEST, FIRST_COLUMN, LAST_COLUMN] = [ACT, RD, WRA];
const latest = later;
const soonestOf = sooner;
/** Refreshes come before all requests, power-down commands after. */
const REFRESH_NUMBER = -1;
const POWER_DOWN_NUMBER = NEVER - 1;

export class CommandMux {
  declare private readonly words: Int32Array;
  declare private readonly channel: number;
  declare private readonly device: CompiledDevice;
  declare private readonly twoBuses: boolean;
  declare private readonly strict: boolean;
  /** Stack of each request. */
  declare private readonly stacks: Uint8Array;
  /** Of the commands that banks want, the highest that goes on the first bus. */
  declare private readonly highestOfFirstBus: number;
  declare private readonly oneStack: boolean;
  declare private readonly lengths: Int32Array;
  declare private readonly firstRank: number;
  declare private readonly firstStack: number;
  /** Words of the records of all banks of a rank. */
  declare private readonly wordsOfRank: number;
  declare private readonly bankOf: Uint16Array;
  declare private readonly banks: Banks;
  declare private readonly refresh: Refresh;
  declare private readonly powerDown: PowerDown;
  declare private readonly timing: TimingChecker;

  constructor(
    device: CompiledDevice,
    state: ChannelState,
    strict: boolean,
    trace: { readonly stacks: Uint8Array; readonly banks: Uint16Array },
    parts: { readonly banks: Banks; readonly refresh: Refresh; readonly powerDown: PowerDown },
    timing: TimingChecker,
  ) {
    this.words = state.words;
    this.channel = state.channel;
    this.device = device;
    this.twoBuses = device.twoBuses;
    this.strict = strict;
    this.stacks = trace.stacks;
    this.highestOfFirstBus = device.twoBuses ? PREPB : WRA;
    this.oneStack = device.stacks === 1;
    this.lengths = device.lengths;
    this.firstRank = state.firstRank;
    this.firstStack = state.firstStack;
    this.wordsOfRank = device.banksPerRank << RECORD_SHIFT;
    this.bankOf = trace.banks;
    this.banks = parts.banks;
    this.refresh = parts.refresh;
    this.powerDown = parts.powerDown;
    this.timing = timing;
    this.words[this.channel + COMMAND] = NONE;
    this.words[this.channel + COMMAND + 1] = NONE;
  }

  /** Least clock of all that is wanted. */
  get soonest(): number {
    return this.words[this.channel + SOONEST] as number;
  }

  /** Looks at everything that is wanted, for a choice at `now` or later. */
  survey(now: number): void {
    const { words, channel } = this;
    words[channel + SOONEST] = LATEST;
    for (let bus = channel; bus <= channel + 1; bus++) {
      words[bus + COMMAND] = NOTHING;
      words[bus + END] = LATEST;
      words[bus + NUMBER] = LATEST;
    }
    const managed = this.refresh.wantsAny === true || this.powerDown.staggered === true;
    for (let rank = 0; rank < this.device.ranks; rank++) {
      const alone = managed && this.#considerManagers(rank, now);
      this.#considerBanks(0, rank, now, !alone);
      if (this.twoBuses === true) this.#considerBanks(1, rank, now, !alone);
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
    const { words, channel } = this;
    for (let bus = channel; bus <= channel + 1; bus++) {
      if (words[bus + COMMAND] !== NOTHING && words[bus + BANK] === bank) return false;
    }
    const command = words[(bank << SHIFT) + WANT] as number;
    if (command === NOTHING) return true;
    const request = words[(bank << SHIFT) + CURRENT] as number;
    this.#consider(command, bank, this.stacks[request] as number, request, now, this.#mayGo(command, request));
    return true;
  }

  /** Least clock after `now` of all that is wanted. */
  soonestAfter(now: number): number {
    const { ranks, banksPerRank } = this.device;
    let soonest = NEVER;
    for (let rank = 0; rank < ranks; rank++) {
      const first = rank * banksPerRank;
      soonest = sooner(soonest, this.#timeAfter(now, this.powerDown.command[rank] as number, first, 0));
      const bank = this.refresh.bank[rank] as number;
      soonest = sooner(soonest, this.#timeAfter(now, this.refresh.command[rank] as number, bank, 0));
    }
    for (let bank = 0; bank < ranks * banksPerRank; bank++) {
      const at = bank << SHIFT;
      const stack = this.stacks[this.words[at + CURRENT] as number] as number;
      soonest = sooner(soonest, this.#timeAfter(now, this.words[at + WANT] as number, bank, stack));
    }
    return soonest;
  }

  /** The bus whose best command goes now, or -1. */
  choose(now: number): number {
    const { words, channel } = this;
    let bus = 0;
    if (words[channel + 1 + COMMAND] !== NOTHING) {
      const [row, column] = [words[channel + TIME] as number, words[channel + 1 + TIME] as number];
      const older = (words[channel + 1 + NUMBER] as number) < (words[channel + NUMBER] as number);
      if (words[channel + COMMAND] === NOTHING || column < row || (column === row && older)) bus = 1;
    }
    const at = channel + bus;
    return words[at + COMMAND] !== NOTHING && words[at + TIME] === now ? bus : -1;
  }

  commandOf(bus: number): number {
    return this.words[this.channel + bus + COMMAND] as number;
  }

  /** The rank's first for commands of a rank. */
  bankOfCommand(bus: number): number {
    return this.words[this.channel + bus + BANK] as number;
  }

  /** Whether the command serves a request: the current one of its bank. */
  servesRequest(bus: number): boolean {
    const number = this.words[this.channel + bus + NUMBER] as number;
    return number !== REFRESH_NUMBER && number !== POWER_DOWN_NUMBER;
  }

  /** What the banks of a rank want on one bus. Of the candidates the one wins that is over first; then the older. */
  #considerBanks(bus: number, rank: number, now: number, candidates: boolean): void {
    const { words, lengths } = this;
    const rankAt = this.firstRank + (rank << SHIFT);
    const first = rank * this.wordsOfRank;
    const free = latest(now, words[this.channel + bus + BUS_FREE] as number);
    const lowest = bus === 0 ? LOWEST : FIRST_COLUMN;
    let soonest = words[this.channel + SOONEST] as number;
    let best = LATEST;
    let oldest = LATEST;
    // Activations come last: mostly they wait the longest, and for something that holds for all banks.
    for (let command = bus === 0 ? this.highestOfFirstBus : LAST_COLUMN; command >= lowest; command--) {
      let left = words[rankAt + WANTING + command] as number;
      if (left === 0) continue;
      const from = latest(words[rankAt + command] as number, free);
      const length = lengths[command] as number;
      if (from >= soonest && from + length > best) continue;
      let time = LATEST;
      let request = LATEST;
      while (left !== 0) {
        const bank = Math.clz32(left) ^ 31;
        left ^= 1 << bank;
        const at = first + (bank << SHIFT);
        let clock = latest(words[at + command] as number, from);
        if (this.oneStack === false) clock = latest(clock, this.#clockOfStack(at, command));
        if (clock > time) continue;
        const number = words[at + CURRENT] as number;
        if (clock === time && number > request) continue;
        time = clock;
        request = number;
      }
      soonest = soonestOf(soonest, time);
      if (this.strict === true && command >= FIRST_COLUMN) {
        request = this.banks.nextInOrder;
        time = this.#clockInOrder(command, rank, now);
      }
      const over = time + length;
      if (over > best || (over === best && request > oldest)) continue;
      best = over;
      oldest = request;
    }
    words[this.channel + SOONEST] = soonest;
    if (candidates === true && best < LATEST) this.#offer(bus, oldest, best);
  }

  /** When the column command of the next request in order may go; NEVER if no bank of the rank wants it. */
  #clockInOrder(command: number, rank: number, now: number): number {
    const next = this.banks.nextInOrder;
    const bank = this.bankOf[next] ?? 0;
    const at = bank << SHIFT;
    if (this.words[at + CURRENT] !== next || this.words[at + WANT] !== command) return LATEST;
    if (this.device.rankOfBank[bank] !== rank) return LATEST;
    return latest(this.timing.earliest(command, bank, this.stacks[next] as number), now);
  }

  #clockOfStack(at: number, command: number): number {
    const stack = this.stacks[this.words[at + CURRENT] as number] as number;
    return this.words[this.firstStack + (stack << SHIFT) + command] as number;
  }

  /** The best of a rank's banks on a bus: the command for this request, which would be over at `end`. */
  #offer(bus: number, request: number, end: number): void {
    const { words } = this;
    const busAt = this.channel + bus;
    const best = words[busAt + END] as number;
    if (end > best || (end === best && request >= (words[busAt + NUMBER] as number))) return;
    const bank = this.bankOf[request] as number;
    const command = words[(bank << SHIFT) + WANT] as number;
    this.#set(bus, command, bank, request, end - (this.lengths[command] as number), end);
  }

  #consider(command: number, bank: number, stack: number, number: number, now: number, candidate: boolean): void {
    const { words, channel } = this;
    const time = later(this.timing.earliest(command, bank, stack), now);
    words[channel + SOONEST] = sooner(this.soonest, time);
    if (!candidate) return;
    const bus = this.device.busOf[command] as number;
    const end = time + (this.device.lengths[command] as number);
    const best = words[channel + bus + END] as number;
    if (end < best || (end === best && number < (words[channel + bus + NUMBER] as number))) {
      this.#set(bus, command, bank, number, time, end);
    }
  }

  /** Strict: column commands go in the order of their requests. */
  #mayGo(command: number, request: number): boolean {
    return !this.strict || request === this.banks.nextInOrder || command < FIRST_COLUMN || command > LAST_COLUMN;
  }

  #timeAfter(now: number, command: number, bank: number, stack: number): number {
    if (command === NONE) return NEVER;
    const time = this.timing.earliest(command, bank, stack);
    return time > now ? time : NEVER;
  }

  #set(bus: number, command: number, bank: number, number: number, time: number, end: number): void {
    const { words } = this;
    const at = this.channel + bus;
    words[at + TIME] = time;
    words[at + END] = end;
    words[at + NUMBER] = number;
    words[at + COMMAND] = command;
    words[at + BANK] = bank;
  }
}
