/** The arbiters, which stand between the requester and the controller. */
import { ANSWER, CONFIRMATION, DELIVERY, HANDSHAKE, QUEUE, SEND } from './agenda.js';
import { type Clock, EPOCH_END, NEVER } from './clock.js';
import type { Controller, Front } from './controller.js';
import { Requester } from './requester.js';
import type { DramController, DramTrace } from './types.js';

/** What the two kinds of arbiter have in common with the loop over events. */
export interface Arbiter extends Front {
  readonly requester: Requester;
  /** Connects the controller, which needs the front to be made. */
  connect(controller: Controller): void;
  /** Does the first of its events that come before the controller's and the requester's sending. */
  step(now: number): void;
  stepQueue(now: number): void;
  send(now: number): void;
}

/** No arbiter at all: requests go straight to the controller, and it answers one after the other. */
class SimpleArbiter implements Arbiter {
  declare readonly requester: Requester;
  declare private readonly agenda: Int32Array;
  /** With a think delay nothing in a clock depends on when in it a request is sent: it is sent ahead of its clock. */
  declare private readonly sendsAhead: boolean;
  declare private readonly forward: number;
  declare private readonly backward: number;
  declare private controller: Controller | undefined;
  #answer = -1;

  constructor(trace: DramTrace, options: DramController, clock: Clock, agenda: Int32Array) {
    this.requester = new Requester(trace, clock, agenda);
    this.agenda = agenda;
    this.sendsAhead = options.thinkDelayForwardCycles > 0;
    this.forward = options.arbitrationDelayForwardCycles + options.thinkDelayForwardCycles;
    this.backward = options.arbitrationDelayBackwardCycles;
  }

  connect(controller: Controller): void {
    this.controller = controller;
  }

  confirmed(request: number, clock: number): void {
    this.requester.accept(request, clock);
    if (this.sendsAhead === true) this.#sendAhead();
  }

  answered(request: number, now: number): number {
    if (this.backward === 0) this.#deliver(request, now);
    else {
      this.#answer = request;
      this.agenda[DELIVERY] = now + this.backward;
    }
    return now + this.backward + 1;
  }

  /** Not the last one: the run ends at its clock. */
  mayAnswerAhead(): boolean {
    return this.backward === 0 && this.requester.missing > 1 && !this.requester.limitsReads;
  }

  step(now: number): void {
    this.agenda[DELIVERY] = NEVER;
    this.#deliver(this.#answer, now);
  }

  stepQueue(): void {}

  send(now: number): void {
    this.controller?.offer(this.requester.send(now), now + this.forward);
  }

  #deliver(request: number, now: number): void {
    this.requester.answer(request, now);
    if (this.sendsAhead === true) this.#sendAhead();
  }

  #sendAhead(): void {
    const clock = this.agenda[SEND] as number;
    if (clock < EPOCH_END) this.send(clock);
  }
}

/** Places of its last clocks. */
const CONFIRMED = 0;
const HANDSHAKE_ENDED = 1;

/** Takes requests into a queue as long as it has places, and hands answers on one by one. */
class QueueArbiter implements Arbiter {
  declare readonly requester: Requester;
  declare private readonly ordered: boolean;
  declare private readonly places: number;
  declare private readonly thinkForward: number;
  declare private readonly forward: number;
  declare private readonly backward: number;
  declare private controller: Controller | undefined;
  #active = 0;
  /** A request that finds no place, or -1. */
  #held = -1;
  /** Requests are accepted, queued and handed to the controller in order; each of these is the next to. */
  #nextToQueue = 0;
  #nextToController = 0;
  #accepted = 0;
  #channelBusy = false;
  /** Answers on their way to the answer queue, then in it: in order of arrival, with their clocks. */
  declare private readonly answers: Int32Array;
  declare private readonly answerTimes: Int32Array;
  #answersTaken = 0;
  #answersQueued = 0;
  #delivered = 0;
  /** By request, for answers in order: 1 when it waits. */
  declare private readonly waiting: Uint8Array;
  #requesterBusy = false;
  #delivering = -1;
  declare private readonly clock: Clock;
  declare private readonly agenda: Int32Array;
  /** Clocks of the last confirmation and of the last end of a handshake with the requester. */
  declare private readonly last: Int32Array;

