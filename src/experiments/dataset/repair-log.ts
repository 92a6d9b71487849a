/** Recovers a live log that was cut off or damaged while it was written. */
import { existsSync, readFileSync } from 'node:fs';
import { CogymError } from '../../errors.js';
import { writeAtomically } from '../disk.js';
import { isHeader, isLogLine } from '../run-log.js';

/** What was done to a log. */
export interface LogRepair {
  /** Whole rows, all of which the log still has. */
  readonly rows: number;
  /** Lines taken out: the one that was cut off or damaged, and all behind it. */
  readonly cutRows: number;
  readonly cutBytes: number;
  /** Where what was taken out lies; undefined when the log was sound. */
  readonly cutFile: string | undefined;
}

const NEWLINE = 0x0a;

/**
 * Keeps the lines of `file` up to the first that is not whole, and moves the rest to `<file>.cut`. A last line that is
 * whole but for its line end is kept. Without even a whole header the log becomes empty: its run begins anew.
 * @throws CogymError `storeMissing`, `writeFailed`
 */
export function repairLog(file: string): LogRepair {
  if (!existsSync(file)) throw new CogymError('storeMissing', `there is no log ${file}`);
  const bytes = readFileSync(file);
  let rows = -1;
  let end = 0;
  let ended = true;
  for (let start = 0; start < bytes.length; start = end) {
    const newline = bytes.indexOf(NEWLINE, start);
    const next = newline < 0 ? bytes.length : newline + 1;
    if (!isWhole(bytes.subarray(start, next).toString('utf8'), rows + 1)) break;
    rows++;
    end = next;
    ended = newline >= 0;
  }
  const cut = bytes.subarray(end);
  if (cut.length === 0 && ended) return { rows: Math.max(0, rows), cutRows: 0, cutBytes: 0, cutFile: undefined };
  const cutFile = cut.length === 0 ? undefined : freeName(`${file}.cut`);
  if (cutFile !== undefined) writeAtomically(cutFile, cut);
  writeAtomically(file, ended ? bytes.subarray(0, end) : Buffer.concat([bytes, Buffer.from('\n')]));
  const cutRows = cut
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '').length;
  return { rows: Math.max(0, rows), cutRows, cutBytes: cut.length, cutFile };
}

/** `file`, or with a number behind it where earlier repairs have left one. */
export function freeName(file: string): string {
  let name = file;
  for (let n = 2; existsSync(name); n++) name = `${file}-${n}`;
  return name;
}

/** Whether `text` is line `number` of a log: the header is number 0, evaluation n is number n. */
function isWhole(text: string, number: number): boolean {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return false;
  }
  return number === 0 ? isHeader(line) : isLogLine(line, number);
}
