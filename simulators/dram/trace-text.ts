/** Traces written as text: this project's lines, ArchGym's and DRAMSys's `.stl`, DRAMSim3's and Ramulator's. */
import { badRequest } from '../../src/errors.js';
import type { DramTrace } from './types.js';

export const dramTraceFormats = ['csv', 'stl', 'dramsim3', 'ramulator', 'ramulator2'] as const;
/**
 * `csv`: `clock,R|W,line`. `stl`: `clock: read|write 0xADDRESS`. `dramsim3`: `0xADDRESS READ|WRITE clock`.
 * `ramulator`: `0xADDRESS R|W`, and `ramulator2`: `LD|ST ADDRESS`, without clocks: one request a clock.
 */
export type DramTraceFormat = (typeof dramTraceFormats)[number];

export interface TraceTextOptions {
  /** Bytes of a burst: addresses have to be whole lines of it. */
  readonly bytesPerBurst: number;
  /** Reads no more than so many requests. */
  readonly requests?: number;
  readonly maxOutstandingReads?: number;
}

type Fields = readonly [clock: string | undefined, direction: string, address: string];

const patterns: Readonly<Record<DramTraceFormat, RegExp>> = {
  csv: /^\s*(?<clock>\d+)\s*,\s*(?<direction>[RW])\s*,\s*(?<address>\d+)\s*$/,
  stl: /^\s*(?<clock>\d+)\s*:\s*(?<direction>read|write)\s+(?<address>0x[0-9a-f]+)\s*$/i,
  dramsim3: /^\s*(?<address>0x[0-9a-f]+)\s+(?<direction>READ|WRITE)\s+(?<clock>\d+)\s*$/i,
  ramulator2: /^\s*(?<direction>LD|ST)\s+(?<address>0x[0-9a-f]+|\d+)\s*$/i,
  ramulator: /^\s*(?<address>(0x)?[0-9a-f]+)\s+(?<direction>[RW])\s*$/i,
};
const examples: Readonly<Record<DramTraceFormat, string>> = {
  csv: '12,R,4096',
  stl: '12: read 0x40000',
  dramsim3: '0x40000 READ 12',
  ramulator: '0x40000 R',
  ramulator2: 'LD 0x40000',
};

/**
 * Collects requests line by line, so that a long file need not be in memory as text.
 *
 * Blank lines and comments (`#`) are skipped, except in `csv`, which has none.
 */
export class TraceReader {
  readonly #format: DramTraceFormat;
  readonly #options: TraceTextOptions;
  #clocks = new Float64Array(1024);
  #writes = new Uint8Array(1024);
  #lines = new Uint32Array(1024);
  #count = 0;
  #lineNumber = 0;
  #lastClock = 0;

  constructor(format: DramTraceFormat, options: TraceTextOptions) {
    this.#format = format;
    this.#options = options;
  }

  /** Whether as many requests were read as are wanted. */
  get full(): boolean {
    return this.#count >= (this.#options.requests ?? Number.POSITIVE_INFINITY);
  }

  /** @throws CogymError `badRequest` naming the line and what is wrong with it */
  add(text: string): void {
    this.#lineNumber++;
    if (this.full || text.trim() === '' || (this.#format !== 'csv' && text.trimStart().startsWith('#'))) return;
    const [clockText, direction, addressText] = this.#fields(text);
    const clock = clockText === undefined ? this.#count : Number(clockText);
    if (!Number.isSafeInteger(clock)) throw this.#bad(`the clock ${clockText} is beyond 2^53`);
    if (clock < this.#lastClock) {
      throw this.#bad(`the clock ${clock} comes after ${this.#lastClock}: sort the requests by clock`);
    }
    this.#lastClock = clock;
    if (this.#count === this.#lines.length) this.#grow();
    this.#clocks[this.#count] = clock;
    this.#writes[this.#count] = /^(w|st)/i.test(direction) ? 1 : 0;
    this.#lines[this.#count] = this.#lineOf(addressText);
    this.#count++;
  }

  /** @throws CogymError `badRequest` when there was no request at all */
  finish(): DramTrace {
    if (this.#count === 0) throw badRequest('/trace', 'the trace is empty: it holds no request');
    const { maxOutstandingReads } = this.#options;
    return {
      clocks: this.#clocks.slice(0, this.#count),
      writes: this.#writes.slice(0, this.#count),
      lines: this.#lines.slice(0, this.#count),
      ...(maxOutstandingReads === undefined ? {} : { maxOutstandingReads }),
    };
  }

  #fields(text: string): Fields {
    const groups = patterns[this.#format].exec(text)?.groups;
    if (groups === undefined) {
      throw this.#bad(`expected something like '${examples[this.#format]}', not ${JSON.stringify(text.slice(0, 80))}`);
    }
    return [groups['clock'], groups['direction'] as string, groups['address'] as string];
  }

  #lineOf(address: string): number {
    if (this.#format === 'csv') {
      const line = Number(address);
      if (line >= 2 ** 32) throw this.#bad(`line ${address} is beyond 2^32`);
      return line;
    }
    const { bytesPerBurst } = this.#options;
    const hexadecimal = this.#format === 'ramulator2' || address.toLowerCase().startsWith('0x');
    const bytes = Number(hexadecimal ? address : `0x${address}`);
    const line = bytes / bytesPerBurst;
    if (!Number.isInteger(line)) throw this.#bad(`the address ${address} is no multiple of ${bytesPerBurst} bytes`);
    if (line >= 2 ** 32) throw this.#bad(`the address ${address} is beyond 2^32 lines`);
    return line;
  }

  #grow(): void {
    const size = 2 * this.#lines.length;
    const [clocks, writes, lines] = [this.#clocks, this.#writes, this.#lines];
    this.#clocks = new Float64Array(size);
    this.#writes = new Uint8Array(size);
    this.#lines = new Uint32Array(size);
    this.#clocks.set(clocks);
    this.#writes.set(writes);
    this.#lines.set(lines);
  }

  #bad(message: string) {
    return badRequest('/trace', `line ${this.#lineNumber} of the trace: ${message}`);
  }
}
