import { badRequest } from '../../errors.js';
import { allocate, Box, type FlatArray } from '../../spaces/index.js';
import type { Env } from '../env.js';
import { floatBox } from './box-of.js';
import { TransformAction } from './transform-action.js';

/** Maps actions from `minAction`..`maxAction` linearly onto the bounds of the environment's own Box. */
export class RescaleAction<O, A extends FlatArray> extends TransformAction<O, A, A> {
  constructor(env: Env<O, A>, minAction: number | ArrayLike<number>, maxAction: number | ArrayLike<number>) {
    const inner = floatBox('RescaleAction', env.actionSpace, true);
    const outer = new Box(minAction, maxAction, inner.shape, inner.dtype);
    if (
      outer.low.some(
        (low, i) => !(low < (outer.high[i] as number)) || !Number.isFinite((outer.high[i] as number) - low),
      )
    ) {
      throw badRequest(
        '/minAction',
        `each minAction is finite and below its maxAction, got ${minAction} and ${maxAction}`,
      );
    }
    const rescale = (action: A): A => {
      const scaled = allocate(inner.dtype, inner.flatdim);
      for (let i = 0; i < scaled.length; i++) {
        const [low, high] = [inner.low[i] as number, inner.high[i] as number];
        const [from, to] = [outer.low[i] as number, outer.high[i] as number];
        const value = low + ((high - low) * ((action[i] as number) - from)) / (to - from);
        // Only rounding can leave the bounds: the action itself was checked.
        scaled[i] = Math.min(Math.max(value, low), high);
      }
      return scaled as A;
    };
    super(env, rescale, outer as unknown as Env<O, A>['actionSpace']);
  }
}
