/** When each command may be issued at the earliest: the device's constraints, the buses and the activation window. */
import { COMMAND_STRIDE, REFPB } from './commands.js';
import {
  type CompiledDevice,
  LAST_OF_ROUND,
  NOT_LAST_OF_ROUND,
  OTHER_RANK,
  OTHER_STACK,
  SAME_BANK,
  SAME_GROUP,
  SAME_RANK,
} from './device.js';

const S = COMMAND_STRIDE;

export class TimingChecker {
  /**
   * Earliest clocks, `COMMAND_STRIDE` for each bank, then each bank group, rank and stack. A command has to wait for
   * those of its bank, group, rank and stack, and for its bus.
   */
  readonly clocks: Float64Array;
  /** By bank: where the clocks of its group and its rank begin. */
  readonly groupAt: Int32Array;
  readonly rankAt: Int32Array;
  /** Where those of the stacks begin. */
  readonly stacksAt: number;
  /** When the bus of row commands (or of all) is free, and that of column commands. */
  readonly busFree = new Float64Array(2);
  readonly #device: CompiledDevice;
  /** The four last ends of counted commands of each rank, oldest first from `#fawHead`. */
  readonly #fawEnds: Float64Array;
  readonly #fawHead: Int32Array;
  readonly #fawSize: Int32Array;
  /** REFPB of each rank since its last round over all banks. */
  readonly #refreshed: Int32Array;

  constructor(device: CompiledDevice) {
    const { ranks, banksPerRank, groupsPerRank, stacks } = device;
    const groupsAt = ranks * banksPerRank * S;
    const ranksAt = groupsAt + ranks * groupsPerRank * S;
    this.#device = device;
    this.groupAt = device.groupOfBank.map((group) => groupsAt + group * S);
    this.rankAt = device.rankOfBank.map((rank) => ranksAt + rank * S);
    this.stacksAt = ranksAt + ranks * S;
    this.clocks = new Float64Array(this.stacksAt + stacks * S);
    this.#fawEnds = new Float64Array(ranks * 4);
    this.#fawHead = new Int32Array(ranks);
    this.#fawSize = new Int32Array(ranks);
    this.#refreshed = new Int32Array(ranks);
  }

  /** Earliest clock for a command to a bank and stack; a command of a rank is addressed to its first bank, stack 0. */
  earliest(command: number, bank: number, stack: number): number {
    const { clocks } = this;
    return Math.max(
      this.busFree[this.#device.busOf[command] as number] as number,
      clocks[bank * S + command] as number,
      clocks[(this.groupAt[bank] as number) + command] as number,
      clocks[(this.rankAt[bank] as number) + command] as number,
      clocks[this.stacksAt + stack * S + command] as number,
    );
  }

  /** Takes note of a command issued at `now`. */
  issue(command: number, rank: number, bank: number, stack: number, now: number): void {
    const { ranks, banksPerRank, stacks, lengths, busOf, fawCounts } = this.#device;
    this.#raise(SAME_BANK, command, bank * S, now);
    this.#raise(SAME_GROUP, command, this.groupAt[bank] as number, now);
    this.#raise(SAME_RANK, command, this.rankAt[bank] as number, now);
    for (let other = 0; other < ranks; other++) {
      if (other !== rank) this.#raise(OTHER_RANK, command, this.rankAt[other * banksPerRank] as number, now);
    }
    for (let other = 0; other < stacks; other++) {
      if (other !== stack) this.#raise(OTHER_STACK, command, this.stacksAt + other * S, now);
    }
    if (command === REFPB) this.#countRound(rank, bank, now);
    const end = now + (lengths[command] as number);
    const bus = busOf[command] as number;
    if (end > (this.busFree[bus] as number)) this.busFree[bus] = end;
    if (fawCounts[command] === 1) this.#countActivation(command, rank, bank, end);
  }

  #raise(scope: number, first: number, base: number, now: number): void {
    const { starts, commands, cycles } = this.#device.waits;
    const { clocks } = this;
    const end = starts[scope * S + first + 1] as number;
    for (let k = starts[scope * S + first] as number; k < end; k++) {
      const at = base + (commands[k] as number);
      const time = now + (cycles[k] as number);
      if (time > (clocks[at] as number)) clocks[at] = time;
    }
  }

  #countRound(rank: number, bank: number, now: number): void {
    const count = ((this.#refreshed[rank] as number) + 1) % this.#device.banksPerRank;
    this.#refreshed[rank] = count;
    this.#raise(count === 0 ? LAST_OF_ROUND : NOT_LAST_OF_ROUND, REFPB, this.rankAt[bank] as number, now);
  }

  #countActivation(command: number, rank: number, bank: number, end: number): void {
    const { fawAppliesTo, fawWindow, lengths } = this.#device;
    const head = this.#fawHead[rank] as number;
    const size = this.#fawSize[rank] as number;
    this.#fawEnds[rank * 4 + ((head + size) & 3)] = end;
    if (size < 3) {
      this.#fawSize[rank] = size + 1;
      return;
    }
    const oldest = this.#fawEnds[rank * 4 + head] as number;
    this.#fawHead[rank] = (head + 1) & 3;
    const time = oldest - (lengths[command] as number) + fawWindow;
    for (let k = 0; k < fawAppliesTo.length; k++) {
      const at = (this.rankAt[bank] as number) + (fawAppliesTo[k] as number);
      if (time > (this.clocks[at] as number)) this.clocks[at] = time;
    }
  }
}
