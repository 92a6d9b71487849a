/**
 * Chooses among the commands that banks and managers want.
 *
 * A survey holds until something is issued or a manager acts: the earliest clocks depend on nothing else. Then a pass
 * before the soonest of them can issue nothing, and the choice at that clock is known.
 */
import { nextInOrder, rankOf } from './banks';
import { NEVER } from './clocks';
import { ACT, NONE, PREPB, RD, WRA } from './commands';
import { powerDownCommand } from './power-down';
import { anyRefresh, refreshBank, refreshCommand } from './refresh';
import { banks, banksPerRank, busOf, lengths, ranks, stackOf, stacks, staggered, strict, twoBuses } from './settings';
import {
  BANK,
  BUS_FREE,
  COMMAND,
  CURRENT,
  channel,
  END,
  firstRank,
  firstStack,
  NUMBER,
  SHIFT,
  SOONEST,
  state,
  TIME,
  WANT,
  WANTING,
} from './state';
import { earliest } from './timing';

/** Refreshes come before all requests, power-down commands after. */
const REFRESH_NUMBER = -1;
const POWER_DOWN_NUMBER = NEVER - 1;

export function makeMux(): void {
  state[channel + COMMAND] = NONE;
  state[channel + COMMAND + 1] = NONE;
}

/** Least clock of all that is wanted. */
export function soonestWanted(): i32 {
  return state[channel + SOONEST];
}

/** Looks at everything that is wanted, for a choice at `now` or later. */
export function survey(now: i32): void {
  state[channel + SOONEST] = NEVER;
  for (let bus = channel; bus <= channel + 1; bus++) {
    state[bus + COMMAND] = NONE;
    state[bus + END] = NEVER;
    state[bus + NUMBER] = NEVER;
  }
  const managed = anyRefresh || staggered === 1;
  for (let rank = 0; rank < ranks; rank++) {
    const alone = managed && considerManagers(rank, now);
    considerBanks(0, rank, now, !alone);
    if (twoBuses === 1) considerBanks(1, rank, now, !alone);
  }
}

/** Returns true for a power-down command: it stands alone, but the others may still wake the controller. */
function considerManagers(rank: i32, now: i32): bool {
  const powerDown = powerDownCommand[rank];
  const refresh = refreshCommand[rank];
  const alone = powerDown !== NONE;
  if (alone) consider(powerDown, rank * banksPerRank, 0, POWER_DOWN_NUMBER, now, true);
  if (refresh !== NONE) consider(refresh, refreshBank[rank], 0, REFRESH_NUMBER, now, !alone);
  return alone;
}

/** What one bank wants has changed; returns false when that takes a new survey. */
export function surveyBank(bank: i32, now: i32): bool {
  for (let bus = channel; bus <= channel + 1; bus++) {
    if (state[bus + COMMAND] !== NONE && state[bus + BANK] === bank) return false;
  }
  const command = state[(bank << SHIFT) + WANT];
  if (command === NONE) return true;
  const request = state[(bank << SHIFT) + CURRENT];
  consider(command, bank, stackOf[request], request, now, mayGo(command, request));
  return true;
}

/** Least clock after `now` of all that is wanted. */
export function soonestWantedAfter(now: i32): i32 {
  let soonest = NEVER;
  for (let rank = 0; rank < ranks; rank++) {
    soonest = min(soonest, clockAfter(now, powerDownCommand[rank], rank * banksPerRank, 0));
    soonest = min(soonest, clockAfter(now, refreshCommand[rank], refreshBank[rank], 0));
  }
  for (let bank = 0; bank < ranks * banksPerRank; bank++) {
    const at = bank << SHIFT;
    const command = state[at + WANT];
    if (command !== NONE) soonest = min(soonest, clockAfter(now, command, bank, stackOf[state[at + CURRENT]]));
  }
  return soonest;
}

function clockAfter(now: i32, command: i32, bank: i32, stack: i32): i32 {
  if (command === NONE) return NEVER;
  const clock = earliest(command, bank, stack);
  return clock > now ? clock : NEVER;
}

/** The bus whose best command goes now, or -1. */
export function choose(now: i32): i32 {
  let bus = 0;
  if (state[channel + 1 + COMMAND] !== NONE) {
    const row = state[channel + TIME];
    const column = state[channel + 1 + TIME];
    const older = state[channel + 1 + NUMBER] < state[channel + NUMBER];
    if (state[channel + COMMAND] === NONE || column < row || (column === row && older)) bus = 1;
  }
  const at = channel + bus;
  return state[at + COMMAND] !== NONE && state[at + TIME] === now ? bus : -1;
}

