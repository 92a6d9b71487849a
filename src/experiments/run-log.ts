/**
 * The live log of one run: JSON Lines, a header and one line per evaluation, written out after every batch. It holds
 * all that a fresh agent has to be told to stand where the log ends.
 */
import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import type { Evaluation } from '../design/evaluation.js';
import type { Design } from '../design/parameter.js';
import { CogymError } from '../errors.js';
import { type Write, writeError, writeFully } from './disk.js';
import type { Run } from './work-list.js';

export interface LogLine {
  /** From 1. */
  readonly evaluation: number;
  /** From 1: which `ask` of the run it came from. */
  readonly batch: number;
  readonly cached: boolean;
  readonly design: Design;
  readonly result: Omit<Evaluation, 'details'>;
  readonly reward: number;
  readonly wallSeconds: number;
}

interface Header {
  readonly format: 1;
  readonly run: Run;
}

export interface LogContent {
  readonly run: Run;
  readonly lines: readonly LogLine[];
  /** Length of the whole lines; what follows was cut off while being written. */
  readonly soundBytes: number;
}

/**
 * What a log holds, without a last line that was cut off; undefined when there is no log or not even its header.
 * @throws CogymError `logDamaged` naming the file and the line
 */
export function readLog(file: string): LogContent | undefined {
  if (!existsSync(file)) return undefined;
  const bytes = readFileSync(file);
  const soundBytes = bytes.lastIndexOf(0x0a) + 1;
  if (soundBytes === 0) return undefined;
  const [first, ...rest] = bytes.subarray(0, soundBytes).toString('utf8').trimEnd().split('\n');
  const header = parseLine<Header>(file, 1, first as string);
  if (!isHeader(header)) throw damaged(file, 1, 'it is not the header of a run');
  const lines = rest.map((text, i) => {
    const line = parseLine<LogLine>(file, i + 2, text);
    if (!isLogLine(line, i + 1)) throw damaged(file, i + 2, `it is not evaluation ${i + 1}`);
    return line;
  });
  return { run: header.run, lines, soundBytes };
}

/** Whether a line of JSON is the header of a log. */
export function isHeader(line: unknown): line is Header {
  const { format, run } = (line ?? {}) as Partial<Header>;
  return format === 1 && typeof run?.key === 'string';
}

/** Whether a line of JSON is that of `evaluation`. */
export function isLogLine(line: unknown, evaluation: number): line is LogLine {
  const { evaluation: own, design, result } = (line ?? {}) as Partial<LogLine>;
  return own === evaluation && typeof design === 'object' && Array.isArray(result?.objectives);
}

function parseLine<T>(file: string, number: number, text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw damaged(file, number, (error as Error).message);
  }
}

function damaged(file: string, line: number, why: string): CogymError {
  return new CogymError(
    'logDamaged',
    `${file}, line ${line}: ${why}. Cut it off there with cogym dataset repair, then resume: the rest is computed again.`,
  );
}

export class RunLog {
  /** Evaluations that an earlier attempt has written. */
  readonly recorded: readonly LogLine[];
  readonly file: string;
  readonly #descriptor: number;
  readonly #write: Write;

  /**
   * Opens the log of `run` to go on behind its last whole line, or starts it.
   * @throws CogymError `logDamaged`, `writeFailed`
   */
  constructor(file: string, run: Run, write: Write = writeFully) {
    this.file = file;
    this.#write = write;
    const content = readLog(file);
    if (content !== undefined && content.run.key !== run.key) {
      throw new CogymError('logDamaged', `${file} belongs to another run (${content.run.id}); move it away and resume`);
    }
    this.recorded = content?.lines ?? [];
    try {
      this.#descriptor = openSync(file, 'a');
      ftruncateSync(this.#descriptor, content?.soundBytes ?? 0);
    } catch (error) {
      throw writeError(file, error);
    }
    if (content === undefined) this.#append([{ format: 1, run } satisfies Header]);
  }

  /** Writes the evaluations of one batch. */
  append(lines: readonly LogLine[]): void {
    if (lines.length > 0) this.#append(lines);
  }

  #append(values: readonly unknown[]): void {
    try {
      this.#write(this.#descriptor, Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join('')));
    } catch (error) {
      throw writeError(this.file, error);
    }
  }

  /** Makes sure that the disk has everything, and closes the file. */
  close(): void {
    fsyncSync(this.#descriptor);
    closeSync(this.#descriptor);
  }
}
