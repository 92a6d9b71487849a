import { type FlatArray, flatten, flattenSpace } from '../../spaces/index.js';
import type { Env } from '../env.js';
import { TransformObservation } from './transform-observation.js';

/** Observations as one row of numbers; discrete parts become one-hot. */
export class FlattenObservation<O, A> extends TransformObservation<O, A, FlatArray> {
  constructor(env: Env<O, A>) {
    const space = env.observationSpace;
    super(env, (observation) => flatten(space, observation), flattenSpace(space));
  }
}
