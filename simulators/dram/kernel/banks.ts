/**
 * The bank machines: which command each bank wants next.
 *
 * A bank is looked at again only when its list or its state has changed; what it wants depends on nothing else.
 */
import { ACT, NONE, PDXA, PDXP, PREAB, PREPB, RD, RDA, REFAB, REFPB, SREFEX, WR, WRA } from './commands';
import { closeRow, next, openRow, removeFromList } from './request-lists';
import {
  banksPerRank,
  closesAlways,
  closesNever,
  closesSingles,
  grouped,
  hitsFirst,
  lines,
  ranks,
  refreshes,
  rows,
  strict,
  writes,
} from './settings';
import {
  CURRENT,
  FIRST_HIT,
  firstRank,
  HEAD,
  HITS,
  KEEP,
  OPEN_BANKS,
  OPEN_ROW,
  SHIFT,
  STOPPED,
  state,
  TAIL,
  WAITING,
  WANT,
  WANTING,
} from './state';

const ASLEEP = 1;
const BLOCKED = 2;

/** Request of the next column command in order. */
export let nextInOrder = 0;
/** Banks to evaluate: from this one up to, but without, that one. */
let staleFrom = 0;
let staleTo = 0;
/** Direction of the channel's last column command: 1 write. */
let lastWrite = 0;

export function makeBanks(): void {
  nextInOrder = 0;
  staleFrom = 0;
  staleTo = 0;
  lastWrite = 0;
  for (let bank = 0; bank < ranks * banksPerRank; bank++) {
    const at = bank << SHIFT;
    state[at + WANT] = NONE;
    state[at + CURRENT] = -1;
    state[at + OPEN_ROW] = -1;
    state[at + HEAD] = -1;
    state[at + TAIL] = -1;
    state[at + FIRST_HIT] = -1;
  }
}

export function rankOf(bank: i32): i32 {
  return ranks === 1 ? 0 : bank / banksPerRank;
}

/** Request that the bank serves, or -1: then it is idle. */
export function current(bank: i32): i32 {
  return state[(bank << SHIFT) + CURRENT];
}

export function isOpen(bank: i32): bool {
  return state[(bank << SHIFT) + OPEN_ROW] >= 0;
}

/** Open banks of the rank. */
export function openBanks(rank: i32): i32 {
  return state[firstRank + (rank << SHIFT) + OPEN_BANKS];
}

/** Decides what the bank wants, and for which request; returns false when that is as before. */
export function evaluateBank(bank: i32): bool {
  const at = bank << SHIFT;
  const command = state[at + WANT];
  const request = state[at + CURRENT];
  const wanted = wantedBy(at);
  if (wanted !== command) want(bank, wanted);
  return wanted !== command || state[at + CURRENT] !== request;
}

/** Evaluates the banks that an issued command has changed. */
export function evaluateStaleBanks(): void {
  for (let bank = staleFrom; bank < staleTo; bank++) evaluateBank(bank);
  staleFrom = staleTo;
}

/** Notes a command issued to one bank. */
export function updateBank(issued: i32, bank: i32): void {
  const at = bank << SHIFT;
  staleFrom = bank;
  staleTo = bank + 1;
  if (issued === ACT) open(bank, at);
  else if (issued === PREPB) {
    close(bank, at);
    state[at + KEEP] = 0;
  } else if (issued === REFPB) state[at + STOPPED] = 0;
  else serve(issued, bank, at);
}

/** Notes a command issued to a whole rank. */
export function updateBanksOf(rank: i32, issued: i32): void {
  const first = rank * banksPerRank;
  const end = first + banksPerRank;
  staleFrom = first;
  staleTo = end;
  if (issued === SREFEX) return;
  for (let bank = first; bank < end; bank++) {
    const at = bank << SHIFT;
    if (issued === PREAB) {
      close(bank, at);
      state[at + KEEP] = 0;
    } else if (issued === REFAB) state[at + STOPPED] = 0;
    else if (issued === PDXA || issued === PDXP) state[at + STOPPED] = state[at + STOPPED] & ~ASLEEP;
    else state[at + STOPPED] = state[at + STOPPED] | ASLEEP;
  }
}

/** Stops a bank until it was refreshed; what it wanted is void at once. */
export function block(bank: i32): void {
  const at = bank << SHIFT;
  state[at + STOPPED] = state[at + STOPPED] | BLOCKED;
  want(bank, NONE);
}

