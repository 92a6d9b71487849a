/**
 * The memory controller of one channel. A *pass* takes answers, accepts a request, evaluates the managers, issues at
 * most one command and says when the next pass is due; nothing happens between passes.
 */
import { account } from './account';
import { agenda, INPUT, RESPONSE, WAKE } from './agenda';
import { addAnswer, answerTime, isNextAnswer, passAnswer, takeAnswer, waitingAnswers } from './answers';
import { current, evaluateBank, evaluateStaleBanks, rankOf, updateBank, updateBanksOf } from './banks';
import { freePlace, hasRoom, takePlace } from './buffer';
import { NEVER } from './clocks';
import {
  bankOf,
  choose,
  commandOf,
  servesRequest,
  soonestWanted,
  soonestWantedAfter,
  survey,
  surveyBank,
} from './command-mux';
import { PDEA, PREAB, RD, REFAB, WR, WRA } from './commands';
import { confirm, handOver, mayAnswerAhead } from './front';
import { issued } from './host';
import { hasOffer, offer, takeOffer } from './input';
import { epoch, startClocks, Words, words } from './memory';
import { enterPowerDown, evaluatePowerDown, leavePowerDown, updatePowerDown } from './power-down';
import { anyRefresh, evaluateRefresh, refreshWake, soonestRefresh, updateRefresh } from './refresh';
import { addToList } from './request-lists';
import {
  banks,
  phyForward,
  ranks,
  readAnswer,
  refreshInterval,
  reports,
  stackOf,
  staggered,
  thinkForward,
  writeAnswer,
  writes,
} from './settings';
import { noteTiming } from './timing';

/** Clocks of answers: the next end of data, and the end of the handshake that is open. */
const answerClocks: Words = changetype<Words>(memory.data(2 << 2, 8));
const DATA_END = 0;
const HANDSHAKE_END = 1;
/** Requests in the controller by rank. */
let inRank: Words = changetype<Words>(0);
/** What the mux has seen is still so. */
let surveyed = false;

export function makeController(): void {
  startClocks(answerClocks, 2, NEVER);
  inRank = words(ranks);
  surveyed = false;
  // The first pass arms the refresh managers, and with Staggered sends unused ranks to sleep.
  agenda[WAKE] = 0;
}

export function pass(now: i32): void {
  const woken = agenda[WAKE] <= now;
  const offered = agenda[INPUT] <= now;
  if (woken) agenda[WAKE] = NEVER;
  if (offered) agenda[INPUT] = NEVER;
  const answering = isAnswering();
  if (answering) answer(now);
  // Answers change nothing else: with no other cause the rest of the pass would repeat the last one.
  if (woken || offered || now >= soonestRefresh()) advance(now);
  if (answering) planAnswer();
  else if (isAnswering()) {
    if (answerClocks[HANDSHAKE_END] <= now) answerClocks[HANDSHAKE_END] = NEVER;
    planAnswer();
  }
}

/** Whether an answer waits or one of its clocks is due; answers given ahead of their clock do not count. */
function isAnswering(): bool {
  return waitingAnswers > 0 || answerClocks[DATA_END] !== NEVER || agenda[RESPONSE] !== NEVER;
}

/** All of a pass but the answers. */
function advance(now: i32): void {
  if (hasOffer()) accept(now, 0);
  const managed = evaluateManagers(now);
  if (managed || !surveyed || now > soonestWanted()) survey(now);
  if (!managed && now < soonestWanted()) {
    wakeAt(soonestWanted());
    return;
  }
  const bus = choose(now);
  if (bus >= 0) issue(bus, now);
  prepare(now, bus >= 0);
}

/** Hands the next answer over, if it is time and the last handshake is over. */
function answer(now: i32): void {
  if (answerClocks[DATA_END] <= now) answerClocks[DATA_END] = NEVER;
  if (answerClocks[HANDSHAKE_END] !== NEVER) {
    if (answerClocks[HANDSHAKE_END] > now) return;
    answerClocks[HANDSHAKE_END] = NEVER;
  }
  const time = answerTime();
  if (time <= now) answerClocks[HANDSHAKE_END] = handOver(takeAnswer(), now);
  else answerClocks[DATA_END] = min(answerClocks[DATA_END], time);
}

