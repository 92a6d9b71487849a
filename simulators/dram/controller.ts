/**
 * The memory controller of one channel. A *pass* takes answers, accepts a request, evaluates the managers, issues at
 * most one command and says when the next pass is due; nothing happens between passes.
 */
import { Banks } from './banks.js';
import { RequestBuffer } from './buffer.js';
import { CommandMux } from './command-mux.js';
import { isColumn, isRankCommand, isWrite } from './commands.js';
import type { DecodedTrace } from './decode.js';
import type { CompiledDevice } from './device.js';
import { PowerDown } from './power-down.js';
import { Refresh } from './refresh.js';
import { ResponseQueue } from './response-queue.js';
import { TimingChecker } from './timing.js';
import type { DramController, DramMode } from './types.js';

const NEVER = Number.POSITIVE_INFINITY;

/** Who stands before the controller. */
export interface Front {
  /** The request was taken; the news is out at `clock`. */
  confirmed(request: number, clock: number): void;
  /** An answer is handed over at `now`; returns when the handshake ends and the next may be. */
  answered(request: number, now: number): number;
}

/** Who takes note of issued commands. */
export interface CommandSink {
  issued(command: number, rank: number, bank: number, request: number, clock: number): void;
}

export interface ControllerSettings extends DramController {
  readonly mode: DramMode;
  readonly readDataEnd: number;
  readonly writeDataEnd: number;
  /** Of the refresh policy; Infinity for none. */
  readonly refreshInterval: number;
}

export class Controller {
  /** Next clocks at which a pass is due, by cause. */
  wake = NEVER;
  dataEnd = NEVER;
  handshakeEnd = NEVER;
  inputDue = NEVER;
  readonly #device: CompiledDevice;
  readonly #trace: DecodedTrace;
  readonly #writes: Uint8Array;
  readonly #front: Front;
  readonly #sink: CommandSink;
  readonly #banks: Banks;
  readonly #buffer: RequestBuffer;
  readonly #timing: TimingChecker;
  readonly #refresh: Refresh;
  readonly #powerDown: PowerDown;
  readonly #mux: CommandMux;
  readonly #responses: ResponseQueue;
  readonly #thinkForward: number;
  /** Clocks from the issue of a read and of a write to its answer. */
  readonly #readAnswer: number;
  readonly #writeAnswer: number;
  /** Requests in the controller by rank. */
  readonly #inRank: Int32Array;
  /** Request that waits at the input, or -1. */
  #input = -1;
  /** What the mux has seen is still so. */
  #surveyed = false;

