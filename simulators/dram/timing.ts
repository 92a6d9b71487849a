/** When each command may be issued at the earliest: the device's constraints, the buses and the activation window. */
import { COMMAND_STRIDE, isColumn, REFPB } from './commands.js';
import type { CompiledDevice, Waits } from './device.js';

const S = COMMAND_STRIDE;

export class TimingChecker {
  readonly #device: CompiledDevice;
  readonly #bank: Float64Array;
  readonly #group: Float64Array;
  readonly #rank: Float64Array;
  readonly #stack: Float64Array;
  /** The four last ends of counted commands of each rank, oldest first from `#fawHead`. */
  readonly #fawEnds: Float64Array;
  readonly #fawHead: Int32Array;
  readonly #fawSize: Int32Array;
  /** REFPB of each rank since its last round over all banks. */
  readonly #refreshed: Int32Array;
  /** When the bus of row commands (or of all) is free, and that of column commands. */
  #rowBus = 0;
  #columnBus = 0;

  constructor(device: CompiledDevice) {
    const { ranks, banksPerRank, groupsPerRank, stacks } = device;
    this.#device = device;
    this.#bank = new Float64Array(ranks * banksPerRank * S);
    this.#group = new Float64Array(ranks * groupsPerRank * S);
    this.#rank = new Float64Array(ranks * S);
    this.#stack = new Float64Array(stacks * S);
    this.#fawEnds = new Float64Array(ranks * 4);
    this.#fawHead = new Int32Array(ranks);
    this.#fawSize = new Int32Array(ranks);
    this.#refreshed = new Int32Array(ranks);
  }

  /** Earliest clock for a command to a bank, stack and rank; a command of a rank is addressed to its first bank, stack 0. */
  earliest(command: number, rank: number, bank: number, stack: number): number {
    const device = this.#device;
    let time = device.twoBuses && isColumn(command) ? this.#columnBus : this.#rowBus;
    const ofBank = this.#bank[bank * S + command] as number;
    if (ofBank > time) time = ofBank;
    const ofGroup = this.#group[(device.groupOfBank[bank] as number) * S + command] as number;
    if (ofGroup > time) time = ofGroup;
    const ofRank = this.#rank[rank * S + command] as number;
    if (ofRank > time) time = ofRank;
    const ofStack = this.#stack[stack * S + command] as number;
    if (ofStack > time) time = ofStack;
    return time;
  }

  /** Takes note of a command issued at `now`. */
  issue(command: number, rank: number, bank: number, stack: number, now: number): void {
    const device = this.#device;
    raise(this.#bank, bank * S, device.sameBank[command] as Waits, now);
    raise(this.#group, (device.groupOfBank[bank] as number) * S, device.sameBankGroup[command] as Waits, now);
    raise(this.#rank, rank * S, device.sameRank[command] as Waits, now);
    if (device.ranks > 1) {
      const waits = device.otherRank[command] as Waits;
      for (let other = 0; other < device.ranks; other++) if (other !== rank) raise(this.#rank, other * S, waits, now);
    }
    if (device.stacks > 1) {
      const waits = device.otherStack[command] as Waits;
      for (let other = 0; other < device.stacks; other++)
        if (other !== stack) raise(this.#stack, other * S, waits, now);
    }
    if (command === REFPB) this.#countRound(rank, now);
    const end = now + (device.lengths[command] as number);
    if (device.twoBuses && isColumn(command)) this.#columnBus = Math.max(this.#columnBus, end);
    else this.#rowBus = Math.max(this.#rowBus, end);
    if (device.fawCounts[command] === 1) this.#countActivation(command, rank, end);
  }

  #countRound(rank: number, now: number): void {
    const count = ((this.#refreshed[rank] as number) + 1) % this.#device.banksPerRank;
    this.#refreshed[rank] = count;
    raise(this.#rank, rank * S, count === 0 ? this.#device.lastOfRound : this.#device.notLastOfRound, now);
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
      const at = rank * S + (fawAppliesTo[k] as number);
      if (time > (this.#rank[at] as number)) this.#rank[at] = time;
    }
  }
}

function raise(table: Float64Array, base: number, waits: Waits, now: number): void {
  const { commands, cycles } = waits;
  for (let k = 0; k < commands.length; k++) {
    const at = base + (commands[k] as number);
    const time = now + (cycles[k] as number);
    if (time > (table[at] as number)) table[at] = time;
  }
}