export function commandOf(bus: i32): i32 {
  return state[channel + bus + COMMAND];
}

/** The rank's first for commands of a rank. */
export function bankOf(bus: i32): i32 {
  return state[channel + bus + BANK];
}

/** Whether the command serves a request: the current one of its bank. */
export function servesRequest(bus: i32): bool {
  const number = state[channel + bus + NUMBER];
  return number !== REFRESH_NUMBER && number !== POWER_DOWN_NUMBER;
}

/** What the banks of a rank want on one bus. Of the candidates the one wins that is over first; then the older. */
function considerBanks(bus: i32, rank: i32, now: i32, candidates: bool): void {
  const rankAt = firstRank + (rank << SHIFT);
  const firstBank = (rank * banksPerRank) << SHIFT;
  const free = max(now, state[channel + bus + BUS_FREE]);
  const lowest = bus === 0 ? ACT : RD;
  let soonest = state[channel + SOONEST];
  let best = NEVER;
  let oldest = NEVER;
  // Activations come last: mostly they wait the longest, and for something that holds for all banks.
  for (let command = bus === 0 && twoBuses === 1 ? PREPB : WRA; command >= lowest; command--) {
    let left = state[rankAt + WANTING + command];
    if (left === 0) continue;
    const from = max(state[rankAt + command], free);
    const length = lengths[command];
    if (from >= soonest && from + length > best) continue;
    // Clock and request as one number: of a tie the older wins, and nothing has to be guessed by the processor.
    let first: i64 = i64.MAX_VALUE;
    while (left !== 0) {
      const at = firstBank + (ctz(left) << SHIFT);
      left &= left - 1;
      let clock = max(state[at + command], from);
      if (stacks > 1) clock = max(clock, clockOfStack(at, command));
      first = min(first, ((<i64>clock) << 32) | <i64>state[at + CURRENT]);
    }
    let time = <i32>(first >> 32);
    let request = <i32>first;
    soonest = min(soonest, time);
    if (strict === 1 && command >= RD) {
      request = nextInOrder;
      time = clockInOrder(command, rank, now);
    }
    const over = time + length;
    if (over > best || (over === best && request > oldest)) continue;
    best = over;
    oldest = request;
  }
  state[channel + SOONEST] = soonest;
  if (candidates && best < NEVER) offer(bus, oldest, best);
}

/** When the column command of the next request in order may go; NEVER if no bank of the rank wants it. */
function clockInOrder(command: i32, rank: i32, now: i32): i32 {
  const bank = banks[nextInOrder];
  const at = bank << SHIFT;
  if (state[at + CURRENT] !== nextInOrder || state[at + WANT] !== command || rankOf(bank) !== rank) return NEVER;
  return max(earliest(command, bank, stackOf[nextInOrder]), now);
}

function clockOfStack(at: i32, command: i32): i32 {
  return state[firstStack + (stackOf[state[at + CURRENT]] << SHIFT) + command];
}

/** The best of a rank's banks on a bus: the command for this request, which would be over at `end`. */
function offer(bus: i32, request: i32, end: i32): void {
  const bank = banks[request];
  const command = state[(bank << SHIFT) + WANT];
  offerCommand(bus, command, bank, request, end - lengths[command], end);
}

function consider(command: i32, bank: i32, stack: i32, number: i32, now: i32, candidate: bool): void {
  const time = max(earliest(command, bank, stack), now);
  state[channel + SOONEST] = min(state[channel + SOONEST], time);
  if (candidate) offerCommand(busOf[command], command, bank, number, time, time + lengths[command]);
}

/** Takes a command for the best of its bus if it is over before, or at the same time and older. */
function offerCommand(bus: i32, command: i32, bank: i32, number: i32, time: i32, end: i32): void {
  const at = channel + bus;
  const best = state[at + END];
  if (end > best || (end === best && number >= state[at + NUMBER])) return;
  state[at + TIME] = time;
  state[at + END] = end;
  state[at + NUMBER] = number;
  state[at + COMMAND] = command;
  state[at + BANK] = bank;
}

/** Strict: column commands go in the order of their requests. */
function mayGo(command: i32, request: i32): bool {
  return strict === 0 || request === nextInOrder || command < RD || command > WRA;
}
