/**
 * When each command may be issued at the earliest: the device's constraints, the buses and the activation window. The
 * clocks at the head of each record: a command has to wait for those of its bank, rank and stack, and for its bus. Waits
 * of a bank group are those of each of its banks.
 */
import { rankOf } from './banks';
import { REFPB } from './commands';
import { clockArray, Words, words } from './memory';
import { LAST_OF_ROUND, NOT_LAST_OF_ROUND, OTHER_RANK, OTHER_STACK, SCOPE_STRIDE } from './scopes';
import {
  activationWindow,
  banksPerGroup,
  banksPerRank,
  busOf,
  lengths,
  ranks,
  spreads,
  stacks,
  waitCommands,
  waitCycles,
  waitStarts,
  windowCommandCount,
  windowCommands,
  windowCounts,
} from './settings';
import { BUS_FREE, channel, firstRank, firstStack, SHIFT, state } from './state';

/** Activations in a window. */
const ACTIVATIONS = 4;

/** The last ends of counted commands of each rank, oldest first from `head`. */
let ends: Words = changetype<Words>(0);
let head: Words = changetype<Words>(0);
let size: Words = changetype<Words>(0);
/** REFPB of each rank since its last round over all banks. */
let refreshed: Words = changetype<Words>(0);

export function makeTiming(): void {
  ends = clockArray(ranks * ACTIVATIONS, 0);
  head = words(ranks);
  size = words(ranks);
  refreshed = words(ranks);
}

/** Earliest clock for a command to a bank and stack; a command of a rank is addressed to its first bank, stack 0. */
export function earliest(command: i32, bank: i32, stack: i32): i32 {
  const ofBus = state[channel + BUS_FREE + busOf[command]];
  const ofBank = state[(bank << SHIFT) + command];
  const ofRank = state[firstRank + (rankOf(bank) << SHIFT) + command];
  const ofStack = state[firstStack + (stack << SHIFT) + command];
  return max(max(ofBus, ofBank), max(ofRank, ofStack));
}

/** Takes note of a command issued at `now`. */
export function noteTiming(command: i32, rank: i32, bank: i32, stack: i32, now: i32): void {
  raiseInRank(command, rank, bank, now);
  if (spreads[command] === 1) raiseElsewhere(command, rank, stack, now);
  if (command === REFPB) countRound(rank, now);
  const end = now + lengths[command];
  raiseTo(channel + BUS_FREE + busOf[command], end);
  if (windowCounts[command] === 1) countActivation(command, rank, end);
}

function raiseTo(at: i32, clock: i32): void {
  state[at] = max(clock, state[at]);
}

/** The waits of a command in its rank, bank group and bank: their rows lie one after the other. */
function raiseInRank(command: i32, rank: i32, bank: i32, now: i32): void {
  const row = command * SCOPE_STRIDE;
  const ofGroup = waitStarts[row + 1];
  const ofBank = waitStarts[row + 2];
  const end = waitStarts[row + 3];
  const rankAt = firstRank + (rank << SHIFT);
  let k = waitStarts[row];
  for (; k < ofGroup; k++) raiseTo(rankAt + waitCommands[k], now + waitCycles[k]);
  if (k < ofBank) {
    const firstOfGroup = (bank - (bank % banksPerGroup)) << SHIFT;
    const endOfGroup = firstOfGroup + (banksPerGroup << SHIFT);
    for (; k < ofBank; k++) {
      const clock = now + waitCycles[k];
      const second = waitCommands[k];
      for (let at = firstOfGroup + second; at < endOfGroup; at += 1 << SHIFT) raiseTo(at, clock);
    }
  }
  const bankAt = bank << SHIFT;
  for (; k < end; k++) raiseTo(bankAt + waitCommands[k], now + waitCycles[k]);
}

/** The waits of a command in other ranks and stacks. */
function raiseElsewhere(command: i32, rank: i32, stack: i32, now: i32): void {
  for (let other = 0; other < ranks; other++) {
    if (other !== rank) raise(OTHER_RANK, command, firstRank + (other << SHIFT), now);
  }
  for (let other = 0; other < stacks; other++) {
    if (other !== stack) raise(OTHER_STACK, command, firstStack + (other << SHIFT), now);
  }
}

function raise(scope: i32, first: i32, base: i32, now: i32): void {
  const row = first * SCOPE_STRIDE + scope;
  const end = waitStarts[row + 1];
  for (let k = waitStarts[row]; k < end; k++) raiseTo(base + waitCommands[k], now + waitCycles[k]);
}

function countRound(rank: i32, now: i32): void {
  const count = (refreshed[rank] + 1) % banksPerRank;
  refreshed[rank] = count;
  raise(count === 0 ? LAST_OF_ROUND : NOT_LAST_OF_ROUND, REFPB, firstRank + (rank << SHIFT), now);
}

function countActivation(command: i32, rank: i32, end: i32): void {
  const first = head[rank];
  const count = size[rank];
  ends[rank * ACTIVATIONS + ((first + count) & (ACTIVATIONS - 1))] = end;
  if (count < ACTIVATIONS - 1) {
    size[rank] = count + 1;
    return;
  }
  head[rank] = (first + 1) & (ACTIVATIONS - 1);
  const clock = ends[rank * ACTIVATIONS + first] - lengths[command] + activationWindow;
  const rankAt = firstRank + (rank << SHIFT);
  for (let k = 0; k < windowCommandCount; k++) raiseTo(rankAt + windowCommands[k], clock);
}
