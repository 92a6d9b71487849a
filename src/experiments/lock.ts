/** One process at a time writes into a folder: two of them would mix the lines of their logs. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CogymError } from '../errors.js';
import { writeError } from './disk.js';

/**
 * Takes the folder until the returned function is called. A lock that a killed process has left is taken over.
 * @throws CogymError `folderBusy` while another process computes there, `writeFailed`
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, '.lock');
  if (!take(file)) {
    const owner = ownerOf(file);
    if (owner !== undefined && isAlive(owner)) {
      throw new CogymError(
        'folderBusy',
        `process ${owner} is computing in ${folder}. Wait for it, or choose another --out; if it is no such process, delete ${file}.`,
      );
    }
    rmSync(file, { force: true });
    if (!take(file)) throw new CogymError('folderBusy', `another process has just begun to compute in ${folder}`);
  }
  return () => rmSync(file, { force: true });
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw writeError(file, error);
  }
}

function ownerOf(file: string): number | undefined {
  try {
    const owner = Number(readFileSync(file, 'utf8'));
    return Number.isSafeInteger(owner) && owner > 0 ? owner : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
