/**
 * The memory controller of one channel. A *pass* takes answers, accepts a request, evaluates the managers, issues at
 * most one command and says when the next pass is due; nothing happens between passes.
 */
import { Banks } from './banks.js';
import { isColumn, isRankCommand, isWrite, NONE, RD, RDA } from './commands.js';
import type { DecodedTrace } from './decode.js';
import type { CompiledDevice } from './device.js';
import { PowerDown } from './power-down.js';
import { Refresh } from './refresh.js';
import { TimingChecker } from './timing.js';
import type { DramController, DramMode } from './types.js';

const NEVER = Number.POSITIVE_INFINITY;
/** Request numbers of refreshes come before all requests, those of power-down after. */
const REFRESH_NUMBER = 0;
const POWER_DOWN_NUMBER = NEVER;

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

/** A command that may be issued, and when. */
interface Candidate {
  command: number;
  rank: number;
  /** The rank's first for commands of the rank. */
  bank: number;
  /** Request that it serves, or -1. */
  request: number;
  number: number;
  time: number;
  /** Time and length: what candidates are chosen by. */
  end: number;
}

const noCandidate = (): Candidate => ({
  command: NONE,
  rank: 0,
  bank: 0,
  request: -1,
  number: 0,
  time: NEVER,
  end: NEVER,
});

export class Controller {
  /** Next clocks at which a pass is due, by cause. */
  wake = NEVER;
  dataEnd = NEVER;
  handshakeEnd = NEVER;
  inputDue = NEVER;
  readonly #device: CompiledDevice;
  readonly #settings: ControllerSettings;
  readonly #trace: DecodedTrace;
  readonly #writes: Uint8Array;
  readonly #front: Front;
  readonly #sink: CommandSink;
  readonly #banks: Banks;
  readonly #timing: TimingChecker;
  readonly #refresh: Refresh;
  readonly #powerDown: PowerDown;
  /** Earliest clock of what each bank wants. */
  readonly #earliest: Float64Array;
  /** Requests in the controller by rank. */
  readonly #inRank: Int32Array;
  readonly #responses: ResponseQueue;
  /** Request that waits at the input, or -1. */
  #input = -1;
  #reads = 0;
  #writesHeld = 0;
  /** Bank of the last accepted request. */
  #lastBank = 0;
  /** Number of the next column command in order. */
  #nextColumn = 1;
  /** The earliest due time of all refresh managers. */
  #nextRefresh: number;
  readonly #row = noCandidate();
  readonly #column = noCandidate();

