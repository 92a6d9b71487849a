import { dirname } from 'node:path';
import { makeFolder, writeAtomically } from '../experiments/disk.js';

/**
 * Writes a file that the user named, whole or not at all, and makes its folder where there is none.
 * @throws CogymError `writeFailed` with what to do
 */
export function writeOutput(file: string, text: string): void {
  makeFolder(dirname(file));
  writeAtomically(file, text);
}
