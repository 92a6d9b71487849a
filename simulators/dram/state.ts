/**
 * What a channel remembers from command to command: records of words in one array, so that a step of the loop has one
 * base and one length to hold. Every bank has a record, then every rank, every stack, and the channel itself.
 */
import type { Clock } from './clock.js';
import { commandNames } from './commands.js';
import type { CompiledDevice } from './device.js';

/** A record has `1 << RECORD_SHIFT` words. It begins with clocks, one for each command, which move with the epoch. */
export const RECORD_SHIFT = 5;

/** Words of a bank behind its clocks. */
export const bankWords = {
  /** Command that the bank wants, or NONE. */
  WANT: 16,
  /** Request that it serves, or -1: then the bank is idle. */
  CURRENT: 17,
  /** Row that is open, or -1. */
  OPEN_ROW: 18,
  /** 1 when the open row was opened for the current request and has not served it yet. */
  KEEP: 19,
  /** What keeps the bank from wanting anything: bits ASLEEP and BLOCKED. */
  STOPPED: 20,
  /** First and last waiting request, or -1, and how many wait. */
  HEAD: 21,
  TAIL: 22,
  WAITING: 23,
  /** First waiting request for the open row, or -1, and how many wait for it. */
  FIRST_HIT: 24,
  HITS: 25,
} as const;

/** Words of a rank behind its clocks. */
export const rankWords = {
  OPEN_BANKS: 15,
  /** By command: which banks want it; bit `b` stands for bank `b` of the rank. */
  WANTING: 16,
} as const;

/** Words of the channel: clocks, then others; two in a row are those of the two buses. */
export const channelWords = {
  /** When the bus of row commands (or of all) is free, and that of column commands. */
  BUS_FREE: 0,
  /** The survey of wants: least clock of all, then of the best for each bus its clock and when it is over. */
  SOONEST: 2,
  TIME: 3,
  END: 5,
  /** Its command (NONE for none), its bank, and the number of its request. */
  COMMAND: 16,
  BANK: 18,
  NUMBER: 20,
} as const;

export class ChannelState {
  declare readonly words: Int32Array;
  /** Places of the first record of each kind. */
  declare readonly firstRank: number;
  declare readonly firstStack: number;
  declare readonly channel: number;

  constructor(device: CompiledDevice, clock: Clock) {
    const banks = device.ranks * device.banksPerRank;
    const records = banks + device.ranks + device.stacks + 1;
    this.words = clock.table(records, 1 << RECORD_SHIFT, commandNames.length);
    this.firstRank = banks << RECORD_SHIFT;
    this.firstStack = this.firstRank + (device.ranks << RECORD_SHIFT);
    this.channel = this.firstStack + (device.stacks << RECORD_SHIFT);
  }
}
