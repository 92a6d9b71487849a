/**
 * The memory controller of one channel. A *pass* takes answers, accepts a request, evaluates the managers, issues at
 * most one command and says when the next pass is due; nothing happens between passes.
 *
 * Here and in the other parts of the loop, fields that the constructor sets are declared and not defined: one that is
 * undefined at first, as private names are, has its type checked at every use (V8).
 */
import { INPUT, RESPONSE, WAKE } from './agenda.js';
import { Banks } from './banks.js';
import { RequestBuffer } from './buffer.js';
import { type Clock, later, NEVER, sooner } from './clock.js';
import { CommandMux } from './command-mux.js';
import { isColumn, isManagers, isRankCommand, isWrite } from './commands.js';
import type { DecodedTrace } from './decode.js';
import type { CompiledDevice } from './device.js';
import { PowerDown } from './power-down.js';
import { Refresh } from './refresh.js';
import { ResponseQueue } from './response-queue.js';
import { ChannelState } from './state.js';
import { TimingChecker } from './timing.js';
import type { DramController, DramMode } from './types.js';
import type { Waits } from './waits.js';

/** Who stands before the controller. */
export interface Front {
  /** The request was taken; the news is out at `clock`. */
  confirmed(request: number, clock: number): void;
  /** An answer is handed over at `now`; returns when the handshake ends and the next may be. */
  answered(request: number, now: number): number;
  /** Whether the next answer may be handed over ahead of its clock: nothing but its clock comes of it. */
  mayAnswerAhead(): boolean;
}

/** Who takes note of issued commands. */
export interface CommandSink {
  issued(command: number, rank: number, bank: number, request: number, clock: number): void;
}

export interface ControllerSettings extends DramController {
  readonly mode: DramMode;
  readonly readDataEnd: number;
  readonly writeDataEnd: number;
  /** Clocks of the refresh policy; NEVER for none. */
  readonly refreshInterval: number;
}

/** Places of the clocks of answers: the next end of data, and the end of the handshake that is open. */
const DATA_END = 0;
const HANDSHAKE_END = 1;

export class Controller {
  declare private readonly agenda: Int32Array;
  declare private readonly answers: Int32Array;
  declare private readonly device: CompiledDevice;
  declare private readonly trace: DecodedTrace;
  declare private readonly writes: Uint8Array;
  declare private readonly front: Front;
  declare private readonly sink: CommandSink;
  declare private readonly banks: Banks;
  declare private readonly buffer: RequestBuffer;
  declare private readonly timing: TimingChecker;
  declare private readonly refresh: Refresh;
  declare private readonly powerDown: PowerDown;
  declare private readonly mux: CommandMux;
  declare private readonly responses: ResponseQueue;
  declare private readonly thinkForward: number;
  /** Clocks from the issue of a read and of a write to its answer. */
  declare private readonly readAnswer: number;
  declare private readonly writeAnswer: number;
  /** Requests in the controller by rank. */
  declare private readonly inRank: Int32Array;
  /** Request that waits at the input, or -1. */
  #input = -1;
  /** What the mux has seen is still so. */
  #surveyed = false;

