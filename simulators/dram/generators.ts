/**
 * Traces made by rule. All numbers come from one linear congruential generator, so that a trace is the same everywhere;
 * the draws happen in the order written.
 */
import { badRequest } from '../../src/errors.js';
import { nearest } from '../../src/stats/nearest.js';
import type { DramTrace } from './types.js';

/** Lines that addresses are drawn from: 1 GiB of 64 bytes. */
const LINES = 2 ** 24;

interface Common {
  /** Default 10,000. */
  readonly requests?: number;
  /** Default 1. */
  readonly seed?: number;
  readonly maxOutstandingReads?: number;
}

/** A trace by name; `writePercent` of the requests are writes. */
export type DramGenerator =
  | (Common & { readonly generator: 'stream' | 'streamCopy' | 'pointerChase' })
  | (Common & {
      readonly generator: 'random' | 'bankConflict' | 'lowLoad' | 'mediumLoad';
      readonly writePercent?: number;
    })
  | (Common & { readonly generator: 'strided'; readonly strideLines?: number; readonly writePercent?: number })
  | (Common & { readonly generator: 'cloud'; readonly start?: 'stream' | 'random'; readonly writePercent?: number });

type Kind = DramGenerator['generator'];
type Parameters = Required<Omit<Common, 'maxOutstandingReads'>> & {
  readonly writePercent: number;
  readonly strideLines: number;
  readonly start: 'stream' | 'random';
};

/** Fields of each kind beside the common ones, with their defaults. */
const kinds: Readonly<Record<Kind, Readonly<Record<string, number | string>>>> = {
  stream: {},
  streamCopy: {},
  random: { writePercent: 0 },
  pointerChase: { maxOutstandingReads: 1 },
  strided: { strideLines: 128, writePercent: 0 },
  bankConflict: { writePercent: 20 },
  lowLoad: { writePercent: 25 },
  mediumLoad: { writePercent: 25 },
  cloud: { start: 'stream', writePercent: 0 },
};
export const dramGenerators = Object.keys(kinds) as readonly Kind[];

const MAX_REQUESTS = 50_000_000;

