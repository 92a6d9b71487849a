import { CogymError } from '../../errors.js';
import { Unsupported } from '../onnx/unsupported.js';

/** A file that is no well-formed TFLite model. */
export const malformed = (message: string): CogymError =>
  new CogymError('malformedModel', `not a readable TFLite model: ${message}`);

/** Runs `work` on what no operator is to blame for; what it cannot be is the file's fault. */
export function soundly<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Unsupported ? malformed(error.message) : error;
  }
}
