/** Answers with the time from which they may be handed over; the first blocks those behind it. */
import { NEVER } from './clocks';
import { clockArray, Words, words } from './memory';
import { answersInOrder, requests } from './settings';

/** In order of issue: the requests. */
let queue: Words = changetype<Words>(0);
/** In the order of the queue; NEVER before the issue. */
let times: Words = changetype<Words>(0);
/** Answers in the queue. */
export let waitingAnswers = 0;
let head = 0;
let tail = 0;

export function makeAnswers(): void {
  queue = words(requests);
  times = clockArray(requests + 1, NEVER);
  waitingAnswers = 0;
  head = 0;
  tail = 0;
}

/** When the next answer may be handed over; NEVER when it is not yet known. */
export function answerTime(): i32 {
  return times[head];
}

/** Whether this request, of those that were not added yet, is the next to be answered. */
export function isNextAnswer(request: i32): bool {
  return answersInOrder === 1 ? request === head : waitingAnswers === 0;
}

/** The next to be answered was answered without being added. */
export function passAnswer(): void {
  if (answersInOrder === 1) head++;
}

export function addAnswer(request: i32, time: i32): void {
  waitingAnswers++;
  if (answersInOrder === 1) times[request] = time;
  else {
    queue[tail] = request;
    times[tail] = time;
    tail++;
  }
}

export function takeAnswer(): i32 {
  waitingAnswers--;
  const first = head;
  head++;
  return answersInOrder === 1 ? first : queue[first];
}
