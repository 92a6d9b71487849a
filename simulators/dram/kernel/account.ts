/**
 * Energy of each rank after DRAMPower (commit ebd9ff70): clocks by state are counted while the commands come, so that no
 * command log is needed. An auto-precharge lies in the future of its command; those pending are kept by bank and taken
 * before the first later command. Clocks here count from the beginning of the run.
 */
import {
  ACCOUNT_STRIDE,
  ACTIVE,
  ACTIVE_POWER_DOWN,
  ACTS,
  ENTRY,
  FIRST_ACT,
  LAST_CLOCK,
  LAST_COMMAND,
  LAST_PRE,
  NEXT_PENDING,
  OPEN,
  PRECHARGE_POWER_DOWN,
  PRECHARGED,
  PRES,
  READS,
  REFRESHES,
  SELF_ACTIVE,
  SELF_PRECHARGE,
  SELF_REFRESH,
  SELF_UP_ACTIVE,
  SELF_UP_PRECHARGE,
  STAY,
  WRITES,
} from './account-fields';
import { ACT, NONE, PDEA, PDEP, PDXA, PDXP, PREAB, PREPB, RD, RDA, REFAB, SREFEN, SREFEX, WR, WRA } from './commands';
import { Doubles, doubles } from './memory';
import {
  accounting,
  banksPerRank,
  completions,
  ranks,
  readToPrecharge,
  timeRas,
  timeRfc,
  timeRp,
  writeToPrecharge,
} from './settings';

const UP: f64 = 0;
const IN_ACTIVE_PD: f64 = 1;
const IN_PRECHARGE_PD: f64 = 2;
const IN_SELF_REFRESH: f64 = 3;

/** Commands of the run by number. */
export let counts: Doubles = changetype<Doubles>(0);
/** A row for each rank. */
export let accounts: Doubles = changetype<Doubles>(0);
/** By bank: the clock of the last ACT, whether it is open (1), and its pending implied precharge. */
let lastAct: Doubles = changetype<Doubles>(0);
let open: Doubles = changetype<Doubles>(0);
let pending: Doubles = changetype<Doubles>(0);

export function makeAccounts(): void {
  const banks = ranks * banksPerRank;
  counts = doubles(NONE);
  accounts = doubles(ranks * ACCOUNT_STRIDE);
  lastAct = doubles(banks);
  open = doubles(banks);
  pending = doubles(banks);
  for (let bank = 0; bank < banks; bank++) pending[bank] = Infinity;
  for (let rank = 0; rank < ranks; rank++) {
    accounts[rank * ACCOUNT_STRIDE + LAST_COMMAND] = <f64>NONE;
    accounts[rank * ACCOUNT_STRIDE + NEXT_PENDING] = Infinity;
  }
}

function add(at: i32, value: f64): void {
  accounts[at] = accounts[at] + value;
}

/** A command at `clock` to a bank (any of the rank for commands of a rank). */
export function account(command: i32, rank: i32, bank: i32, clock: f64): void {
  counts[command] = counts[command] + 1;
  if (accounting === 0) return;
  const at = rank * ACCOUNT_STRIDE;
  if (clock >= accounts[at + NEXT_PENDING]) precharge(rank, clock);
  accounts[at + LAST_COMMAND] = <f64>command;
  accounts[at + LAST_CLOCK] = clock;
  if (command === ACT) activate(at, bank, clock);
  else if (command === RD) add(at + READS, 1);
  else if (command === WR) add(at + WRITES, 1);
  else if (command === PREPB) close(at, bank, clock);
  else if (command === RDA) {
    add(at + READS, 1);
    accounts[at + LAST_COMMAND] = <f64>RD;
    imply(at, bank, clock + readToPrecharge);
  } else if (command === WRA) {
    add(at + WRITES, 1);
    accounts[at + LAST_COMMAND] = <f64>WR;
    imply(at, bank, clock + writeToPrecharge);
  } else accountForRank(command, rank, clock);
}

function activate(at: i32, bank: i32, clock: f64): void {
  lastAct[bank] = clock;
  if (open[bank] === 1) return;
  add(at + ACTS, 1);
  if (accounts[at + OPEN] === 0) {
    accounts[at + FIRST_ACT] = clock;
    add(at + PRECHARGED, max(0, clock - accounts[at + LAST_PRE]));
  }
  open[bank] = 1;
  add(at + OPEN, 1);
}

