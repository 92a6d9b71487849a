/** Power-down managers, one per rank (policy Staggered): first power-down, then, left unused, self-refresh. */
import { openBanks } from './banks';
import { NONE, PDEA, PDEP, PDXA, PDXP, REFAB, REFPB, SREFEN, SREFEX } from './commands';
import { Words, words } from './memory';
import { ranks, staggered } from './settings';

const IDLE = 0;
const ACTIVE_PD = 1;
const PRECHARGE_PD = 2;
const SELF_REFRESH = 3;
/** The refresh that has to follow a self-refresh. */
const EXTRA_REFRESH = 4;

/** By rank: what the manager wants. Without Staggered the managers want nothing, ever. */
export let powerDownCommand: Words = changetype<Words>(0);
let stay: Words = changetype<Words>(0);
let entry: Words = changetype<Words>(0);
let exit: Words = changetype<Words>(0);
let toSelfRefresh: Words = changetype<Words>(0);
let unused: Words = changetype<Words>(0);

export function makePowerDown(): void {
  powerDownCommand = words(ranks);
  stay = words(ranks);
  entry = words(ranks);
  exit = words(ranks);
  toSelfRefresh = words(ranks);
  unused = words(ranks);
  for (let rank = 0; rank < ranks; rank++) {
    powerDownCommand[rank] = NONE;
    entry[rank] = 1;
    unused[rank] = 1;
  }
}

/** The rank has no request left. */
export function enterPowerDown(rank: i32): void {
  unused[rank] = 1;
  if (stay[rank] === IDLE) entry[rank] = 1;
}

/** The rank gets its first request. */
export function leavePowerDown(rank: i32): void {
  unused[rank] = 0;
  toSelfRefresh[rank] = 0;
  interruptPowerDown(rank);
}

/** A refresh is due. */
export function interruptPowerDown(rank: i32): void {
  entry[rank] = 0;
  if (stay[rank] !== IDLE) exit[rank] = 1;
}

/** Decides what the manager of each rank wants. */
export function evaluatePowerDown(): void {
  if (staggered === 0) return;
  for (let rank = 0; rank < ranks; rank++) powerDownCommand[rank] = wanted(rank);
}

/** Notes a command issued to the rank or one of its banks. */
export function updatePowerDown(command: i32, rank: i32): void {
  if (command === PDEA || command === PDEP) {
    stay[rank] = command === PDEA ? ACTIVE_PD : PRECHARGE_PD;
    entry[rank] = 0;
  } else if (command === SREFEN) {
    stay[rank] = SELF_REFRESH;
    entry[rank] = 0;
    toSelfRefresh[rank] = 0;
  } else if (command === PDXA || command === PDXP) {
    leaveTo(IDLE, rank);
    if (command === PDXP && unused[rank] === 1) toSelfRefresh[rank] = 1;
  } else if (command === SREFEX) stay[rank] = EXTRA_REFRESH;
  else if (command === REFAB && stay[rank] === EXTRA_REFRESH) leaveTo(IDLE, rank);
  else if ((command === REFAB || command === REFPB) && unused[rank] === 1) entry[rank] = 1;
}

function leaveTo(state: i32, rank: i32): void {
  stay[rank] = state;
  exit[rank] = 0;
}

function wanted(rank: i32): i32 {
  if (exit[rank] === 1) return exitFrom(stay[rank]);
  if (entry[rank] === 1) return openBanks(rank) > 0 ? PDEA : PDEP;
  return toSelfRefresh[rank] === 1 ? SREFEN : NONE;
}

function exitFrom(state: i32): i32 {
  if (state === ACTIVE_PD) return PDXA;
  if (state === PRECHARGE_PD) return PDXP;
  if (state === SELF_REFRESH) return SREFEX;
  return state === EXTRA_REFRESH ? REFAB : NONE;
}
