/** When each command may be issued at the earliest: the device's constraints, the buses and the activation window. */
import { type Clock, later } from './clock.js';
import { REFPB } from './commands.js';
import type { CompiledDevice } from './device.js';
import { type ChannelState, channelWords, RECORD_SHIFT } from './state.js';
import { LAST_OF_ROUND, NOT_LAST_OF_ROUND, OTHER_RANK, OTHER_STACK, SCOPE_STRIDE, type Waits } from './waits.js';

/** Constants of other modules are looked up at each use, those of this one are not. */
const SHIFT = RECORD_SHIFT;
const STRIDE = SCOPE_STRIDE;
const ONE_BANK = REFPB;
const { BUS_FREE } = channelWords;
const latest = later;

/**
 * The clocks at the head of each record: a command has to wait for those of its bank, rank and stack, and for its bus.
 * Waits of a bank group are those of each of its banks.
 */
export class TimingChecker {
  declare private readonly state: ChannelState;
  declare private readonly words: Int32Array;
  declare private readonly firstRank: number;
  /** Place of the clocks at which the buses are free. */
  declare private readonly buses: number;
  declare private readonly device: CompiledDevice;
  declare private readonly waits: Waits;
  /** The four last ends of counted commands of each rank, oldest first from `fawHead`. */
  declare private readonly fawEnds: Int32Array;
  declare private readonly fawHead: Int32Array;
  declare private readonly fawSize: Int32Array;
  /** REFPB of each rank since its last round over all banks. */
  declare private readonly refreshed: Int32Array;

  constructor(device: CompiledDevice, waits: Waits, state: ChannelState, clock: Clock) {
    this.device = device;
    this.waits = waits;
    this.state = state;
    this.words = state.words;
    this.firstRank = state.firstRank;
    this.buses = state.channel + BUS_FREE;
    this.fawEnds = clock.array(device.ranks * 4, 0);
    this.fawHead = new Int32Array(device.ranks);
    this.fawSize = new Int32Array(device.ranks);
    this.refreshed = new Int32Array(device.ranks);
  }

  /** Earliest clock for a command to a bank and stack; a command of a rank is addressed to its first bank, stack 0. */
  earliest(command: number, bank: number, stack: number): number {
    const { words, state, device } = this;
    const rankAt = state.firstRank + ((device.rankOfBank[bank] as number) << SHIFT);
    const stackAt = state.firstStack + (stack << SHIFT);
    return latest(
      latest(
        words[this.buses + (device.busOf[command] as number)] as number,
        words[(bank << SHIFT) + command] as number,
      ),
      latest(words[rankAt + command] as number, words[stackAt + command] as number),
    );
  }

  /** Takes note of a command issued at `now`. */
  issue(command: number, rank: number, bank: number, stack: number, now: number): void {
    const { lengths, busOf, fawCounts } = this.device;
    this.#raiseInRank(command, rank, bank, now);
    if (this.waits.spreads[command] === 1) this.#raiseElsewhere(command, rank, stack, now);
    if (command === ONE_BANK) this.#countRound(rank, now);
    const end = now + (lengths[command] as number);
    const bus = this.buses + (busOf[command] as number);
    this.words[bus] = latest(end, this.words[bus] as number);
    if (fawCounts[command] === 1) this.#countActivation(command, rank, end);
  }

  /** The waits of a command in its rank, bank group and bank: their rows lie one after the other. */
  #raiseInRank(command: number, rank: number, bank: number, now: number): void {
    const { starts, commands, cycles } = this.waits;
    const { words } = this;
    const row = command * STRIDE;
    const [ofGroup, ofBank, end] = [starts[row + 1] as number, starts[row + 2] as number, starts[row + 3] as number];
    const rankAt = this.firstRank + (rank << SHIFT);
    let k = starts[row] as number;
    for (; k < ofGroup; k++) {
      const at = rankAt + (commands[k] as number);
      words[at] = latest(now + (cycles[k] as number), words[at] as number);
    }
    if (k < ofBank) {
      const { banksPerGroup } = this.device;
      const firstOfGroup = (bank - (bank % banksPerGroup)) << SHIFT;
      const endOfGroup = firstOfGroup + (banksPerGroup << SHIFT);
      for (; k < ofBank; k++) {
        const clock = now + (cycles[k] as number);
        const second = commands[k] as number;
        for (let at = firstOfGroup + second; at < endOfGroup; at += 1 << SHIFT) {
          words[at] = latest(clock, words[at] as number);
        }
      }
    }
    const bankAt = bank << SHIFT;
    for (; k < end; k++) {
      const at = bankAt + (commands[k] as number);
      words[at] = latest(now + (cycles[k] as number), words[at] as number);
    }
  }

  /** The waits of a command in other ranks and stacks. */
  #raiseElsewhere(command: number, rank: number, stack: number, now: number): void {
    const { ranks, stacks } = this.device;
    for (let other = 0; other < ranks; other++) {
      if (other !== rank) this.#raise(OTHER_RANK, command, this.firstRank + (other << SHIFT), now);
    }
    for (let other = 0; other < stacks; other++) {
      if (other !== stack) this.#raise(OTHER_STACK, command, this.state.firstStack + (other << SHIFT), now);
    }
  }

  #raise(scope: number, first: number, base: number, now: number): void {
    const { starts, commands, cycles } = this.waits;
    const { words } = this;
    const row = first * STRIDE + scope;
    const end = starts[row + 1] as number;
    for (let k = starts[row] as number; k < end; k++) {
      const at = base + (commands[k] as number);
      words[at] = latest(now + (cycles[k] as number), words[at] as number);
    }
  }

  #countRound(rank: number, now: number): void {
    const count = ((this.refreshed[rank] as number) + 1) % this.device.banksPerRank;
    this.refreshed[rank] = count;
    this.#raise(count === 0 ? LAST_OF_ROUND : NOT_LAST_OF_ROUND, ONE_BANK, this.firstRank + (rank << SHIFT), now);
  }

  #countActivation(command: number, rank: number, end: number): void {
    const { fawAppliesTo, fawWindow, lengths } = this.device;
    const head = this.fawHead[rank] as number;
    const size = this.fawSize[rank] as number;
    this.fawEnds[rank * 4 + ((head + size) & 3)] = end;
    if (size < 3) {
      this.fawSize[rank] = size + 1;
      return;
    }
    const oldest = this.fawEnds[rank * 4 + head] as number;
    this.fawHead[rank] = (head + 1) & 3;
    const time = oldest - (lengths[command] as number) + fawWindow;
    const rankAt = this.firstRank + (rank << SHIFT);
    for (let k = 0; k < fawAppliesTo.length; k++) {
      const at = rankAt + (fawAppliesTo[k] as number);
      this.words[at] = latest(time, this.words[at] as number);
    }
  }
}
