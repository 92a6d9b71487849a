import { allocate, Box, type FlatArray } from '../../spaces/index.js';
import { type MomentsState, RunningMoments } from '../../stats/running-moments.js';
import type { Env } from '../env.js';
import { floatBox } from './box-of.js';
import { TransformObservation } from './transform-observation.js';

/** Gives (observation - mean) / sqrt(variance + epsilon) with the running moments of all observations so far. */
export class NormalizeObservation<O extends FlatArray, A> extends TransformObservation<O, A, O> {
  /** False freezes the moments, e.g. for an evaluation. */
  updateMoments = true;
  readonly #moments: RunningMoments;

  constructor(env: Env<O, A>, epsilon = 1e-8) {
    const { shape, flatdim, dtype } = floatBox('NormalizeObservation', env.observationSpace);
    const moments = new RunningMoments(flatdim);
    const normalise = (observation: O): O => {
      if (this.updateMoments) moments.update(observation);
      const normalised = allocate(dtype, flatdim);
      for (let i = 0; i < flatdim; i++) {
        const centred = (observation[i] as number) - (moments.mean[i] as number);
        normalised[i] = centred / Math.sqrt((moments.variance[i] as number) + epsilon);
      }
      return normalised as O;
    };
    const space = new Box(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, shape, dtype);
    super(env, normalise, space as unknown as Env<O, A>['observationSpace']);
    this.#moments = moments;
  }

  /** The moments: plain JSON. */
  getState(): MomentsState {
    return this.#moments.getState();
  }

  setState(state: MomentsState): void {
    this.#moments.setState(state);
  }
}