/** Whether some bank of the rank has a current request. */
export function anyBusy(rank: i32): bool {
  const first = rank * banksPerRank;
  for (let bank = first; bank < first + banksPerRank; bank++) if (current(bank) >= 0) return true;
  return false;
}

function wantedBy(at: i32): i32 {
  if (state[at + STOPPED] !== 0) return NONE;
  const choice = choose(at);
  if (choice < 0) return NONE;
  const row = state[at + OPEN_ROW];
  if (state[at + KEEP] === 0 || rows[choice] === row) state[at + CURRENT] = choice;
  if (row < 0) return ACT;
  const request = state[at + CURRENT];
  if (rows[request] !== row) return PREPB;
  const closes = closesAfter(at);
  if (writes[request] === 1) return closes ? WRA : WR;
  return closes ? RDA : RD;
}

function want(bank: i32, command: i32): void {
  const rank = rankOf(bank);
  const wanting = firstRank + (rank << SHIFT) + WANTING;
  const bit = 1 << (bank - rank * banksPerRank);
  const at = bank << SHIFT;
  const before = wanting + state[at + WANT];
  state[at + WANT] = command;
  state[before] = state[before] & ~bit;
  state[wanting + command] = state[wanting + command] | bit;
}

function open(bank: i32, at: i32): void {
  const rankAt = firstRank + (rankOf(bank) << SHIFT);
  state[rankAt + OPEN_BANKS] = state[rankAt + OPEN_BANKS] + 1;
  state[at + KEEP] = 1;
  openRow(at, rows[state[at + CURRENT]]);
}

function close(bank: i32, at: i32): void {
  if (state[at + OPEN_ROW] < 0) return;
  const rankAt = firstRank + (rankOf(bank) << SHIFT);
  state[rankAt + OPEN_BANKS] = state[rankAt + OPEN_BANKS] - 1;
  closeRow(at);
}

/** A column command: the current request leaves its list. */
function serve(issued: i32, bank: i32, at: i32): void {
  removeFromList(state[at + CURRENT]);
  state[at + CURRENT] = -1;
  state[at + KEEP] = 0;
  if (issued === RDA || issued === WRA) close(bank, at);
  nextInOrder++;
  const write = issued === WR || issued === WRA ? 1 : 0;
  const turned = write !== lastWrite;
  lastWrite = write;
  if (strict === 1 || (grouped === 1 && turned)) {
    staleFrom = 0;
    staleTo = ranks * banksPerRank;
  }
}

function choose(at: i32): i32 {
  const head = state[at + HEAD];
  const hit = state[at + FIRST_HIT];
  if (hit < 0 || hitsFirst === 0) return head;
  if (strict === 1 && wouldWaitForEver(head, hit)) return head;
  return grouped === 1 ? hitOfDirection(at, hit) : hit;
}

/**
 * Strict and a scheduler that prefers hits can wait for each other: the next request in order is passed over for a hit
 * that may not go before it. DRAMSys then never ends, unless a refresh closes the row. Here the next in order is taken
 * where no refresh helps; no run that ends is changed by it.
 */
function wouldWaitForEver(head: i32, firstHit: i32): bool {
  return head === nextInOrder && (head === firstHit || refreshes === 0);
}

/** First hit in the direction of the bus that overtakes no hit of the same address; else the first hit. */
function hitOfDirection(at: i32, firstHit: i32): i32 {
  const row = state[at + OPEN_ROW];
  for (let r = firstHit; r >= 0; r = next[r]) {
    if (rows[r] !== row || writes[r] !== lastWrite) continue;
    let earlier = firstHit;
    while (earlier !== r && lines[earlier] !== lines[r]) earlier = next[earlier];
    if (earlier === r) return r;
  }
  return firstHit;
}

/** Whether the column command of a hit closes the row (page policies). */
function closesAfter(at: i32): bool {
  if (closesNever === 1) return false;
  if (closesAlways === 1) return true;
  if (closesSingles === 0 && state[at + WAITING] < 2) return false;
  return !furtherHit(at);
}

function furtherHit(at: i32): bool {
  if (hitsFirst === 1) return state[at + HITS] >= 2;
  const second = next[state[at + HEAD]];
  return second >= 0 && rows[second] === state[at + OPEN_ROW];
}
