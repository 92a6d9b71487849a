/**
 * The run of a channel: `kernel/*.ts`, AssemblyScript, which the build compiles to WebAssembly. All state of a run lies in
 * one memory, without checks of indices and without objects: a request takes less than a microsecond. One instance a
 * thread; a run begins by freeing what the last one left.
 */
import { CogymError } from '../../src/errors.js';
import { commandNames } from './commands.js';
import { ACCOUNT_STRIDE } from './kernel/account-fields.js';
import { kernelCode } from './kernel-code.js';

/** What is used here of WebAssembly, which the types of Node leave out. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

type Table = Int32Array | Float64Array | Uint32Array | Uint16Array | Uint8Array;

/** What `kernel/settings.ts` holds, by name; tables are copied. */
export type KernelSettings = Readonly<Record<string, number | boolean | Table>>;

/** Who takes note of issued commands; `request` is -1 for one that serves none, clocks count from the beginning. */
export type CommandSink = (command: number, rank: number, bank: number, request: number, clock: number) => void;

/** What a run leaves; the arrays lie in the kernel's memory and hold until the next run. */
export interface KernelRun {
  /** Clock of the last answer. */
  readonly totalCycles: number;
  /** Issued commands by number. */
  readonly counts: Float64Array;
  /** By rank the row of `kernel/account-fields.ts`. */
  readonly accounts: readonly Float64Array[];
  /** By request, in clocks. */
  readonly sent: Float64Array;
  readonly accepted: Float64Array;
  readonly answered: Float64Array;
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Frees everything. */
  release(): void;
  /** Address of so many bytes, all 0; 0 when the memory ends. */
  take(bytes: number): number;
  prepare(): number;
  /** The clock of the last answer, or the two's complement of that at which the controller does not get on. */
  play(): number;
}

interface Global {
  value: number;
}

type Kernel = Exports & Readonly<Record<string, Global>>;

/** A kernel that has grown beyond this is not kept for the next run. */
const MOST_KEPT_BYTES = 64 * 2 ** 20;

let sink: CommandSink | undefined;
let module: object | undefined;
let kept: Kernel | undefined;

/**
 * Plays the trace of the settings.
 * @param issued told of each command, if it is given
 * @throws CogymError `noProgress` when the controller does not get on, `unsupported` when the trace is too long
 */
export function runKernel(settings: KernelSettings, issued?: CommandSink): KernelRun {
  const kernel = kept ?? instantiate();
  kept = undefined;
  kernel.release();
  for (const [name, value] of Object.entries(settings)) {
    (kernel[name] as Global).value = typeof value === 'object' ? place(kernel, value) : Number(value);
  }
  (kernel['reports'] as Global).value = issued === undefined ? 0 : 1;
  if (kernel.prepare() === 0) throw tooLong();
  sink = issued;
  const end = kernel.play();
  sink = undefined;
  if (kernel.memory.buffer.byteLength <= MOST_KEPT_BYTES) kept = kernel;
  if (end < 0) {
    const message = `the controller does not get on at clock ${-1 - end}: please report this request`;
    throw new CogymError('noProgress', message);
  }
  return resultOf(kernel, end, settings['ranks'] as number, settings['requests'] as number);
}

function resultOf(kernel: Kernel, totalCycles: number, ranks: number, requests: number): KernelRun {
  const doubles = (name: string, length: number, from = 0) =>
    new Float64Array(kernel.memory.buffer, addressOf((kernel[name] as Global).value) + 8 * from, length);
  return {
    totalCycles,
    counts: doubles('counts', commandNames.length),
    accounts: Array.from({ length: ranks }, (_, rank) => doubles('accounts', ACCOUNT_STRIDE, rank * ACCOUNT_STRIDE)),
    sent: doubles('sent', requests),
    accepted: doubles('accepted', requests),
    answered: doubles('answered', requests),
  };
}

function place(kernel: Kernel, table: Table): number {
  const address = addressOf(kernel.take(table.byteLength));
  if (address === 0) throw tooLong();
  new Uint8Array(kernel.memory.buffer, address).set(new Uint8Array(table.buffer, table.byteOffset, table.byteLength));
  return address;
}

/** Addresses come as signed integers. */
const addressOf = (value: number): number => value >>> 0;

function instantiate(): Kernel {
  module ??= new WebAssembly.Module(Buffer.from(kernelCode, 'base64'));
  const issued: CommandSink = (...command) => sink?.(...command);
  return new WebAssembly.Instance(module, { host: { issued } }).exports as unknown as Kernel;
}

function tooLong(): CogymError {
  return new CogymError('unsupported', 'the trace has more requests than 4 GiB of memory can hold: cut it', '/trace');
}