  constructor(
    device: CompiledDevice,
    waits: Waits,
    settings: ControllerSettings,
    trace: DecodedTrace,
    requests: { readonly writes: Uint8Array; readonly lines: Uint32Array },
    time: { readonly clock: Clock; readonly agenda: Int32Array },
    front: Front,
    sink: CommandSink,
  ) {
    const { readDataEnd, writeDataEnd, thinkDelayBackwardCycles, phyDelayForwardCycles, phyDelayBackwardCycles } =
      settings;
    const delay = phyDelayForwardCycles + phyDelayBackwardCycles + thinkDelayBackwardCycles;
    const { clock, agenda } = time;
    this.agenda = agenda;
    this.answers = clock.array(2);
    this.device = device;
    this.trace = trace;
    this.writes = requests.writes;
    this.front = front;
    this.sink = sink;
    const state = new ChannelState(device, clock);
    this.banks = new Banks(device, state, trace, requests, settings);
    this.buffer = new RequestBuffer(settings, this.banks);
    this.timing = new TimingChecker(device, waits, state, clock);
    this.powerDown = new PowerDown(device.ranks, settings.powerDownPolicy === 'Staggered', this.banks);
    this.refresh = new Refresh(device, settings, this.banks, this.powerDown, clock);
    const parts = { banks: this.banks, refresh: this.refresh, powerDown: this.powerDown };
    this.mux = new CommandMux(device, state, settings.commandMux === 'Strict', trace, parts, this.timing);
    this.responses = new ResponseQueue(requests.writes.length, settings.responseQueue === 'Reorder', clock);
    this.thinkForward = settings.thinkDelayForwardCycles;
    this.readAnswer = readDataEnd + delay;
    this.writeAnswer = writeDataEnd + delay;
    this.inRank = new Int32Array(device.ranks);
    // The first pass arms the refresh managers, and with Staggered sends unused ranks to sleep.
    agenda[WAKE] = 0;
  }

  /** A request comes to the input at `clock`; there must be none. */
  offer(request: number, clock: number): void {
    this.#input = request;
    this.agenda[INPUT] = clock;
  }

  pass(now: number): void {
    const agenda = this.agenda;
    const woken = (agenda[WAKE] as number) <= now;
    const offered = (agenda[INPUT] as number) <= now;
    if (woken) agenda[WAKE] = NEVER;
    if (offered) agenda[INPUT] = NEVER;
    const answering = this.#answering();
    if (answering) this.#answer(now);
    // Answers change nothing else: with no other cause the rest of the pass would repeat the last one.
    if (woken || offered || now >= this.refresh.soonestDue) this.#advance(now);
    if (answering) this.#planAnswer();
    else if (this.#answering()) {
      if ((this.answers[HANDSHAKE_END] as number) <= now) this.answers[HANDSHAKE_END] = NEVER;
      this.#planAnswer();
    }
  }

