/** When each command may be issued at the earliest: the device's constraints, the buses and the activation window. */
import { type Clock, later } from './clock.js';
import { COMMAND_STRIDE, REFPB } from './commands.js';
import type { CompiledDevice } from './device.js';
import { LAST_OF_ROUND, NOT_LAST_OF_ROUND, OTHER_RANK, OTHER_STACK, SCOPE_STRIDE, type Waits } from './waits.js';

/** Constants of other modules are looked up at each use, those of this one are not. */
const S = COMMAND_STRIDE;
const latest = later;

export class TimingChecker {
  /**
   * Earliest clocks, `COMMAND_STRIDE` for each bank, then each rank and stack. A command has to wait for those of its
   * bank, rank and stack, and for its bus. Waits of a bank group are those of each of its banks.
   */
  declare readonly clocks: Int32Array;
  /** Where the clocks of the ranks and those of the stacks begin. */
  declare readonly ranksAt: number;
  declare readonly stacksAt: number;
  /** When the bus of row commands (or of all) is free, and that of column commands. */
  declare readonly busFree: Int32Array;
  declare private readonly device: CompiledDevice;
  declare private readonly waits: Waits;
  /** The four last ends of counted commands of each rank, oldest first from `#fawHead`. */
  declare private readonly fawEnds: Int32Array;
  declare private readonly fawHead: Int32Array;
  declare private readonly fawSize: Int32Array;
  /** REFPB of each rank since its last round over all banks. */
  declare private readonly refreshed: Int32Array;

  constructor(device: CompiledDevice, waits: Waits, clock: Clock) {
    const { ranks, banksPerRank, stacks } = device;
    this.device = device;
    this.waits = waits;
    this.ranksAt = ranks * banksPerRank * S;
    this.stacksAt = this.ranksAt + ranks * S;
    this.clocks = clock.array(this.stacksAt + stacks * S, 0);
    this.busFree = clock.array(2, 0);
    this.fawEnds = clock.array(ranks * 4, 0);
    this.fawHead = new Int32Array(ranks);
    this.fawSize = new Int32Array(ranks);
    this.refreshed = new Int32Array(ranks);
  }

  /** Earliest clock for a command to a bank and stack; a command of a rank is addressed to its first bank, stack 0. */
  earliest(command: number, bank: number, stack: number): number {
    const { clocks } = this;
    const rank = this.device.rankOfBank[bank] as number;
    return later(
      later(this.busFree[this.device.busOf[command] as number] as number, clocks[bank * S + command] as number),
      later(clocks[this.ranksAt + rank * S + command] as number, clocks[this.stacksAt + stack * S + command] as number),
    );
  }

  /** Takes note of a command issued at `now`. */
  issue(command: number, rank: number, bank: number, stack: number, now: number): void {
    const { lengths, busOf, fawCounts } = this.device;
    this.#raiseInRank(command, rank, bank, now);
    if (this.waits.spreads[command] === 1) this.#raiseElsewhere(command, rank, stack, now);
    if (command === REFPB) this.#countRound(rank, now);
    const end = now + (lengths[command] as number);
    const bus = busOf[command] as number;
    this.busFree[bus] = latest(end, this.busFree[bus] as number);
    if (fawCounts[command] === 1) this.#countActivation(command, rank, end);
  }

  /** The waits of a command in its rank, bank group and bank: their rows lie one after the other. */
  #raiseInRank(command: number, rank: number, bank: number, now: number): void {
    const { starts, commands, cycles } = this.waits;
    const { clocks } = this;
    const row = command * SCOPE_STRIDE;
    const [ofGroup, ofBank, end] = [starts[row + 1] as number, starts[row + 2] as number, starts[row + 3] as number];
    const rankAt = this.ranksAt + rank * S;
    let k = starts[row] as number;
    for (; k < ofGroup; k++) {
      const at = rankAt + (commands[k] as number);
      clocks[at] = latest(now + (cycles[k] as number), clocks[at] as number);
    }
    if (k < ofBank) {
      const { banksPerGroup } = this.device;
      const firstOfGroup = bank - (bank % banksPerGroup);
      for (; k < ofBank; k++) {
        const clock = now + (cycles[k] as number);
        let at = firstOfGroup * S + (commands[k] as number);
        for (let i = 0; i < banksPerGroup; i++, at += S) clocks[at] = latest(clock, clocks[at] as number);
      }
    }
    for (; k < end; k++) {
      const at = bank * S + (commands[k] as number);
      clocks[at] = latest(now + (cycles[k] as number), clocks[at] as number);
    }
  }

  /** The waits of a command in other ranks and stacks. */
  #raiseElsewhere(command: number, rank: number, stack: number, now: number): void {
    const { ranks, stacks } = this.device;
    for (let other = 0; other < ranks; other++) {
      if (other !== rank) this.#raise(OTHER_RANK, command, this.ranksAt + other * S, now);
    }
    for (let other = 0; other < stacks; other++) {
      if (other !== stack) this.#raise(OTHER_STACK, command, this.stacksAt + other * S, now);
    }
  }

  #raise(scope: number, first: number, base: number, now: number): void {
    const { starts, commands, cycles } = this.waits;
    const { clocks } = this;
    const row = first * SCOPE_STRIDE + scope;
    const end = starts[row + 1] as number;
    for (let k = starts[row] as number; k < end; k++) {
      const at = base + (commands[k] as number);
      clocks[at] = later(now + (cycles[k] as number), clocks[at] as number);
    }
  }

  #countRound(rank: number, now: number): void {
    const count = ((this.refreshed[rank] as number) + 1) % this.device.banksPerRank;
    this.refreshed[rank] = count;
    this.#raise(count === 0 ? LAST_OF_ROUND : NOT_LAST_OF_ROUND, REFPB, this.ranksAt + rank * S, now);
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
    for (let k = 0; k < fawAppliesTo.length; k++) {
      const at = this.ranksAt + rank * S + (fawAppliesTo[k] as number);
      this.clocks[at] = later(time, this.clocks[at] as number);
    }
  }
}
