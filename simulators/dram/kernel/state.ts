/**
 * What the channel remembers from command to command: records of words. Every bank has a record, then every rank, every
 * stack, and the channel itself.
 */
import { table, Words } from './memory';
import { banksPerRank, ranks, stacks } from './settings';

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

export let state: Words = changetype<Words>(0);
/** Places of the first record of each kind. */
export let firstRank = 0;
export let firstStack = 0;
export let channel = 0;

export function makeState(): void {
  const banks = ranks * banksPerRank;
  state = table(banks + ranks + stacks + 1, 1 << SHIFT, CLOCKS);
  firstRank = banks << SHIFT;
  firstStack = firstRank + (ranks << SHIFT);
  channel = firstStack + (stacks << SHIFT);
}
