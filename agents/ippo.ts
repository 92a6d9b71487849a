/**
 * Independent PPO (de Witt et al. 2020, arXiv 2011.09533): every agent has an actor and a critic of its own, both on
 * its own observation, and learns as if alone. Agents with equal observations and actions share one set of weights, with
 * their number in the input; the others have separate ones, evaluated in one batched call.
 *
 * On a design problem each agent sets its own parameters (`factorisation`) of one design, and all get its reward.
 */
import { defineParallelLearner } from '../src/design/index.js';
import { loadBackend } from '../src/nn/index.js';
import { TeamLearner } from './learning/team-learner.js';
import { HUBER_DELTA, teamDesignDefaults, teamSchema, teamView } from './learning/team-schema.js';

export default defineParallelLearner({
  name: 'ippo',
  summary: 'Independent PPO: one agent per parameter or group, each with its own critic',
  hyperparameters: teamSchema,
  designDefaults: teamDesignDefaults,
  usesBudget: true,
  plays: 'parallel',
  prepare: loadBackend,
  view: teamView,
  createLearner: (context) =>
    new TeamLearner('ippo', context, {
      ...context.hyperparameters,
      valueClip: 0,
      huberDelta: HUBER_DELTA,
      normaliseValues: true,
      targetKl: 0,
      centralised: false,
    }),
});