/** The linear congruential generator of Numerical Recipes, upper 24 bits. */
class Draws {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  below(n: number): number {
    this.#state = (Math.imul(1664525, this.#state) + 1013904223) >>> 0;
    return Math.floor(((this.#state >>> 8) * n) / LINES);
  }

  coin(percent: number): number {
    return percent > 0 && this.below(100) < percent ? 1 : 0;
  }
}

/** One request, filled in anew for each. */
interface Slot {
  clock: number;
  line: number;
  write: number;
}

/**
 * The trace of a generator.
 * @throws CogymError `badRequest` for an unknown kind or field, or a value out of range
 */
export function generateTrace(given: DramGenerator): DramTrace {
  const { kind, parameters, maxOutstandingReads } = check(given as unknown as Readonly<Record<string, unknown>>);
  const n = parameters.requests;
  const trace = { clocks: new Float64Array(n), writes: new Uint8Array(n), lines: new Uint32Array(n) };
  const slot: Slot = { clock: 0, line: 0, write: 0 };
  const fill = rules[kind](parameters, new Draws(parameters.seed), slot);
  for (let i = 0; i < n; i++) {
    fill(i);
    trace.clocks[i] = slot.clock;
    trace.lines[i] = slot.line;
    trace.writes[i] = slot.write;
  }
  return maxOutstandingReads === undefined ? trace : { ...trace, maxOutstandingReads };
}

type Rule = (parameters: Parameters, draws: Draws, slot: Slot) => (i: number) => void;

const rules: Readonly<Record<Kind, Rule>> = {
  stream: (_, __, slot) => (i) => {
    slot.clock = i;
    slot.line = i % LINES;
  },
  streamCopy: (_, __, slot) => (i) => {
    slot.clock = i;
    slot.line = ([0, 2 ** 21, 2 ** 22][i % 3] as number) + Math.floor(i / 3);
    slot.write = i % 3 === 2 ? 1 : 0;
  },
  random:
    ({ writePercent }, draws, slot) =>
    (i) => {
      slot.clock = i;
      slot.line = draws.below(LINES);
      slot.write = draws.coin(writePercent);
    },
  pointerChase: (_, draws, slot) => () => {
    slot.line = draws.below(LINES);
  },
  strided:
    ({ strideLines, writePercent }, draws, slot) =>
    (i) => {
      slot.clock = i;
      slot.line = (i * strideLines) % LINES;
      slot.write = draws.coin(writePercent);
    },
  bankConflict:
    ({ writePercent }, draws, slot) =>
    (i) => {
      const v = Math.floor(i / 2);
      slot.clock = i;
      slot.line = (v % 6) * 1024 + ((2 * Math.floor(v / 6) + (i % 2)) % 16);
      slot.write = draws.coin(writePercent);
    },
  lowLoad: ({ writePercent }, draws, slot) => {
    let base = 0;
    return (i) => {
      if (i % 8 === 0) {
        slot.clock += 400 + draws.below(8000);
        base = draws.below(LINES - 8);
      } else slot.clock += 4;
      slot.write = draws.coin(writePercent);
      slot.line = base + (i % 8);
    };
  },
  mediumLoad:
    ({ writePercent }, draws, slot) =>
    () => {
      slot.clock += 1 + draws.below(20);
      slot.line = draws.below(100) < 60 ? (slot.line + 1) % LINES : draws.below(LINES);
      slot.write = draws.coin(writePercent);
    },
  cloud: ({ start, writePercent }, draws, slot) => {
    let streams = start === 'stream';
    let nextLine = 0;
    return (i) => {
      if (i >= 100 && i % 50 === 0) streams = draws.below(2) === 0;
      slot.clock = i;
      slot.line = streams ? nextLine++ % LINES : draws.below(LINES);
      slot.write = draws.coin(writePercent);
    };
  },
};

function check(given: Readonly<Record<string, unknown>>) {
  const { generator } = given;
  if (typeof generator !== 'string' || !Object.hasOwn(kinds, generator)) {
    const near = nearest(String(generator), dramGenerators).join(', ');
    throw badRequest('/trace/generator', `no generator ${JSON.stringify(generator)}; did you mean ${near}?`);
  }
  const kind = generator as Kind;
  const known = ['generator', 'requests', 'seed', 'maxOutstandingReads', ...Object.keys(kinds[kind])];
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const near = nearest(unknown, known).join(', ');
    throw badRequest(`/trace/${unknown}`, `${kind} has no field ${JSON.stringify(unknown)}; did you mean ${near}?`);
  }
  const values: Record<string, unknown> = { ...kinds[kind], ...given };
  const integer = (name: string, fallback: number, least: number, most: number) => {
    const value = values[name] ?? fallback;
    if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
    const allowed = `an integer from ${least} to ${most}`;
    throw badRequest(`/trace/${name}`, `${name} is ${allowed}, not ${JSON.stringify(value)}`);
  };
  const start = values['start'] ?? 'stream';
  if (start !== 'stream' && start !== 'random') {
    throw badRequest('/trace/start', `start is stream or random, not ${JSON.stringify(start)}`);
  }
  const reads = values['maxOutstandingReads'];
  const parameters: Parameters = {
    requests: integer('requests', 10_000, 1, MAX_REQUESTS),
    seed: integer('seed', 1, 0, 2 ** 32 - 1),
    writePercent: integer('writePercent', 0, 0, 100),
    strideLines: integer('strideLines', 128, 0, LINES - 1),
    start,
  };
  const maxOutstandingReads =
    reads === undefined ? undefined : integer('maxOutstandingReads', 1, 1, Number.MAX_SAFE_INTEGER);
  return { kind, parameters, maxOutstandingReads };
}
