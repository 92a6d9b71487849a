/** The arbiters Fifo and Reorder: take requests into a queue as long as it has places, and hand answers on one by one. */
import { ANSWER, agenda, CONFIRMATION, DELIVERY, HANDSHAKE, QUEUE } from './agenda';
import { NEVER } from './clocks';
import { offerRequest } from './input';
import { Bytes, bytes, clockArray, epoch, Words, words } from './memory';
import { accepted, acceptRequest, answerRequest, sendRequest } from './requester';
import {
  arbiterInOrder,
  arbitrationBackward,
  arbitrationForward,
  maxActive,
  requests,
  simpleArbiter,
  thinkForward,
} from './settings';

let active = 0;
/** A request that finds no place, or -1. */
let held = -1;
/** Requests are accepted, queued and handed to the controller in order; each of these is the next to. */
let nextToQueue = 0;
let nextToController = 0;
let nextToAccept = 0;
let channelBusy = false;
/** Answers on their way to the answer queue, then in it: in order of arrival, with their clocks. */
let answers: Words = changetype<Words>(0);
let answerTimes: Words = changetype<Words>(0);
let answersTaken = 0;
let answersQueued = 0;
let delivered = 0;
/** By request, for answers in order: 1 when it waits. */
let waiting: Bytes = changetype<Bytes>(0);
let requesterBusy = false;
let delivering = -1;
/** Clocks of the last confirmation and of the last end of a handshake with the requester. */
let lasts: Words = changetype<Words>(0);
const CONFIRMED = 0;
const HANDSHAKE_ENDED = 1;

export function makeQueueArbiter(): void {
  const length = simpleArbiter === 1 ? 0 : requests;
  answers = words(length);
  answerTimes = clockArray(length, NEVER);
  waiting = bytes(length);
  lasts = clockArray(2, NEVER);
  active = 0;
  held = -1;
  nextToQueue = 0;
  nextToController = 0;
  nextToAccept = 0;
  channelBusy = false;
  answersTaken = 0;
  answersQueued = 0;
  delivered = 0;
  requesterBusy = false;
  delivering = -1;
}

export function queueConfirmed(clock: i32): void {
  agenda[CONFIRMATION] = clock;
}

export function queueAnswered(request: i32, now: i32): i32 {
  const clock = now + arbitrationBackward;
  answers[answersTaken] = request;
  answerTimes[answersTaken] = clock;
  if (answersQueued === answersTaken) agenda[ANSWER] = clock;
  answersTaken++;
  return now;
}

export function queueStep(now: i32): void {
  if (agenda[DELIVERY] === now) deliver(now);
  else if (agenda[HANDSHAKE] === now) endHandshake(now);
  else if (agenda[CONFIRMATION] === now) takeConfirmation(now);
  else queueAnswer(now);
}

/** The next accepted request enters the queue. */
export function stepQueue(now: i32): void {
  nextToQueue++;
  planQueue();
  if (channelBusy) return;
  channelBusy = true;
  toController(now + (lasts[CONFIRMED] === now ? 1 : 0));
}

export function queueSend(now: i32): void {
  const request = sendRequest(now);
  if (active >= maxActive) {
    held = request;
    return;
  }
  active++;
  accept(request, now);
}

function accept(request: i32, now: i32): void {
  nextToAccept = request + 1;
  acceptRequest(request, now);
  if (nextToQueue === request) planQueue();
}

/** When the next request that was accepted enters the queue. */
function planQueue(): void {
  agenda[QUEUE] = nextToQueue < nextToAccept ? <i32>(accepted[nextToQueue] - epoch) + arbitrationForward : NEVER;
}

function toController(now: i32): void {
  offerRequest(nextToController, now + thinkForward);
  nextToController++;
}

function takeConfirmation(now: i32): void {
  agenda[CONFIRMATION] = NEVER;
  lasts[CONFIRMED] = now;
  if (nextToController < nextToQueue) toController(now + 1);
  else channelBusy = false;
}

function deliver(now: i32): void {
  agenda[DELIVERY] = NEVER;
  agenda[HANDSHAKE] = now + 1;
  answerRequest(delivering, now);
}

function endHandshake(now: i32): void {
  agenda[HANDSHAKE] = NEVER;
  lasts[HANDSHAKE_ENDED] = now;
  if (held >= 0) {
    const request = held;
    held = -1;
    accept(request, now);
  } else active--;
  requesterBusy = false;
  if (hasAnswer()) startDelivery(now + 1);
}

function queueAnswer(now: i32): void {
  if (arbiterInOrder === 1) waiting[answers[answersQueued]] = 1;
  answersQueued++;
  agenda[ANSWER] = answersQueued < answersTaken ? answerTimes[answersQueued] : NEVER;
  if (requesterBusy || !hasAnswer()) return;
  startDelivery(now + (lasts[HANDSHAKE_ENDED] === now ? 1 : 0));
}

function hasAnswer(): bool {
  return arbiterInOrder === 1 ? delivered < requests && waiting[delivered] === 1 : delivered < answersQueued;
}

function startDelivery(time: i32): void {
  requesterBusy = true;
  delivering = arbiterInOrder === 1 ? delivered : answers[delivered];
  delivered++;
  agenda[DELIVERY] = time;
}
