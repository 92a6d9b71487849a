/** Writing so that a crash leaves either the old file or the new one, and errors that say what to do. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { CogymError } from '../errors.js';

/** Writes all of `bytes` at the end of the open file; replaced in tests of full disks. */
export type Write = (descriptor: number, bytes: Uint8Array) => void;

export const writeFully: Write = (descriptor, bytes) => {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
};

/** Replaces `file` by `content` (text in UTF-8) through a temporary file beside it. */
export function writeAtomically(file: string, content: string | Uint8Array, write: Write = writeFully): void {
  const temporary = `${file}.tmp`;
  try {
    const descriptor = openSync(temporary, 'w');
    try {
      write(descriptor, typeof content === 'string' ? Buffer.from(content) : content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw writeError(file, error);
  }
}

/**
 * Makes `folder` and those above it, one by one: Node's own recursive form never returns where the system answers that a
 * parent which exists does not, as below /proc.
 * @throws CogymError `writeFailed`
 */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw writeError(folder, error);
  }
}

/** The `writeFailed` error for a failed write to `file`; an error that is one already stays. */
export function writeError(file: string, error: unknown): CogymError {
  if (error instanceof CogymError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const advice: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full; free some space',
    EDQUOT: 'your disk quota is used up; free some space',
    EACCES: 'you may not write there; choose another folder or change its permissions',
    EPERM: 'you may not write there; choose another folder or change its permissions',
    ENOENT: 'no folder can be made there; choose another one',
    EROFS: 'the file system is read-only; choose another folder',
    ENOTDIR: 'a part of the path is a file; choose another folder',
  };
  // DuckDB gives the operating system's words without its code.
  const known = code ?? (/no space left/i.test(message) ? 'ENOSPC' : undefined);
  const why = (known !== undefined && advice[known]) || message;
  return new CogymError('writeFailed', `cannot write ${file}: ${why}. What was computed before is kept.`);
}
