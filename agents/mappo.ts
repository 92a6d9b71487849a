/**
 * Multi-agent PPO (Yu et al. 2022, arXiv 2103.01955): actors as in independent PPO, and one centralised critic that sees
 * the state of the whole game: all own observations (so every agent's last action), the joint last design, the share of
 * budget left, and which agent it judges. Values are normalised by the running mean and deviation of their targets, their
 * error is linear beyond 10 (Huber), and each epoch is one minibatch over all agents.
 *
 * On a design problem each agent sets its own parameters (`factorisation`) of one design, and all get its reward.
 */
import { defineParallelLearner } from '../src/design/index.js';
import { loadBackend } from '../src/nn/index.js';
import { TeamLearner } from './learning/team-learner.js';
import { HUBER_DELTA, teamDesignDefaults, teamSchema, teamView } from './learning/team-schema.js';

export default defineParallelLearner({
  name: 'mappo',
  summary: 'Multi-agent PPO: one agent per parameter or group, with a centralised critic',
  hyperparameters: teamSchema,
  designDefaults: teamDesignDefaults,
  usesBudget: true,
  plays: 'parallel',
  prepare: loadBackend,
  view: teamView,
  createLearner: (context) =>
    new TeamLearner('mappo', context, {
      ...context.hyperparameters,
      valueClip: 0,
      huberDelta: HUBER_DELTA,
      normaliseValues: true,
      targetKl: 0,
      centralised: true,
    }),
});
