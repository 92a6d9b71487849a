import { badRequest } from '../errors.js';

export interface SobolSequence {
  /** The next point of [0, 1)^dimension, in an array that the next call overwrites. */
  next(): Float64Array;
}

export function sobolSequence(dimension: number, _options: { seed?: number; scramble?: boolean } = {}): SobolSequence {
  throw badRequest('/dimension', `no direction numbers for ${dimension} dimensions`);
}
