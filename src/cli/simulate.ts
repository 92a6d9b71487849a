/**
 * `cogym simulate <simulator>`: the machine interface. One JSON request a line in, one JSON answer a line out, in
 * order, as they come. A bad line is answered with an error line and the stream goes on.
 */
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { CommandModule } from 'yargs';
import { badRequest, CogymError } from '../errors.js';
import { nearest } from '../stats/nearest.js';

/** Answers one request (without its `id`) with the `result`; throws a CogymError to refuse it. */
export type SimulateHandler = (request: Readonly<Record<string, unknown>>) => unknown;

/** Options of the command line that go to every simulator that can draw. */
export interface PictureArguments {
  /** File to write, by its ending `.svg` or `.html`. */
  readonly timeline: string;
  /** Window of the picture, clocks. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

interface SimulatorModule {
  readonly handler: SimulateHandler;
  /** Reads what a request names and is better read in pieces; called before the handler. */
  readonly prepare?: (request: Readonly<Record<string, unknown>>) => Promise<void>;
  /** The same handler, which also writes a picture of each run. */
  readonly withTimeline?: (picture: PictureArguments) => SimulateHandler;
}

/** Each loaded only when asked for, so that a simulator pays for its own tables alone. */
const handlers: Readonly<Record<string, () => Promise<SimulatorModule>>> = {
  accuracy: () => import('./simulate/accuracy.js'),
  cim: () => import('./simulate/cim.js'),
  'classic-control': () => import('./simulate/classic-control.js'),
  dataflow: () => import('./simulate/dataflow.js'),
  dram: () => import('./simulate/dram.js'),
  mcu: () => import('./simulate/mcu.js'),
  npu: () => import('./simulate/npu.js'),
  'npu-cim': () => import('./simulate/npu-cim.js'),
  latency: () => import('./simulate/latency.js'),
  network: () => import('./simulate/network.js'),
  problem: () => import('./simulate/problem.js'),
};

/** Longest request line read, in characters; a longer one is refused. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** Answer to one line of input, as one line of JSON. */
export function answerLine(line: string, handler: SimulateHandler): { ok: boolean; text: string } {
  let id: unknown = null;
  try {
    if (line.length > LONGEST_LINE) throw badRequest('', `a request has at most ${LONGEST_LINE} characters`);
    const request = parseRequest(line);
    id = request.id ?? null;
    const { id: _, ...rest } = request;
    return { ok: true, text: JSON.stringify({ id, ok: true, result: handler(rest) }) };
  } catch (error) {
    return { ok: false, text: JSON.stringify({ id, ok: false, error: describe(error) }) };
  }
}

/** Answers every line of `input` on `output`; returns whether all went well. */
export async function serve(
  handler: SimulateHandler,
  input: Readable,
  output: Writable,
  prepare?: SimulatorModule['prepare'],
): Promise<boolean> {
  let allOk = true;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    const failure = prepare === undefined ? undefined : await failureOf(prepare, line);
    const { ok, text } = answerLine(line, failure ?? handler);
    allOk &&= ok;
    if (!output.write(`${text}\n`)) await new Promise((resolve) => output.once('drain', resolve));
  }
  return allOk;
}

/** Prepares a request; a handler that says why that failed, or nothing. A line that is no request is not its business. */
async function failureOf(
  prepare: NonNullable<SimulatorModule['prepare']>,
  line: string,
): Promise<SimulateHandler | undefined> {
  let request: Record<string, unknown>;
  try {
    request = parseRequest(line);
  } catch {
    return undefined;
  }
  try {
    await prepare(request);
    return undefined;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function parseRequest(line: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw badRequest('', `a request is one line of JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequest('', `a request is a JSON object, not ${Array.isArray(value) ? 'a list' : String(value)}`);
  }
  return value as Record<string, unknown>;
}

function describe(error: unknown): { code: string; message: string; path?: string } {
  if (error instanceof CogymError) {
    return { code: error.code, message: error.message, ...(error.path === undefined ? {} : { path: error.path }) };
  }
  return { code: 'internalError', message: error instanceof Error ? error.message : String(error) };
}

interface Arguments {
  readonly simulator: string;
  readonly timeline: string | undefined;
  readonly from: number | undefined;
  readonly to: number | undefined;
}

const command: CommandModule<object, Arguments> = {
  command: 'simulate <simulator>',
  describe: 'Answer JSON Lines requests of one simulator on standard input',
  builder: (yargs) =>
    yargs
      .positional('simulator', { type: 'string', demandOption: true, describe: Object.keys(handlers).join(', ') })
      .option('timeline', { type: 'string', describe: 'dram: write commands per bank over time to this .svg or .html' })
      .option('from', { type: 'number', describe: 'first clock of the timeline' })
      .option('to', { type: 'number', describe: 'clock behind the last of the timeline' })
      .example(`echo '{"id":1,"problem":"branin","parameters":{"x1":0,"x2":5}}' | cogym simulate problem`, '')
      .epilogue('Exit status: 0 all lines answered, 1 some line was refused, 2 wrong usage.'),
  handler: async ({ simulator, timeline, from, to }) => {
    const load = Object.hasOwn(handlers, simulator) ? handlers[simulator] : undefined;
    if (load === undefined) {
      const near = nearest(simulator, Object.keys(handlers));
      throw new CogymError('unknownSimulator', `no simulator '${simulator}'; did you mean ${near.join(', ')}?`);
    }
    const module = await load();
    if (timeline !== undefined && module.withTimeline === undefined)
      throw new CogymError('usage', `${simulator} draws no timeline; dram does`);
    const handler =
      timeline === undefined ? module.handler : (module.withTimeline?.({ timeline, from, to }) ?? module.handler);
    process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
    if (!(await serve(handler, process.stdin, process.stdout, module.prepare))) process.exitCode = 1;
  },
};
export default command;
