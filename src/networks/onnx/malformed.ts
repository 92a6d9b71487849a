import { CogymError } from '../../errors.js';

/** A file that is no well-formed ONNX model. */
export const malformed = (message: string): CogymError =>
  new CogymError('malformedModel', `not a readable ONNX model: ${message}`);