  constructor(trace: DramTrace, options: DramController, clock: Clock, agenda: Int32Array) {
    const n = trace.lines.length;
    this.requester = new Requester(trace, clock, agenda);
    this.clock = clock;
    this.agenda = agenda;
    this.last = clock.array(2);
    this.ordered = options.arbiter === 'Reorder';
    this.places = options.maxActiveTransactions;
    this.thinkForward = options.thinkDelayForwardCycles;
    this.forward = options.arbitrationDelayForwardCycles;
    this.backward = options.arbitrationDelayBackwardCycles;
    this.answers = new Int32Array(n);
    this.answerTimes = clock.array(n);
    this.waiting = new Uint8Array(this.ordered ? n : 0);
  }

  connect(controller: Controller): void {
    this.controller = controller;
  }

  confirmed(_request: number, clock: number): void {
    this.agenda[CONFIRMATION] = clock;
  }

  answered(request: number, now: number): number {
    const clock = now + this.backward;
    this.answers[this.#answersTaken] = request;
    this.answerTimes[this.#answersTaken] = clock;
    if (this.#answersQueued === this.#answersTaken) this.agenda[ANSWER] = clock;
    this.#answersTaken++;
    return now;
  }

  mayAnswerAhead(): boolean {
    return false;
  }

  step(now: number): void {
    const agenda = this.agenda;
    if (agenda[DELIVERY] === now) this.#deliver(now);
    else if (agenda[HANDSHAKE] === now) this.#endHandshake(now);
    else if (agenda[CONFIRMATION] === now) this.#confirm(now);
    else this.#queueAnswer(now);
  }

  stepQueue(now: number): void {
    this.#nextToQueue++;
    this.#planQueue();
    if (this.#channelBusy) return;
    this.#channelBusy = true;
    this.#toController(now + (this.last[CONFIRMED] === now ? 1 : 0));
  }

  send(now: number): void {
    const request = this.requester.send(now);
    if (this.#active >= this.places) {
      this.#held = request;
      return;
    }
    this.#active++;
    this.#take(request, now);
  }

  #take(request: number, now: number): void {
    this.#accepted = request + 1;
    this.requester.accept(request, now);
    if (this.#nextToQueue === request) this.#planQueue();
  }

  /** When the next request that was accepted enters the queue. */
  #planQueue(): void {
    const next = this.#nextToQueue;
    this.agenda[QUEUE] =
      next < this.#accepted
        ? (this.requester.clocks.accepted[next] as number) - this.clock.epoch + this.forward
        : NEVER;
  }

  #toController(now: number): void {
    this.controller?.offer(this.#nextToController++, now + this.thinkForward);
  }

  #confirm(now: number): void {
    this.agenda[CONFIRMATION] = NEVER;
    this.last[CONFIRMED] = now;
    if (this.#nextToController < this.#nextToQueue) this.#toController(now + 1);
    else this.#channelBusy = false;
  }

  #deliver(now: number): void {
    this.agenda[DELIVERY] = NEVER;
    this.agenda[HANDSHAKE] = now + 1;
    this.requester.answer(this.#delivering, now);
  }

  #endHandshake(now: number): void {
    this.agenda[HANDSHAKE] = NEVER;
    this.last[HANDSHAKE_ENDED] = now;
    if (this.#held >= 0) {
      const request = this.#held;
      this.#held = -1;
      this.#take(request, now);
    } else this.#active--;
    this.#requesterBusy = false;
    if (this.#hasAnswer()) this.#startDelivery(now + 1);
  }

  #queueAnswer(now: number): void {
    if (this.ordered) this.waiting[this.answers[this.#answersQueued] as number] = 1;
    this.#answersQueued++;
    this.agenda[ANSWER] =
      this.#answersQueued < this.#answersTaken ? (this.answerTimes[this.#answersQueued] as number) : NEVER;
    if (this.#requesterBusy || !this.#hasAnswer()) return;
    this.#startDelivery(now + (this.last[HANDSHAKE_ENDED] === now ? 1 : 0));
  }

  #hasAnswer(): boolean {
    return this.ordered ? this.waiting[this.#delivered] === 1 : this.#delivered < this.#answersQueued;
  }

  #startDelivery(time: number): void {
    this.#requesterBusy = true;
    this.#delivering = this.ordered ? this.#delivered : (this.answers[this.#delivered] as number);
    this.#delivered++;
    this.agenda[DELIVERY] = time;
  }
}

export function makeArbiter(trace: DramTrace, options: DramController, clock: Clock, agenda: Int32Array): Arbiter {
  return options.arbiter === 'Simple'
    ? new SimpleArbiter(trace, options, clock, agenda)
    : new QueueArbiter(trace, options, clock, agenda);
}
