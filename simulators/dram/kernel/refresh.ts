/** Refresh managers, one per rank: when to refresh, how far to postpone and pull in, and which bank. */
import { anyBusy, block, current, isOpen, openBanks } from './banks';
import { NEVER } from './clocks';
import { NONE, PDEA, PDEP, PDXA, PDXP, PREAB, PREPB, REFAB, REFPB, SREFEN } from './commands';
import { Bytes, bytes, clockArray, startClocks, Words, words } from './memory';
import { interruptPowerDown } from './power-down';
import { banksPerRank, maxPostponed, maxPulledIn, ranks, refreshesBanks, refreshInterval } from './settings';

/** By rank: what the manager wants, and for which bank; the rank's first for commands of the rank. */
export let refreshCommand: Words = changetype<Words>(0);
export let refreshBank: Words = changetype<Words>(0);
/** Whether some manager wants a command. */
export let anyRefresh = false;

let due: Words = changetype<Words>(0);
/** Clocks that stand for all managers. */
const nexts: Words = changetype<Words>(memory.data(2 << 2, 8));
const SOONEST_DUE = 0;
const WAKE = 1;
let flexibility: Words = changetype<Words>(0);
let pullIn: Words = changetype<Words>(0);
let asleep: Words = changetype<Words>(0);
/** Banks that the round still has to refresh (per bank only), and their number by rank. */
let remaining: Bytes = changetype<Bytes>(0);
let remainingCount: Words = changetype<Words>(0);
/** A forced refresh of a bank is under way: its bank is not chosen anew. */
let skip: Words = changetype<Words>(0);

export function makeRefresh(): void {
  anyRefresh = false;
  refreshCommand = words(ranks);
  refreshBank = words(ranks);
  due = clockArray(ranks, NEVER);
  startClocks(nexts, 2, NEVER);
  flexibility = words(ranks);
  pullIn = words(ranks);
  asleep = words(ranks);
  remaining = bytes(ranks * banksPerRank);
  remainingCount = words(ranks);
  skip = words(ranks);
  for (let rank = 0; rank < ranks; rank++) {
    refreshCommand[rank] = NONE;
    refreshBank[rank] = rank * banksPerRank;
    due[rank] = firstDue(rank);
    nexts[SOONEST_DUE] = min(nexts[SOONEST_DUE], due[rank]);
    refill(rank);
  }
  nexts[WAKE] = nexts[SOONEST_DUE];
}

/** Ranks refresh in turn: the order is that of the bit-reversed rank numbers. */
function firstDue(rank: i32): i32 {
  if (refreshInterval === NEVER) return NEVER;
  let reversed = 0;
  for (let bit = 1, place = ranks >> 1; bit < ranks; bit <<= 1, place >>= 1) {
    if ((rank & bit) !== 0) reversed += place;
  }
  return refreshInterval - <i32>((<i64>reversed * <i64>refreshInterval) / <i64>ranks);
}

/** The earliest clock at which some manager has to be asked again, whether or not its rank sleeps. */
export function soonestRefresh(): i32 {
  return nexts[SOONEST_DUE];
}

/** The earliest clock to come at which a manager that wants nothing has to be asked. */
export function refreshWake(): i32 {
  return nexts[WAKE];
}

/** Decides what the manager of each rank wants at `now`; postponing is done here. */
export function evaluateRefresh(now: i32): void {
  nexts[SOONEST_DUE] = NEVER;
  nexts[WAKE] = NEVER;
  anyRefresh = false;
  for (let rank = 0; rank < ranks; rank++) {
    evaluate(rank, now);
    nexts[SOONEST_DUE] = min(nexts[SOONEST_DUE], due[rank]);
    if (refreshCommand[rank] !== NONE) anyRefresh = true;
    else if (due[rank] > now) nexts[WAKE] = min(nexts[WAKE], due[rank]);
  }
}