function accountForRank(command: i32, rank: i32, clock: f64): void {
  const at = rank * ACCOUNT_STRIDE;
  const sinceAct = max(0, clock - accounts[at + FIRST_ACT]);
  const sincePre = max(0, clock - accounts[at + LAST_PRE]);
  if (command === PREAB) {
    if (accounts[at + OPEN] === 0) return;
    add(at + ACTIVE, sinceAct);
    accounts[at + LAST_PRE] = clock;
    add(at + PRES, accounts[at + OPEN]);
    closeAll(rank);
  } else if (command === REFAB) {
    add(at + REFRESHES, 1);
    add(at + PRECHARGED, sincePre);
    accounts[at + FIRST_ACT] = clock;
    add(at + ACTIVE, timeRfc - timeRp);
    accounts[at + LAST_PRE] = clock + (timeRfc - timeRp);
    closeAll(rank);
  } else if (command === PDEA) {
    add(at + ACTIVE, sinceAct);
    enter(at, IN_ACTIVE_PD, clock);
  } else if (command === PDEP) {
    add(at + PRECHARGED, sincePre);
    enter(at, IN_PRECHARGE_PD, clock);
  } else if (command === PDXA) {
    add(at + ACTIVE_POWER_DOWN, clock - accounts[at + ENTRY]);
    accounts[at + FIRST_ACT] = clock;
    accounts[at + STAY] = UP;
  } else if (command === PDXP) {
    add(at + PRECHARGE_POWER_DOWN, clock - accounts[at + ENTRY]);
    accounts[at + LAST_PRE] = clock;
    accounts[at + STAY] = UP;
  } else if (command === SREFEN) {
    add(at + PRECHARGED, sincePre);
    enter(at, IN_SELF_REFRESH, clock);
  } else if (command === SREFEX) leaveSelfRefresh(at, clock);
}

/** Closes the accounts; no command may follow. */
export function closeAccounts(): void {
  if (accounting === 0) return;
  for (let rank = 0; rank < ranks; rank++) {
    const at = rank * ACCOUNT_STRIDE;
    if (accounts[at + NEXT_PENDING] < Infinity) {
      let last: f64 = 0;
      for (let bank = rank * banksPerRank; bank < (rank + 1) * banksPerRank; bank++) {
        if (pending[bank] < Infinity) last = max(last, pending[bank]);
      }
      precharge(rank, last);
      if (last > accounts[at + LAST_CLOCK]) {
        accounts[at + LAST_COMMAND] = <f64>PREPB;
        accounts[at + LAST_CLOCK] = last;
      }
    }
    closeStay(at, accounts[at + LAST_CLOCK] + completions[<i32>accounts[at + LAST_COMMAND]] - 1);
  }
}

function imply(at: i32, bank: i32, clock: f64): void {
  const time = max(clock, lastAct[bank] + timeRas);
  pending[bank] = time;
  accounts[at + NEXT_PENDING] = min(accounts[at + NEXT_PENDING], time);
}

/** Takes the implied precharges up to `clock` in their order. */
function precharge(rank: i32, clock: f64): void {
  const at = rank * ACCOUNT_STRIDE;
  while (accounts[at + NEXT_PENDING] <= clock) {
    const now = accounts[at + NEXT_PENDING];
    let next: f64 = Infinity;
    for (let bank = rank * banksPerRank; bank < (rank + 1) * banksPerRank; bank++) {
      const time = pending[bank];
      if (time === now) {
        pending[bank] = Infinity;
        close(at, bank, now);
      } else next = min(next, time);
    }
    accounts[at + NEXT_PENDING] = next;
  }
}

function close(at: i32, bank: i32, clock: f64): void {
  if (open[bank] === 0) return;
  open[bank] = 0;
  add(at + PRES, 1);
  add(at + OPEN, -1);
  if (accounts[at + OPEN] > 0) return;
  add(at + ACTIVE, max(0, clock - accounts[at + FIRST_ACT]));
  accounts[at + LAST_PRE] = clock;
}

function closeAll(rank: i32): void {
  for (let bank = rank * banksPerRank; bank < (rank + 1) * banksPerRank; bank++) open[bank] = 0;
  accounts[rank * ACCOUNT_STRIDE + OPEN] = 0;
}

function enter(at: i32, stay: f64, clock: f64): void {
  accounts[at + STAY] = stay;
  accounts[at + ENTRY] = clock;
}

function leaveSelfRefresh(at: i32, clock: f64): void {
  const active = timeRfc - timeRp;
  const stay = clock - accounts[at + ENTRY];
  accounts[at + STAY] = UP;
  accounts[at + LAST_PRE] = clock + max(0, timeRfc - stay);
  add(at + SELF_ACTIVE, min(stay, active));
  if (stay >= timeRfc) {
    add(at + SELF_PRECHARGE, timeRp);
    add(at + SELF_REFRESH, stay - timeRfc);
  } else if (stay >= active) {
    add(at + SELF_PRECHARGE, stay - active);
    add(at + SELF_UP_PRECHARGE, timeRfc - stay);
  } else {
    add(at + SELF_UP_ACTIVE, active - stay);
    add(at + SELF_UP_PRECHARGE, timeRp);
  }
}

function closeStay(at: i32, end: f64): void {
  const stay = accounts[at + STAY];
  const since = end - accounts[at + ENTRY];
  if (stay === IN_ACTIVE_PD) add(at + ACTIVE_POWER_DOWN, since);
  else if (stay === IN_PRECHARGE_PD) add(at + PRECHARGE_POWER_DOWN, since);
  else if (stay === IN_SELF_REFRESH) {
    add(at + SELF_ACTIVE, min(since, timeRfc - timeRp));
    if (since <= timeRfc) return;
    add(at + SELF_PRECHARGE, timeRp);
    add(at + SELF_REFRESH, since - timeRfc);
  } else if (accounts[at + OPEN] > 0) add(at + ACTIVE, max(0, end - accounts[at + FIRST_ACT]));
  else add(at + PRECHARGED, max(0, end - accounts[at + LAST_PRE]));
}