  constructor(
    device: CompiledDevice,
    settings: ControllerSettings,
    trace: DecodedTrace,
    requests: { readonly writes: Uint8Array; readonly lines: Uint32Array },
    front: Front,
    sink: CommandSink,
  ) {
    this.#device = device;
    this.#settings = settings;
    this.#trace = trace;
    this.#writes = requests.writes;
    this.#front = front;
    this.#sink = sink;
    this.#banks = new Banks(device, trace, requests.writes, requests.lines, settings);
    this.#timing = new TimingChecker(device);
    this.#powerDown = new PowerDown(device.ranks, settings.powerDownPolicy === 'Staggered', this.#banks);
    const perBank = settings.refreshPolicy === 'PerBank';
    const intervals = perBank ? device.banksPerRank : 1;
    const refresh = {
      perBank,
      interval: settings.refreshInterval,
      maxPostponed: settings.refreshMaxPostponed * intervals,
      maxPulledIn: settings.refreshMaxPulledIn * intervals,
    };
    this.#refresh = new Refresh(device, refresh, this.#banks, this.#powerDown);
    this.#nextRefresh = Math.min(...this.#refresh.due);
    this.#earliest = new Float64Array(device.ranks * device.banksPerRank);
    this.#inRank = new Int32Array(device.ranks);
    this.#responses = new ResponseQueue(requests.writes.length, settings.responseQueue === 'Reorder');
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
    if (!woken && !offered && now < this.#nextRefresh) return;
    if (this.#input >= 0 && this.inputDue === NEVER) this.#accept(now, 0);
    this.#evaluateRanks(now);
    const some = this.#collect(now);
    const chosen = this.#choose(now);
    if (chosen !== undefined) this.#issue(chosen, now);
    this.#prepare(now, some && chosen === undefined, chosen !== undefined);
  }

  /** Hands the next answer over, if it is time and the last handshake is over. */
  #answer(now: number): void {
    if (this.handshakeEnd !== NEVER) {
      if (this.handshakeEnd > now) return;
      this.handshakeEnd = NEVER;
    }
    const time = this.#responses.time;
    if (time <= now) this.handshakeEnd = this.#front.answered(this.#responses.take(), now);
    else if (time < this.dataEnd) this.dataEnd = time;
  }

  /** Takes the request at the input if the buffer has room. */
  #accept(now: number, delay: number): void {
    const request = this.#input;
    const bank = this.#trace.banks[request] as number;
    const write = this.#writes[request] as number;
    if (!this.#hasRoom(bank, write)) return;
    this.#input = -1;
    const rank = this.#rankOf(bank);
    if (this.#inRank[rank] === 0) this.#powerDown.leave(rank);
    this.#inRank[rank] = (this.#inRank[rank] as number) + 1;
    if (write === 1) this.#writesHeld++;
    else this.#reads++;
    this.#lastBank = bank;
    this.#banks.add(request);
    this.#evaluateBank(bank);
    this.#front.confirmed(request, now + delay);
  }

  /** DRAMSys looks at the bank of the request before and at both directions; mode `corrected` at those of this one. */
  #hasRoom(bank: number, write: number): boolean {
    const { schedulerBuffer, requestBufferSize: size, mode } = this.#settings;
    const corrected = mode === 'corrected';
    if (schedulerBuffer === 'Shared') return this.#reads + this.#writesHeld < size;
    if (schedulerBuffer === 'Bankwise') return (this.#banks.count[corrected ? bank : this.#lastBank] as number) < size;
    if (corrected) return (write === 1 ? this.#writesHeld : this.#reads) < size;
    return this.#reads < size && this.#writesHeld < size;
  }

  #evaluateBank(bank: number): void {
    const banks = this.#banks;
    banks.evaluate(bank);
    const command = banks.command[bank] as number;
    if (command === NONE) return;
    this.#earliest[bank] = this.#timing.earliest(command, this.#rankOf(bank), bank, this.#stackOf(bank));
  }

  #evaluateRanks(now: number): void {
    const { ranks } = this.#device;
    if (now >= this.#nextRefresh || this.#refresh.command[0] !== NONE || ranks > 1) {
      let next = NEVER;
      for (let rank = 0; rank < ranks; rank++) {
        this.#refresh.evaluate(rank, now);
        next = Math.min(next, this.#refresh.due[rank] as number);
      }
      this.#nextRefresh = next;
    }
    for (let rank = 0; rank < ranks; rank++) this.#powerDown.evaluate(rank);
  }

  /** Finds the best candidates; returns whether there was any. */
  #collect(now: number): boolean {
    const { ranks, banksPerRank, lengths, twoBuses } = this.#device;
    const strict = this.#settings.commandMux === 'Strict';
    const { command: commands, current } = this.#banks;
    this.#row.command = NONE;
    this.#row.end = NEVER;
    this.#column.command = NONE;
    this.#column.end = NEVER;
    let some = false;
    for (let rank = 0; rank < ranks; rank++) {
      const first = rank * banksPerRank;
      const powerDown = this.#powerDown.command[rank] as number;
      if (powerDown !== NONE) {
        some = true;
        this.#consider(this.#row, powerDown, rank, first, -1, POWER_DOWN_NUMBER, this.#powerDownTime(rank), now);
        continue;
      }
      const refresh = this.#refresh.command[rank] as number;
      if (refresh !== NONE) {
        some = true;
        const bank = this.#refreshBank(rank);
        this.#consider(this.#row, refresh, rank, bank, -1, REFRESH_NUMBER, this.#refreshTime(rank), now);
      }
      for (let bank = first; bank < first + banksPerRank; bank++) {
        const command = commands[bank] as number;
        if (command === NONE) continue;
        some = true;
        const request = current[bank] as number;
        const column = isColumn(command);
        if (strict && column && request + 1 !== this.#nextColumn) continue;
        const best = twoBuses && column ? this.#column : this.#row;
        const earliest = this.#earliest[bank] as number;
        const end = Math.max(earliest, now) + (lengths[command] as number);
        if (end < best.end || (end === best.end && request + 1 < best.number)) {
          this.#consider(best, command, rank, bank, request, request + 1, earliest, now);
        }
      }
    }
    return some;
  }

  #consider(
    best: Candidate,
    command: number,
    rank: number,
    bank: number,
    request: number,
    number: number,
    earliest: number,
    now: number,
  ): void {
    const time = Math.max(earliest, now);
    const end = time + (this.#device.lengths[command] as number);
    if (end > best.end || (end === best.end && best.command !== NONE && number >= best.number)) return;
    best.command = command;
    best.rank = rank;
    best.bank = bank;
    best.request = request;
    best.number = number;
    best.time = time;
    best.end = end;
  }

  /** The candidate that goes on its bus now. */
  #choose(now: number): Candidate | undefined {
    let chosen = this.#row;
    if (this.#column.command !== NONE) {
      const row = this.#row;
      const column = this.#column;
      const columnFirst = column.time < row.time || (column.time === row.time && column.number < row.number);
      if (row.command === NONE || columnFirst) chosen = column;
    }
    return chosen.command !== NONE && chosen.time === now ? chosen : undefined;
  }

  #issue({ command, rank, bank, request }: Candidate, now: number): void {
    const stack = request < 0 ? 0 : (this.#trace.stacks[request] as number);
    if (isRankCommand(command)) this.#banks.updateRank(command, rank);
    else this.#banks.update(command, bank);
    this.#refresh.update(command, rank, bank, now);
    this.#nextRefresh = Math.min(this.#nextRefresh, this.#refresh.due[rank] as number);
    this.#powerDown.update(command, rank);
    this.#timing.issue(command, rank, bank, stack, now);
    this.#sink.issued(command, rank, bank, request, now);
    if (isColumn(command)) this.#serve(command, rank, request, now);
    if (this.#inRank[rank] === 0) this.#powerDown.enter(rank);
  }

  /** The column command of a request was issued: its place is free, its answer will come. */
  #serve(command: number, rank: number, request: number, now: number): void {
    const { thinkDelayForwardCycles, thinkDelayBackwardCycles, phyDelayForwardCycles, phyDelayBackwardCycles } =
      this.#settings;
    this.#banks.remove(request);
    if (isWrite(command)) this.#writesHeld--;
    else this.#reads--;
    this.#nextColumn++;
    if (this.#input >= 0 && this.inputDue === NEVER) this.#accept(now, thinkDelayForwardCycles);
    const { readDataEnd, writeDataEnd } = this.#settings;
    const data = command === RD || command === RDA ? readDataEnd : writeDataEnd;
    const time = now + phyDelayForwardCycles + data + phyDelayBackwardCycles + thinkDelayBackwardCycles;
    this.#responses.add(request, time);
    if (time < this.dataEnd) this.dataEnd = time;
    this.#inRank[rank] = (this.#inRank[rank] as number) - 1;
  }

  /** Works out what every bank and rank wants next, and when to look again. */
  #prepare(now: number, blocked: boolean, issued: boolean): void {
    const { ranks, banksPerRank } = this.#device;
    const banks = this.#banks;
    let wake = this.wake;
    for (let bank = 0; bank < ranks * banksPerRank; bank++) {
      if (banks.stale[bank] === 1) this.#evaluateBank(bank);
      else if (issued && banks.command[bank] !== NONE) this.#evaluateTime(bank);
      if (banks.command[bank] === NONE) continue;
      const earliest = this.#earliest[bank] as number;
      const time = Math.max(earliest, now);
      if (time < wake && !(blocked && time === now)) wake = time;
    }
    this.#evaluateRanks(now);
    for (let rank = 0; rank < ranks; rank++) {
      const refresh = this.#refresh.command[rank] as number;
      const due = this.#refresh.due[rank] as number;
      if (refresh === NONE) {
        if (due > now && due < wake) wake = due;
      } else {
        const time = Math.max(now, this.#refreshTime(rank));
        if (time < wake && !(blocked && time === now)) wake = time;
      }
      if (this.#powerDown.command[rank] === NONE) continue;
      const time = Math.max(now, this.#powerDownTime(rank));
      if (time < wake && !(blocked && time === now)) wake = time;
    }
    this.wake = wake;
  }

  #evaluateTime(bank: number): void {
    const command = this.#banks.command[bank] as number;
    this.#earliest[bank] = this.#timing.earliest(command, this.#rankOf(bank), bank, this.#stackOf(bank));
  }

  /** A command of the rank is addressed to the first bank. */
  #refreshBank(rank: number): number {
    const command = this.#refresh.command[rank] as number;
    return isRankCommand(command) ? rank * this.#device.banksPerRank : (this.#refresh.bank[rank] as number);
  }

  #refreshTime(rank: number): number {
    return this.#timing.earliest(this.#refresh.command[rank] as number, rank, this.#refreshBank(rank), 0);
  }

  #powerDownTime(rank: number): number {
    const command = this.#powerDown.command[rank] as number;
    return this.#timing.earliest(command, rank, rank * this.#device.banksPerRank, 0);
  }

