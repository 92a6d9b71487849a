/** What the controller is searched for: request traces by name, by rule or given as such. */
import { createHash } from 'node:crypto';
import { type DramGenerator, type DramTrace, generateTrace } from '../../simulators/dram/index.js';
import { badRequest, CogymError } from '../../src/errors.js';
import { nearest } from '../../src/stats/nearest.js';

export interface Workload {
  readonly name: string;
  readonly trace: DramTrace;
  /** Says which requests these are: equal for equal traces, in every process. */
  readonly key: string;
  /** Pointer of the option that it comes from. */
  readonly path: string;
}

/** ArchGym's `stream`, and equivalents of its three other traces in kind and number (10,000 reads). */
const archgym = {
  stream: { generator: 'stream' },
  random: { generator: 'random', seed: 1 },
  'cloud-1': { generator: 'cloud', start: 'stream', seed: 1 },
  'cloud-2': { generator: 'cloud', start: 'random', seed: 2 },
} as const satisfies Readonly<Record<string, DramGenerator>>;

const named: Readonly<Record<string, DramGenerator>> = {
  ...archgym,
  'stream-copy': { generator: 'streamCopy' },
  'random-mixed': { generator: 'random', seed: 1, writePercent: 35 },
  'pointer-chase': { generator: 'pointerChase', seed: 1, requests: 4000 },
  'strided-8k': { generator: 'strided', strideLines: 128 },
  'strided-1088': { generator: 'strided', strideLines: 17 },
  'bank-conflict': { generator: 'bankConflict', seed: 1 },
  'low-load': { generator: 'lowLoad', seed: 1, requests: 1600 },
  'medium-load': { generator: 'mediumLoad', seed: 1 },
};

/** Names that stand for several workloads. */
const families: Readonly<Record<string, readonly string[]>> = { archgym4: Object.keys(archgym) };

export const workloadNames: readonly string[] = [...Object.keys(named), ...Object.keys(families)];

/** Traces of rules as long as somebody uses them, so that what is derived from a trace is shared. */
const generated = new Map<string, WeakRef<DramTrace>>();

/**
 * The workloads that an option lists: names, generators, or traces as arrays of numbers.
 * @param requests of every generated one that does not say how many itself
 * @throws CogymError `badRequest` at the entry that is not allowed
 */
export function resolveWorkloads(given: readonly unknown[], requests: number | undefined): readonly Workload[] {
  const workloads = given.flatMap((entry, i) => {
    const path = `/options/workloads/${i}`;
    if (typeof entry !== 'string') return [customWorkload(entry as Fields, i, requests, path)];
    const names = Object.hasOwn(families, entry) ? (families[entry] as readonly string[]) : [entry];
    return names.map((name) => namedWorkload(name, requests, path));
  });
  workloads.forEach(({ name }, i) => {
    if (workloads.findIndex((other) => other.name === name) === i) return;
    throw badRequest('/options/workloads', `there are two workloads '${name}'; give them names`);
  });
  return workloads;
}

type Fields = Readonly<Record<string, unknown>>;

function namedWorkload(name: string, requests: number | undefined, path: string): Workload {
  if (!Object.hasOwn(named, name)) {
    const near = nearest(name, workloadNames).join(', ');
    throw badRequest(path, `no workload '${name}'; nearest: ${near}; all: ${workloadNames.join(', ')}`);
  }
  const rule = { ...(named[name] as DramGenerator), ...(requests === undefined ? {} : { requests }) };
  return fromRule(name, rule, path);
}

function customWorkload(entry: Fields, i: number, requests: number | undefined, path: string): Workload {
  const { name, ...rest } = entry;
  if (name !== undefined && (typeof name !== 'string' || name === '')) {
    throw badRequest(`${path}/name`, `a workload's name is a word, not ${JSON.stringify(name)}`);
  }
  if ('generator' in rest) {
    const rule = { ...(requests === undefined ? {} : { requests }), ...rest } as unknown as DramGenerator;
    return fromRule(name ?? String(rest['generator']), rule, path);
  }
  const trace = givenTrace(rest, path);
  return { name: name ?? `trace-${i + 1}`, trace, key: digest(trace), path };
}

function fromRule(name: string, rule: DramGenerator, path: string): Workload {
  const key = JSON.stringify(rule);
  let trace = generated.get(key)?.deref();
  if (trace === undefined) {
    trace = under(path, () => generateTrace(rule));
    generated.set(key, new WeakRef(trace));
  }
  return { name, trace, key, path };
}

const traceFields = ['clocks', 'writes', 'lines', 'maxOutstandingReads'];

function givenTrace(fields: Fields, path: string): DramTrace {
  const unknown = Object.keys(fields).find((field) => !traceFields.includes(field));
  if (unknown !== undefined) {
    const allowed = `a generator, or ${traceFields.join(', ')}`;
    throw badRequest(`${path}/${unknown}`, `a workload has no field '${unknown}'; it is ${allowed}`);
  }
  const { maxOutstandingReads: reads } = fields;
  if (reads !== undefined && !(Number.isSafeInteger(reads) && (reads as number) >= 1)) {
    throw badRequest(`${path}/maxOutstandingReads`, `it is an integer from 1, not ${JSON.stringify(reads)}`);
  }
  return {
    clocks: Float64Array.from(numbers(fields['clocks'], Number.MAX_SAFE_INTEGER, `${path}/clocks`)),
    writes: Uint8Array.from(numbers(fields['writes'], 1, `${path}/writes`)),
    lines: Uint32Array.from(numbers(fields['lines'], 2 ** 32 - 1, `${path}/lines`)),
    ...(reads === undefined ? {} : { maxOutstandingReads: reads as number }),
  };
}

/** A list or typed array of integers from 0 to `most`. */
function numbers(given: unknown, most: number, path: string): ArrayLike<number> {
  if (!Array.isArray(given) && !(ArrayBuffer.isView(given) && 'length' in given)) {
    throw badRequest(path, `it is a list of numbers, not ${JSON.stringify(given) ?? 'missing'}`);
  }
  const list = given as ArrayLike<number>;
  for (let i = 0; i < list.length; i++) {
    const value = list[i] as number;
    if (Number.isSafeInteger(value) && value >= 0 && value <= most) continue;
    throw badRequest(`${path}/${i}`, `it is an integer from 0 to ${most}, not ${JSON.stringify(value)}`);
  }
  return list;
}

function digest({ clocks, writes, lines, maxOutstandingReads }: DramTrace): string {
  const hash = createHash('sha256');
  for (const array of [clocks, writes, lines]) hash.update(array);
  return `${hash.digest('hex')} ${maxOutstandingReads ?? ''}`;
}

/** Runs `work`; what it refuses of a trace is told at `path`. */
export function under<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof CogymError)) throw error;
    throw new CogymError(error.code, error.message, `${path}${(error.path ?? '').replace(/^\/trace/, '')}`);
  }
}
