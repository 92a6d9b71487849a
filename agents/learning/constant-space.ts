import { Box, type Space } from '../../src/spaces/index.js';

/** True when `space` has one member: it tells nothing, and a policy on it needs no network. */
export function isConstant(space: Space<unknown>): boolean {
  return space instanceof Box && space.low.every((low, i) => low === space.high[i]);
}
