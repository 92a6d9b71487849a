import { badRequest } from '../errors.js';
import { describe } from './json.js';

/** Largest number of components of one space: beyond it an allocation would be a mistake, not a wish. */
const LIMIT = 2 ** 28;

/** A frozen copy of `shape` when its entries are integers >= 1 (none: a scalar), else a `badRequest` at `/shape`. */
export function checkShape(shape: unknown): readonly number[] {
  if (!Array.isArray(shape) || !shape.every((size) => Number.isInteger(size) && size >= 1)) {
    throw badRequest('/shape', `a shape is an array of integers >= 1, got ${describe(shape)}`);
  }
  if (sizeOf(shape) > LIMIT)
    throw badRequest('/shape', `a space holds at most ${LIMIT} numbers, not [${shape.join(', ')}]`);
  return Object.freeze([...(shape as number[])]);
}

/** Number of components of `shape`. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
