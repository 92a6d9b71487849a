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
  readonly #device: CompiledDevice;
  /** Earliest clocks by command, of every bank, then every bank group, rank and stack. */
  readonly #earliest: Float64Array;
  readonly #groups: number;
  readonly #ranks: number;
  readonly #stacks: number;
  /** When the bus of row commands (or of all) is free, and that of column commands. */
  readonly #busFree = new Float64Array(2);
  /** The four last ends of counted commands of each rank, oldest first from `#fawHead`. */
  readonly #fawEnds: Float64Array;
  readonly #fawHead: Int32Array;
  readonly #fawSize: Int32Array;
  /** REFPB of each rank since its last round over all banks. */
  readonly #refreshed: Int32Array;

  constructor(device: CompiledDevice) {
    const { ranks, banksPerRank, groupsPerRank, stacks } = device;
    this.#device = device;
    this.#groups = ranks * banksPerRank * S;
    this.#ranks = this.#groups + ranks * groupsPerRank * S;
    this.#stacks = this.#ranks + ranks * S;
    this.#earliest = new Float64Array(this.#stacks + stacks * S);
    this.#fawEnds = new Float64Array(ranks * 4);
    this.#fawHead = new Int32Array(ranks);
    this.#fawSize = new Int32Array(ranks);
    this.#refreshed = new Int32Array(ranks);
  }

  /** Earliest clock for a command to a bank and stack; a command of a rank is addressed to its first bank, stack 0. */
  earliest(command: number, bank: number, stack: number): number {
    const { busOf, groupOfBank, rankOfBank } = this.#device;
    const earliest = this.#earliest;
    let time = this.#busFree[busOf[command] as number] as number;
    const ofBank = earliest[bank * S + command] as number;
    if (ofBank > time) time = ofBank;
    const ofGroup = earliest[this.#groups + (groupOfBank[bank] as number) * S + command] as number;
    if (ofGroup > time) time = ofGroup;
    const ofRank = earliest[this.#ranks + (rankOfBank[bank] as number) * S + command] as number;
    if (ofRank > time) time = ofRank;
    const ofStack = earliest[this.#stacks + stack * S + command] as number;
    if (ofStack > time) time = ofStack;
    return time;
  }

  /** Takes note of a command issued at `now`. */
  issue(command: number, rank: number, bank: number, stack: number, now: number): void {
    const { ranks, stacks, groupOfBank, lengths, busOf, fawCounts } = this.#device;
    this.#raise(SAME_BANK, command, bank * S, now);
    this.#raise(SAME_GROUP, command, this.#groups + (groupOfBank[bank] as number) * S, now);
    this.#raise(SAME_RANK, command, this.#ranks + rank * S, now);
    for (let other = 0; other < ranks; other++) {
      if (other !== rank) this.#raise(OTHER_RANK, command, this.#ranks + other * S, now);
    }
    for (let other = 0; other < stacks; other++) {
      if (other !== stack) this.#raise(OTHER_STACK, command, this.#stacks + other * S, now);
    }
    if (command === REFPB) this.#countRound(rank, now);
    const end = now + (lengths[command] as number);
    const bus = busOf[command] as number;
    if (end > (this.#busFree[bus] as number)) this.#busFree[bus] = end;
    if (fawCounts[command] === 1) this.#countActivation(command, rank, end);
  }

  #raise(scope: number, first: number, base: number, now: number): void {
    const { starts, commands, cycles } = this.#device.waits;
    const earliest = this.#earliest;
    const end = starts[scope * S + first + 1] as number;
    for (let k = starts[scope * S + first] as number; k < end; k++) {
      const at = base + (commands[k] as number);
      const time = now + (cycles[k] as number);
      if (time > (earliest[at] as number)) earliest[at] = time;
    }
  }

  #countRound(rank: number, now: number): void {
    const count = ((this.#refreshed[rank] as number) + 1) % this.#device.banksPerRank;
    this.#refreshed[rank] = count;
    this.#raise(count === 0 ? LAST_OF_ROUND : NOT_LAST_OF_ROUND, REFPB, this.#ranks + rank * S, now);
  }

  #countActivation(command: number, rank: number, end: number): void {
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
      const at = this.#ranks + rank * S + (fawAppliesTo[k] as number);
      if (time > (this.#earliest[at] as number)) this.#earliest[at] = time;
    }
  }
}
