/** Values as one row of numbers: the form that learners and surrogate models take. Discrete values become one-hot. */
import { badRequest } from '../errors.js';
import { Box } from './box.js';
import { allocate, type FlatArray, type FlatDtype } from './dtype.js';
import type { Space } from './space.js';

/** Numbers in a flattened value of `space`. */
export function flatdim(space: Space<unknown>): number {
  return space.flatdim;
}

/** `value` as `flatdim(space)` numbers; `unflatten` gives it back exactly. */
export function flatten<T>(space: Space<T>, value: T): FlatArray {
  const flat = allocate(space.flatDtype, space.flatdim);
  space.flattenInto(value, flat, 0);
  return flat;
}

/** The value of `space` whose flat form is `flat`; of a one-hot part the largest number counts. */
export function unflatten<T>(space: Space<T>, flat: ArrayLike<number>): T {
  if (flat.length !== space.flatdim) throw badRequest('', `expected ${space.flatdim} numbers, got ${flat.length}`);
  return space.unflattenFrom(flat, 0);
}

/** The box of all flat values: float64 where float32 could not hold them, else float32. */
export function flattenSpace(space: Space<unknown>): Box<FlatDtype> {
  const low = new Float64Array(space.flatdim);
  const high = new Float64Array(space.flatdim);
  space.flatBounds(low, high, 0);
  return new Box(low, high, [space.flatdim], space.flatDtype);
}
