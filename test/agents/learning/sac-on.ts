/** SAC on an environment of a test's own. */
import { learnerDefinition } from '../../../agents/index.js';
import type { Learner } from '../../../src/design/learner.js';
import { fillOptions } from '../../../src/design/options.js';
import { type Env, SyncVectorEnv, type VectorEnv } from '../../../src/gym/index.js';

/** The backend has to be there: `prepareSearcher('sac')`. */
export function sacOn(
  env: VectorEnv<unknown, unknown>,
  budget: number,
  hyperparameters: Readonly<Record<string, unknown>>,
): Learner {
  const definition = learnerDefinition('sac');
  if (definition.plays !== 'single') throw new Error('sac plays alone');
  return definition.createLearner({
    observationSpace: env.singleObservationSpace,
    actionSpace: env.singleActionSpace,
    budget,
    seed: 1,
    hyperparameters: fillOptions(definition.hyperparameters, hyperparameters),
  });
}

/** A vector of one. */
export function alone(env: unknown): VectorEnv<unknown, unknown> {
  return new SyncVectorEnv<unknown, unknown>([() => env as Env<unknown, unknown>], { autoreset: 'sameStep' });
}
