import { badRequest } from '../../errors.js';
import { allocate, Discrete, type FlatArray, MultiDiscrete } from '../../spaces/index.js';
import { describe } from '../../spaces/json.js';
import type { Env } from '../env.js';
import { floatBox } from './box-of.js';
import { TransformAction } from './transform-action.js';

/**
 * Cuts each component of a Box action into bins of equal width; an action names bins, and their centres are passed on.
 * One component gives `Discrete(bins)`, several a `MultiDiscrete`.
 */
export class DiscretizeAction<O, A extends FlatArray> extends TransformAction<O, A, number | Int32Array> {
  /** @param bins for every component, or one number each; integers >= 1 */
  constructor(env: Env<O, A>, bins: number | readonly number[]) {
    const inner = floatBox('DiscretizeAction', env.actionSpace, true);
    const counts = typeof bins === 'number' ? new Array<number>(inner.flatdim).fill(bins) : bins;
    if (
      !Array.isArray(counts) ||
      counts.length !== inner.flatdim ||
      !counts.every((n) => Number.isInteger(n) && n >= 1)
    ) {
      throw badRequest('/bins', `bins is an integer >= 1, or ${inner.flatdim} of them, not ${describe(bins)}`);
    }
    const centres = (action: number | Int32Array): A => {
      const value = allocate(inner.dtype, inner.flatdim);
      for (let i = 0; i < value.length; i++) {
        const bin = typeof action === 'number' ? action : (action[i] as number);
        const [low, high] = [inner.low[i] as number, inner.high[i] as number];
        value[i] = low + ((bin + 0.5) / (counts[i] as number)) * (high - low);
      }
      return value as A;
    };
    super(env, centres, inner.flatdim === 1 ? new Discrete(counts[0] as number) : new MultiDiscrete(counts));
  }
}
