/** What the outputs of a policy network mean: a distribution over the actions of one space. */

import { badRequest } from '../../src/errors.js';
import { Box, Discrete, MultiDiscrete, type Space } from '../../src/spaces/index.js';
import type { RandomStream } from '../../src/stats/random.js';
import { CategoricalHead } from './categorical-head.js';
import { GaussianHead } from './gaussian-head.js';

/** Part of a batch: the numbers of one row begin at `offset`. */
export interface Row {
  readonly values: Float32Array;
  readonly offset: number;
}

/** Weights of the two terms of a policy loss in one row: how much log-probability and entropy add to it. */
export interface Pull {
  readonly logProbability: number;
  readonly entropy: number;
}

export interface Head {
  /** Outputs of the network that one action needs. */
  readonly outputs: number;
  /** Outputs that do not depend on the observation (log standard deviations): the last ones. */
  readonly constants: number;
  /** Numbers that one action takes in a batch. */
  readonly numbers: number;
  /** Writes an action drawn from the distribution. @returns its log-probability (density) */
  sample(outputs: Row, mask: Uint8Array, random: RandomStream, action: Row): number;
  /** Writes the most likely action. */
  greedy(outputs: Row, mask: Uint8Array, action: Row): void;
  logProbability(outputs: Row, mask: Uint8Array, action: Row): number;
  entropy(outputs: Row, mask: Uint8Array): number;
  /** Adds the gradient of `pull.logProbability * log p + pull.entropy * entropy` to `gradient`. */
  addGradient(outputs: Row, mask: Uint8Array, action: Row, pull: Pull, gradient: Row): void;
  /** The space's value of an action in a batch. */
  value(action: Row): unknown;
  /** `info.actionMask` as one 0/1 entry per output; all ones without one. */
  flatMask(mask: unknown): Uint8Array;
}

/**
 * @param constantsAt output at which the constant ones begin, where the network gives more than this head needs
 * @throws badRequest for a space that no policy here can act in
 */
export function headOf(space: Space<unknown>, constantsAt?: number): Head {
  if (space instanceof Discrete) return new CategoricalHead([space.n], [space.start], true);
  if (space instanceof MultiDiscrete) return new CategoricalHead(space.nvec, space.start, false);
  if (space instanceof Box && space.dtype.startsWith('float')) return new GaussianHead(space, constantsAt);
  throw badRequest('/actionSpace', `policies act in Discrete, MultiDiscrete and real Box spaces, not ${space.type}`);
}