  #rankOf(bank: number): number {
    return this.#device.ranks === 1 ? 0 : Math.floor(bank / this.#device.banksPerRank);
  }

  #stackOf(bank: number): number {
    return this.#trace.stacks[this.#banks.current[bank] as number] as number;
  }
}

/** Answers with the time from which they may be handed over; the first blocks those behind it. */
class ResponseQueue {
  readonly #ordered: boolean;
  /** Fifo: requests in order of issue. */
  readonly #requests: Int32Array;
  /** By request; Infinity before its issue. */
  readonly #times: Float64Array;
  #head = 0;
  #tail = 0;

  constructor(requests: number, ordered: boolean) {
    this.#ordered = ordered;
    this.#requests = new Int32Array(ordered ? 0 : requests);
    this.#times = new Float64Array(requests).fill(NEVER);
  }

  /** When the next answer may be handed over; Infinity when there is none. */
  get time(): number {
    if (this.#ordered) return this.#head < this.#times.length ? (this.#times[this.#head] as number) : NEVER;
    return this.#head < this.#tail ? (this.#times[this.#requests[this.#head] as number] as number) : NEVER;
  }

  add(request: number, time: number): void {
    this.#times[request] = time;
    if (!this.#ordered) this.#requests[this.#tail++] = request;
  }

  take(): number {
    const head = this.#head++;
    return this.#ordered ? head : (this.#requests[head] as number);
  }
}
