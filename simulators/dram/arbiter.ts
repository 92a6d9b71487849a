/** The arbiters, which stand between the requester and the controller. */
import type { Controller, Front } from './controller.js';
import { Requester } from './requester.js';
import type { DramController, DramTrace } from './types.js';

const NEVER = Number.POSITIVE_INFINITY;

/** What the two kinds of arbiter have in common with the loop over events. */
export interface Arbiter extends Front {
  readonly requester: Requester;
  /** Connects the controller, which needs the front to be made. */
  connect(controller: Controller): void;
  /** Next clock of an event that comes before the controller's and the requester's sending. */
  readonly due: number;
  /** Next clock at which a request comes from the arbiter's queue. */
  readonly queueDue: number;
  /** Does the first event of `due`. */
  step(now: number): void;
  stepQueue(now: number): void;
  send(now: number): void;
}

/** No arbiter at all: requests go straight to the controller, and it answers one after the other. */
class SimpleArbiter implements Arbiter {
  readonly requester: Requester;
  due = NEVER;
  readonly queueDue = NEVER;
  readonly #forward: number;
  readonly #backward: number;
  #controller: Controller | undefined;
  #answer = -1;

  constructor(trace: DramTrace, options: DramController) {
    this.requester = new Requester(trace);
    this.#forward = options.arbitrationDelayForwardCycles + options.thinkDelayForwardCycles;
    this.#backward = options.arbitrationDelayBackwardCycles;
  }

  connect(controller: Controller): void {
    this.#controller = controller;
  }

  confirmed(request: number, clock: number): void {
    this.requester.accept(request, clock);
  }

  answered(request: number, now: number): number {
    this.#answer = request;
    this.due = now + this.#backward;
    return this.due + 1;
  }

  step(now: number): void {
    this.due = NEVER;
    this.requester.answer(this.#answer, now);
  }

  stepQueue(): void {}

  send(now: number): void {
    this.#controller?.offer(this.requester.send(now), now + this.#forward);
  }
}

/** Takes requests into a queue as long as it has places, and hands answers on one by one. */
class QueueArbiter implements Arbiter {
  readonly requester: Requester;
  readonly #ordered: boolean;
  readonly #places: number;
  readonly #thinkForward: number;
  readonly #forward: number;
  readonly #backward: number;
  #controller: Controller | undefined;
  #active = 0;
  /** A request that finds no place, or -1. */
  #held = -1;
  /** Requests are accepted, queued and handed to the controller in order; each of these is the next to. */
  #nextToQueue = 0;
  #nextToController = 0;
  #accepted = 0;
  #channelBusy = false;
  #confirmTime = NEVER;
  #lastConfirm = -1;
  /** Answers on their way to the answer queue, then in it: in order of arrival, with their clocks. */
  readonly #answers: Int32Array;
  readonly #answerTimes: Float64Array;
  #answersTaken = 0;
  #answersQueued = 0;
  #delivered = 0;
  /** By request, for answers in order: 1 when it waits. */
  readonly #waiting: Uint8Array;
  #requesterBusy = false;
  #delivering = -1;
  #deliverTime = NEVER;
  #handshakeEnd = NEVER;
  #lastHandshakeEnd = -1;

  constructor(trace: DramTrace, options: DramController) {
    const n = trace.lines.length;
    this.requester = new Requester(trace);
    this.#ordered = options.arbiter === 'Reorder';
    this.#places = options.maxActiveTransactions;
    this.#thinkForward = options.thinkDelayForwardCycles;
    this.#forward = options.arbitrationDelayForwardCycles;
    this.#backward = options.arbitrationDelayBackwardCycles;
    this.#answers = new Int32Array(n);
    this.#answerTimes = new Float64Array(n);
    this.#waiting = new Uint8Array(this.#ordered ? n : 0);
  }

  connect(controller: Controller): void {
    this.#controller = controller;
  }

  get #answerDue(): number {
    return this.#answersQueued < this.#answersTaken ? (this.#answerTimes[this.#answersQueued] as number) : NEVER;
  }

  get due(): number {
    return Math.min(this.#deliverTime, this.#handshakeEnd, this.#confirmTime, this.#answerDue);
  }

  get queueDue(): number {
    if (this.#nextToQueue >= this.#accepted) return NEVER;
    return (this.requester.clocks.accepted[this.#nextToQueue] as number) + this.#forward;
  }

  confirmed(_request: number, clock: number): void {
    this.#confirmTime = clock;
  }

  answered(request: number, now: number): number {
    this.#answers[this.#answersTaken] = request;
    this.#answerTimes[this.#answersTaken] = now + this.#backward;
    this.#answersTaken++;
    return now;
  }

  step(now: number): void {
    if (this.#deliverTime <= now) this.#deliver(now);
    else if (this.#handshakeEnd <= now) this.#endHandshake(now);
    else if (this.#confirmTime <= now) this.#confirm(now);
    else this.#queueAnswer(now);
  }

  stepQueue(now: number): void {
    this.#nextToQueue++;
    if (this.#channelBusy) return;
    this.#channelBusy = true;
    this.#toController(now + (this.#lastConfirm === now ? 1 : 0));
  }

  send(now: number): void {
    const request = this.requester.send(now);
    if (this.#active >= this.#places) {
      this.#held = request;
      return;
    }
    this.#active++;
    this.#take(request, now);
  }

  #take(request: number, now: number): void {
    this.#accepted = request + 1;
    this.requester.accept(request, now);
  }

  #toController(now: number): void {
    this.#controller?.offer(this.#nextToController++, now + this.#thinkForward);
  }

  #confirm(now: number): void {
    this.#confirmTime = NEVER;
    this.#lastConfirm = now;
    if (this.#nextToController < this.#nextToQueue) this.#toController(now + 1);
    else this.#channelBusy = false;
  }

  #deliver(now: number): void {
    this.#deliverTime = NEVER;
    this.#handshakeEnd = now + 1;
    this.requester.answer(this.#delivering, now);
  }

  #endHandshake(now: number): void {
    this.#handshakeEnd = NEVER;
    this.#lastHandshakeEnd = now;
    if (this.#held >= 0) {
      const request = this.#held;
      this.#held = -1;
      this.#take(request, now);
    } else this.#active--;
    this.#requesterBusy = false;
    if (this.#hasAnswer()) this.#startDelivery(now + 1);
  }

  #queueAnswer(now: number): void {
    if (this.#ordered) this.#waiting[this.#answers[this.#answersQueued] as number] = 1;
    this.#answersQueued++;
    if (this.#requesterBusy || !this.#hasAnswer()) return;
    this.#startDelivery(now + (this.#lastHandshakeEnd === now ? 1 : 0));
  }

  #hasAnswer(): boolean {
    return this.#ordered ? this.#waiting[this.#delivered] === 1 : this.#delivered < this.#answersQueued;
  }

  #startDelivery(time: number): void {
    this.#requesterBusy = true;
    this.#delivering = this.#ordered ? this.#delivered : (this.#answers[this.#delivered] as number);
    this.#delivered++;
    this.#deliverTime = time;
  }
}

export function makeArbiter(trace: DramTrace, options: DramController): Arbiter {
  return options.arbiter === 'Simple' ? new SimpleArbiter(trace, options) : new QueueArbiter(trace, options);
}