/** Hands an answer over at once, with the clock it will have, if all of it is over before a refresh can be due. */
function answerAhead(request: i32, time: i32, now: i32): bool {
  if (!mayAnswerAhead() || !isNextAnswer(request)) return false;
  const start = max(time, finite(answerClocks[HANDSHAKE_END]));
  if (start + 1 >= min(soonestRefresh(), now + refreshInterval)) return false;
  passAnswer();
  answerClocks[HANDSHAKE_END] = handOver(request, start);
  return true;
}

/**
 * When the next pass is due on account of answers. DRAMSys makes one at each end of data or of a handshake; while no
 * refresh is due only that matters in which an answer can be handed over.
 */
function planAnswer(): void {
  const dataEnd = answerClocks[DATA_END];
  const handshakeEnd = answerClocks[HANDSHAKE_END];
  const time = answerTime();
  const last = max(max(finite(dataEnd), finite(handshakeEnd)), finite(time));
  agenda[RESPONSE] = last < soonestRefresh() ? max(time, finite(handshakeEnd)) : min(dataEnd, handshakeEnd);
}

/** The clock, or 0 for none. */
function finite(clock: i32): i32 {
  return clock === NEVER ? 0 : clock;
}

/** Takes the request at the input if the buffer has room. */
function accept(now: i32, delay: i32): void {
  const request = offer();
  const bank = banks[request];
  const write = writes[request];
  if (!hasRoom(bank, write)) return;
  takeOffer();
  takePlace(bank, write);
  const rank = rankOf(bank);
  if (inRank[rank] === 0) leavePowerDown(rank);
  inRank[rank] = inRank[rank] + 1;
  addToList(request);
  if (evaluateBank(bank) && surveyed) surveyed = surveyBank(bank, now);
  confirm(request, now + delay);
}

/** Refresh and power-down managers decide what they want; returns false when none had reason to. */
function evaluateManagers(now: i32): bool {
  if (now < soonestRefresh() && !anyRefresh && staggered === 0) return false;
  evaluateRefresh(now);
  evaluatePowerDown();
  return true;
}

function issue(bus: i32, now: i32): void {
  const command = commandOf(bus);
  const bank = bankOf(bus);
  const rank = rankOf(bank);
  const request = servesRequest(bus) ? current(bank) : -1;
  const stack = request < 0 ? 0 : stackOf[request];
  surveyed = false;
  if (command === PREAB || command === REFAB || command >= PDEA) updateBanksOf(rank, command);
  else updateBank(command, bank);
  if (command >= REFAB) {
    updateRefresh(command, rank, bank, now);
    updatePowerDown(command, rank);
  }
  noteTiming(command, rank, bank, stack, now);
  account(command, rank, bank, epoch + <f64>(now + phyForward));
  if (reports === 1) issued(command, rank, bank, request, epoch + <f64>now);
  if (command >= RD && command <= WRA) serve(command >= WR, rank, request, now);
  if (inRank[rank] === 0) enterPowerDown(rank);
}

/** The column command of a request was issued: its place is free, its answer will come. */
function serve(write: bool, rank: i32, request: i32, now: i32): void {
  freePlace(write ? 1 : 0);
  if (hasOffer()) accept(now, thinkForward);
  const time = now + (write ? writeAnswer : readAnswer);
  if (!answerAhead(request, time, now)) {
    addAnswer(request, time);
    answerClocks[DATA_END] = min(answerClocks[DATA_END], time);
  }
  inRank[rank] = inRank[rank] - 1;
}

/** Works out what every bank and rank wants next, and when to look again. */
function prepare(now: i32, hasIssued: bool): void {
  if (hasIssued) evaluateStaleBanks();
  const anew = evaluateManagers(now);
  if (hasIssued || anew) survey(now);
  // What could have been issued now and was not is no reason to look again at once.
  const soonest = soonestWanted();
  wakeAt(!hasIssued && soonest <= now ? soonestWantedAfter(now) : soonest);
}

function wakeAt(soonest: i32): void {
  surveyed = true;
  agenda[WAKE] = min(agenda[WAKE], min(soonest, refreshWake()));
}