/** Notes a command issued to the rank or one of its banks. */
export function updateRefresh(command: i32, rank: i32, bank: i32, now: i32): void {
  if (command === REFAB) refreshedRank(rank, now);
  else if (command === REFPB) refreshedBank(rank, bank);
  else if (command === PDEA || command === PDEP) asleep[rank] = 1;
  else if (command === PDXA || command === PDXP) asleep[rank] = 0;
  else if (command === SREFEN) {
    asleep[rank] = 1;
    due[rank] = NEVER;
  }
}

function evaluate(rank: i32, now: i32): void {
  refreshCommand[rank] = NONE;
  if (now < due[rank]) return;
  interruptPowerDown(rank);
  if (asleep[rank] === 1) return;
  if (now >= due[rank] + refreshInterval) {
    advance(rank);
    pullIn[rank] = 0;
  }
  if (refreshesBanks === 1) evaluateBank(rank);
  else evaluateRank(rank);
}

function evaluateRank(rank: i32): void {
  const forced = flexibility[rank] === maxPostponed;
  const first = rank * banksPerRank;
  if (pullIn[rank] === 1) {
    if (anyBusy(rank)) endPullIn(rank);
    else refreshCommand[rank] = REFAB;
    return;
  }
  if (forced) for (let bank = first; bank < first + banksPerRank; bank++) block(bank);
  else if (anyBusy(rank)) {
    postpone(rank);
    return;
  }
  refreshCommand[rank] = openBanks(rank) > 0 ? PREAB : REFAB;
}

function evaluateBank(rank: i32): void {
  const idle = skip[rank] === 1 ? -1 : firstRemaining(rank, true);
  if (pullIn[rank] === 1) {
    if (idle < 0) endPullIn(rank);
    else select(rank, idle, false);
    return;
  }
  const forced = flexibility[rank] === maxPostponed;
  if (idle < 0 && !forced) {
    postpone(rank);
    return;
  }
  let bank = refreshBank[rank];
  if (idle >= 0) bank = idle;
  else if (skip[rank] === 0) bank = firstRemaining(rank, false);
  select(rank, bank, forced);
}

function select(rank: i32, bank: i32, forced: bool): void {
  refreshBank[rank] = bank;
  if (isOpen(bank)) {
    refreshCommand[rank] = PREPB;
    return;
  }
  refreshCommand[rank] = REFPB;
  if (!forced) return;
  block(bank);
  skip[rank] = 1;
}

function firstRemaining(rank: i32, idle: bool): i32 {
  const first = rank * banksPerRank;
  for (let bank = first; bank < first + banksPerRank; bank++) {
    if (remaining[bank] === 1 && (!idle || current(bank) < 0)) return bank;
  }
  return -1;
}

function refreshedRank(rank: i32, now: i32): void {
  if (refreshesBanks === 1 || asleep[rank] === 1) {
    pullIn[rank] = 0;
    due[rank] = min(now + refreshInterval, NEVER);
    asleep[rank] = 0;
    refill(rank);
    skip[rank] = 0;
    return;
  }
  pulled(rank);
}

function refreshedBank(rank: i32, bank: i32): void {
  skip[rank] = 0;
  remaining[bank] = 0;
  remainingCount[rank] = remainingCount[rank] - 1;
  if (remainingCount[rank] === 0) refill(rank);
  pulled(rank);
}

function refill(rank: i32): void {
  const first = rank * banksPerRank;
  for (let bank = first; bank < first + banksPerRank; bank++) remaining[bank] = 1;
  remainingCount[rank] = banksPerRank;
}

/** A refresh was done: a further one may be pulled in while the rank is idle. */
function pulled(rank: i32): void {
  if (pullIn[rank] === 1) flexibility[rank] = flexibility[rank] - 1;
  else pullIn[rank] = 1;
  if (flexibility[rank] === -maxPulledIn) endPullIn(rank);
}

function endPullIn(rank: i32): void {
  pullIn[rank] = 0;
  advance(rank);
}

function postpone(rank: i32): void {
  flexibility[rank] = flexibility[rank] + 1;
  advance(rank);
}

function advance(rank: i32): void {
  due[rank] = due[rank] + refreshInterval;
}