  /** Whether an answer waits or one of its clocks is due; answers given ahead of their clock do not count. */
  #answering(): boolean {
    return this.responses.waiting > 0 || this.answers[DATA_END] !== NEVER || this.agenda[RESPONSE] !== NEVER;
  }

  /** All of a pass but the answers. */
  #advance(now: number): void {
    if (this.#input >= 0 && this.agenda[INPUT] === NEVER) this.#accept(now, 0);
    const managed = this.#evaluateManagers(now);
    const mux = this.mux;
    if (managed || this.#surveyed === false || now > mux.soonest) mux.survey(now);
    if (!managed && now < mux.soonest) {
      this.#wakeAt(mux.soonest);
      return;
    }
    const bus = mux.choose(now);
    if (bus >= 0) this.#issue(bus, now);
    this.#prepare(now, bus >= 0);
  }

  /** Hands the next answer over, if it is time and the last handshake is over. */
  #answer(now: number): void {
    const answers = this.answers;
    if ((answers[DATA_END] as number) <= now) answers[DATA_END] = NEVER;
    if (answers[HANDSHAKE_END] !== NEVER) {
      if ((answers[HANDSHAKE_END] as number) > now) return;
      answers[HANDSHAKE_END] = NEVER;
    }
    const { time } = this.responses;
    if (time <= now) answers[HANDSHAKE_END] = this.front.answered(this.responses.take(), now);
    else answers[DATA_END] = sooner(answers[DATA_END] as number, time);
  }

  /** Hands an answer over at once, with the clock it will have, if all of it is over before a refresh can be due. */
  #answerAhead(request: number, time: number, now: number): boolean {
    if (!this.front.mayAnswerAhead() || !this.responses.isNext(request)) return false;
    const { answers } = this;
    const start = later(time, finite(answers[HANDSHAKE_END] as number));
    if (start + 1 >= sooner(this.refresh.soonestDue, now + this.refresh.interval)) return false;
    this.responses.pass();
    answers[HANDSHAKE_END] = this.front.answered(request, start);
    return true;
  }

  /**
   * When the next pass is due on account of answers. DRAMSys makes one at each end of data or of a handshake; while no
   * refresh is due only that matters in which an answer can be handed over.
   */
  #planAnswer(): void {
    const dataEnd = this.answers[DATA_END] as number;
    const handshakeEnd = this.answers[HANDSHAKE_END] as number;
    const { time } = this.responses;
    const last = later(later(finite(dataEnd), finite(handshakeEnd)), finite(time));
    const next = last < this.refresh.soonestDue ? later(time, finite(handshakeEnd)) : sooner(dataEnd, handshakeEnd);
    this.agenda[RESPONSE] = next;
  }

  /** Takes the request at the input if the buffer has room. */
  #accept(now: number, delay: number): void {
    const request = this.#input;
    const bank = this.trace.banks[request] as number;
    const write = this.writes[request] as number;
    if (!this.buffer.hasRoom(bank, write)) return;
    this.#input = -1;
    this.buffer.take(bank, write);
    const rank = this.device.rankOfBank[bank] as number;
    if (this.inRank[rank] === 0) this.powerDown.leave(rank);
    this.inRank[rank] = (this.inRank[rank] as number) + 1;
    this.banks.lists.add(request);
    if (this.banks.evaluate(bank) && this.#surveyed === true) this.#surveyed = this.mux.update(bank, now);
    this.front.confirmed(request, now + delay);
  }

  /** Refresh and power-down managers decide what they want; returns false when none had reason to. */
  #evaluateManagers(now: number): boolean {
    const { refresh, powerDown } = this;
    if (now < refresh.soonestDue && refresh.wantsAny === false && powerDown.staggered === false) return false;
    this.refresh.evaluateAll(now);
    this.powerDown.evaluateAll();
    return true;
  }

  #issue(bus: number, now: number): void {
    const command = this.mux.commandOf(bus);
    const bank = this.mux.bankOfCommand(bus);
    const rank = this.device.rankOfBank[bank] as number;
    const request = this.mux.servesRequest(bus) ? this.banks.current(bank) : -1;
    const stack = request < 0 ? 0 : (this.trace.stacks[request] as number);
    this.#surveyed = false;
    if (isRankCommand(command)) this.banks.updateRank(command, rank);
    else this.banks.update(command, bank);
    if (isManagers(command)) {
      this.refresh.update(command, rank, bank, now);
      this.powerDown.update(command, rank);
    }
    this.timing.issue(command, rank, bank, stack, now);
    this.sink.issued(command, rank, bank, request, now);
    if (isColumn(command)) this.#serve(isWrite(command), rank, request, now);
    if (this.inRank[rank] === 0) this.powerDown.enter(rank);
  }

  /** The column command of a request was issued: its place is free, its answer will come. */
  #serve(write: boolean, rank: number, request: number, now: number): void {
    this.buffer.release(write ? 1 : 0);
    if (this.#input >= 0 && this.agenda[INPUT] === NEVER) this.#accept(now, this.thinkForward);
    const time = now + (write ? this.writeAnswer : this.readAnswer);
    if (!this.#answerAhead(request, time, now)) {
      this.responses.add(request, time);
      this.answers[DATA_END] = sooner(this.answers[DATA_END] as number, time);
    }
    this.inRank[rank] = (this.inRank[rank] as number) - 1;
  }

  /** Works out what every bank and rank wants next, and when to look again. */
  #prepare(now: number, issued: boolean): void {
    const mux = this.mux;
    if (issued) this.banks.evaluateStale();
    const anew = this.#evaluateManagers(now);
    if (issued || anew) mux.survey(now);
    // What could have been issued now and was not is no reason to look again at once.
    const soonest = !issued && mux.soonest <= now ? mux.soonestAfter(now) : mux.soonest;
    this.#wakeAt(soonest);
  }

  #wakeAt(soonest: number): void {
    this.#surveyed = true;
    this.agenda[WAKE] = sooner(this.agenda[WAKE] as number, sooner(soonest, this.refresh.wake));
  }
}

/** The clock, or 0 for none. */
const finite = (clock: number): number => (clock === NEVER ? 0 : clock);