  constructor(
    device: CompiledDevice,
    settings: ControllerSettings,
    trace: DecodedTrace,
    requests: { readonly writes: Uint8Array; readonly lines: Uint32Array },
    front: Front,
    sink: CommandSink,
  ) {
    const { readDataEnd, writeDataEnd, thinkDelayBackwardCycles, phyDelayForwardCycles, phyDelayBackwardCycles } =
      settings;
    const delay = phyDelayForwardCycles + phyDelayBackwardCycles + thinkDelayBackwardCycles;
    this.#device = device;
    this.#trace = trace;
    this.#writes = requests.writes;
    this.#front = front;
    this.#sink = sink;
    this.#banks = new Banks(device, trace, requests, settings);
    this.#buffer = new RequestBuffer(settings, this.#banks.lists.count);
    this.#timing = new TimingChecker(device);
    this.#powerDown = new PowerDown(device.ranks, settings.powerDownPolicy === 'Staggered', this.#banks);
    this.#refresh = new Refresh(device, settings, this.#banks, this.#powerDown);
    const parts = { banks: this.#banks, refresh: this.#refresh, powerDown: this.#powerDown };
    this.#mux = new CommandMux(device, settings.commandMux === 'Strict', trace.stacks, parts, this.#timing);
    this.#responses = new ResponseQueue(requests.writes.length, settings.responseQueue === 'Reorder');
    this.#thinkForward = settings.thinkDelayForwardCycles;
    this.#readAnswer = readDataEnd + delay;
    this.#writeAnswer = writeDataEnd + delay;
    this.#inRank = new Int32Array(device.ranks);
    // The first pass arms the refresh managers, and with Staggered sends unused ranks to sleep.
    this.wake = 0;
  }

  /** The next clock at which a pass is due. */
  get due(): number {
    return Math.min(this.wake, this.dataEnd, this.handshakeEnd, this.inputDue);
  }

  /** A request comes to the input at `clock`; there must be none. */
  offer(request: number, clock: number): void {
    this.#input = request;
    this.inputDue = clock;
  }

  pass(now: number): void {
    const woken = this.wake <= now;
    const offered = this.inputDue <= now;
    if (woken) this.wake = NEVER;
    if (offered) this.inputDue = NEVER;
    if (this.dataEnd <= now) this.dataEnd = NEVER;
    this.#answer(now);
    // Answers change nothing else: with no other cause the rest of the pass would repeat the last one.
    if (!woken && !offered && now < this.#refresh.soonestDue) return;
    if (this.#input >= 0 && this.inputDue === NEVER) this.#accept(now, 0);
    const managed = this.#evaluateManagers(now);
    const mux = this.#mux;
    if (managed || !this.#surveyed || now > mux.soonest) mux.survey(now);
    const bus = mux.choose(now);
    if (bus >= 0) this.#issue(bus, now);
    this.#prepare(now, bus >= 0);
  }

  /** Hands the next answer over, if it is time and the last handshake is over. */
  #answer(now: number): void {
    if (this.handshakeEnd !== NEVER) {
      if (this.handshakeEnd > now) return;
      this.handshakeEnd = NEVER;
    }
    const { time } = this.#responses;
    if (time <= now) this.handshakeEnd = this.#front.answered(this.#responses.take(), now);
    else if (time < this.dataEnd) this.dataEnd = time;
  }

  /** Takes the request at the input if the buffer has room. */
  #accept(now: number, delay: number): void {
    const request = this.#input;
    const bank = this.#trace.banks[request] as number;
    const write = this.#writes[request] as number;
    if (!this.#buffer.hasRoom(bank, write)) return;
    this.#input = -1;
    this.#buffer.take(bank, write);
    const rank = this.#device.rankOfBank[bank] as number;
    if (this.#inRank[rank] === 0) this.#powerDown.leave(rank);
    this.#inRank[rank] = (this.#inRank[rank] as number) + 1;
    this.#banks.lists.add(request);
    this.#banks.evaluate(bank);
    if (this.#surveyed) this.#surveyed = this.#mux.update(bank, now);
    this.#front.confirmed(request, now + delay);
  }

  /** Refresh and power-down managers decide what they want; returns false when none had reason to. */
  #evaluateManagers(now: number): boolean {
    if (now < this.#refresh.soonestDue && !this.#refresh.wantsAny && !this.#powerDown.staggered) return false;
    this.#refresh.evaluateAll(now);
    this.#powerDown.evaluateAll();
    return true;
  }

  #issue(bus: number, now: number): void {
    const command = this.#mux.commandOf(bus);
    const bank = this.#mux.bankOf(bus);
    const rank = this.#device.rankOfBank[bank] as number;
    const request = this.#mux.servesRequest(bus) ? (this.#banks.current[bank] as number) : -1;
    const stack = request < 0 ? 0 : (this.#trace.stacks[request] as number);
    this.#surveyed = false;
    if (isRankCommand(command)) this.#banks.updateRank(command, rank);
    else this.#banks.update(command, bank);
    this.#refresh.update(command, rank, bank, now);
    this.#powerDown.update(command, rank);
    this.#timing.issue(command, rank, bank, stack, now);
    this.#sink.issued(command, rank, bank, request, now);
    if (isColumn(command)) this.#serve(isWrite(command), rank, request, now);
    if (this.#inRank[rank] === 0) this.#powerDown.enter(rank);
  }

  /** The column command of a request was issued: its place is free, its answer will come. */
  #serve(write: boolean, rank: number, request: number, now: number): void {
    this.#buffer.release(write ? 1 : 0);
    if (this.#input >= 0 && this.inputDue === NEVER) this.#accept(now, this.#thinkForward);
    const time = now + (write ? this.#writeAnswer : this.#readAnswer);
    this.#responses.add(request, time);
    if (time < this.dataEnd) this.dataEnd = time;
    this.#inRank[rank] = (this.#inRank[rank] as number) - 1;
  }

  /** Works out what every bank and rank wants next, and when to look again. */
  #prepare(now: number, issued: boolean): void {
    const mux = this.#mux;
    if (issued) this.#banks.evaluateStale();
    const anew = this.#evaluateManagers(now);
    if (issued || anew) mux.survey(now);
    this.#surveyed = true;
    // What could have been issued now and was not is no reason to look again at once.
    const soonest = !issued && mux.soonest <= now ? mux.soonestAfter(now) : mux.soonest;
    const time = Math.min(soonest, this.#refresh.wake);
    if (time < this.wake) this.wake = time;
  }
}
