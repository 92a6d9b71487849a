/**
 * What the channel remembers from command to command: records of words. Every bank has a record, then every rank, every
 * stack, and the channel itself.
 */
import { MOST_BANKS_PER_RANK, MOST_RANKS, MOST_STACKS } from './limits';
import { register, Words } from './memory';

/** A record has `1 << SHIFT` words. It begins with clocks, one for each command, which move with the epoch. */
export const SHIFT = 5;
const CLOCKS = 15;

/** Words of a bank behind its clocks. The command that it wants, or NONE. */
export const WANT = 16;
/** Request that it serves, or -1: then the bank is idle. */
export const CURRENT = 17;
/** Row that is open, or -1. */
export const OPEN_ROW = 18;
/** 1 when the open row was opened for the current request and has not served it yet. */
export const KEEP = 19;
/** What keeps the bank from wanting anything: bits ASLEEP and BLOCKED. */
export const STOPPED = 20;
/** First and last waiting request, or -1, and how many wait. */
export const HEAD = 21;
export const TAIL = 22;
export const WAITING = 23;
/** First waiting request for the open row, or -1, and how many wait for it. */
export const FIRST_HIT = 24;
export const HITS = 25;

/** Words of a rank behind its clocks. */
export const OPEN_BANKS = 15;
/** By command: which banks want it; bit `b` stands for bank `b` of the rank. */
export const WANTING = 16;

/** Words of the channel; two in a row are those of the two buses. When the bus of row commands (or of all) is free. */
export const BUS_FREE = 0;
/** The survey of wants: least clock of all, then of the best for each bus its clock and when it is over. */
export const SOONEST = 2;
export const TIME = 3;
export const END = 5;
/** Its command (NONE for none), its bank, and the number of its request. */
export const COMMAND = 16;
export const BANK = 18;
export const NUMBER = 20;

/** Every kind of record has a place of its own, so that addresses are constants. */
const MOST_BANKS = MOST_RANKS * MOST_BANKS_PER_RANK;
const RECORDS = MOST_BANKS + MOST_RANKS + MOST_STACKS + 1;
const BYTES = RECORDS << (SHIFT + 2);
export const state: Words = changetype<Words>(memory.data(BYTES, 8));
/** Places of the first record of each kind; the banks' come first. */
export const firstRank = MOST_BANKS << SHIFT;
export const firstStack = firstRank + (MOST_RANKS << SHIFT);
export const channel = firstStack + (MOST_STACKS << SHIFT);

export function makeState(): void {
  memory.fill(changetype<usize>(state), 0, BYTES);
  register(state, RECORDS, 1 << SHIFT, CLOCKS);
}
