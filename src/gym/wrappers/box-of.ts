import { badRequest } from '../../errors.js';
import { Box, type Space } from '../../spaces/index.js';

export type FloatBox = Box<'float32'> | Box<'float64'>;

/** `space` when it is a Box of floats, else a `badRequest` of `wrapper`; with `bounded` its bounds must be finite. */
export function floatBox(wrapper: string, space: Space<unknown>, bounded = false): FloatBox {
  if (!(space instanceof Box) || (space.dtype !== 'float32' && space.dtype !== 'float64')) {
    throw badRequest('/env', `${wrapper} takes an environment with a Box of floats here, not ${JSON.stringify(space)}`);
  }
  if (bounded && ![...space.low, ...space.high].every(Number.isFinite)) {
    throw badRequest('/env', `${wrapper} takes an environment with finite bounds here, not ${JSON.stringify(space)}`);
  }
  return space as FloatBox;
}
