import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { CogymError, unreadable } from '../errors.js';
import type { ByteSource } from '../networks/index.js';

/** Runs `work` on a file that is read piece by piece, so that its size costs no memory. */
export function withFile<T>(path: string, work: (source: ByteSource) => T): T {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw new CogymError('usage', unreadable(path, error));
  }
  try {
    const status = fstatSync(file);
    if (!status.isFile()) throw new CogymError('usage', `${path} is not a file; give an .onnx or .tflite file`);
    return work({
      size: status.size,
      read: (offset, length) => {
        const bytes = new Uint8Array(length);
        let filled = 0;
        while (filled < length) {
          const count = readSync(file, bytes, filled, length - filled, offset + filled);
          if (count === 0) break;
          filled += count;
        }
        return bytes.subarray(0, filled);
      },
    });
  } finally {
    closeSync(file);
  }
}
