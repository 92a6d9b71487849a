/**
 * What each bank wants. The banks of a rank that want the same command are kept together, the oldest request first: what
 * a command has to wait for in its rank and on its bus is the same for all of them, so that mostly the first bank whose
 * own waits are over is the one to serve.
 */
import { COMMAND_STRIDE, NONE } from './commands.js';

const S = COMMAND_STRIDE;

export class Wants {
  /** Command that each bank wants, or NONE. */
  declare readonly command: Int8Array;
  /** Request for which it wants it. */
  declare readonly request: Int32Array;
  /** How many banks want a command, by set: `rank * COMMAND_STRIDE + command`. */
  declare readonly sizes: Int32Array;
  /** The banks of each set, from `set * banksPerRank`, by request. */
  declare readonly members: Int32Array;
  declare private readonly banksPerRank: number;
  declare private readonly rankOf: Int32Array;

  constructor(ranks: number, banksPerRank: number, rankOf: Int32Array) {
    const banks = ranks * banksPerRank;
    this.command = new Int8Array(banks).fill(NONE);
    this.request = new Int32Array(banks);
    this.sizes = new Int32Array(ranks * S);
    this.members = new Int32Array(banks * S);
    this.banksPerRank = banksPerRank;
    this.rankOf = rankOf;
  }

  /** Notes what a bank wants; returns false when it is what it wanted before. */
  set(bank: number, command: number, request: number): boolean {
    const before = this.command[bank] as number;
    if (command === before && request === this.request[bank]) return false;
    const sets = (this.rankOf[bank] as number) * S;
    if (before !== NONE) this.#remove(sets + before, bank);
    this.command[bank] = command;
    this.request[bank] = request;
    if (command !== NONE) this.#insert(sets + command, bank, request);
    return true;
  }

  #remove(set: number, bank: number): void {
    const { members } = this;
    const first = set * this.banksPerRank;
    const size = (this.sizes[set] as number) - 1;
    let at = first;
    while (members[at] !== bank) at++;
    for (; at < first + size; at++) members[at] = members[at + 1] as number;
    this.sizes[set] = size;
  }

  #insert(set: number, bank: number, request: number): void {
    const { members } = this;
    const first = set * this.banksPerRank;
    const size = this.sizes[set] as number;
    let at = first + size;
    for (; at > first; at--) {
      const older = members[at - 1] as number;
      if ((this.request[older] as number) < request) break;
      members[at] = older;
    }
    members[at] = bank;
    this.sizes[set] = size + 1;
  }
}
