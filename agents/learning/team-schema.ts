/** Hyperparameters of learners on games of several agents. */
import { type Static, Type } from '@sinclair/typebox';
import { parallelObservations, parallelRewards } from '../../src/design/index.js';
import * as schemas from './schemas.js';

export const teamSchema = Type.Object(
  {
    environments: schemas.environments(8),
    steps: Type.Integer({
      minimum: 1,
      maximum: 2048,
      default: 32,
      description: 'steps of each environment between two updates',
    }),
    epochs: Type.Integer({ minimum: 1, maximum: 32, default: 10, description: 'passes over each rollout' }),
    minibatch: Type.Integer({
      minimum: 1,
      maximum: 65_536,
      default: 65_536,
      description: 'samples of one gradient step, at most the rollout (the default: one minibatch)',
    }),
    learningRate: schemas.learningRate(3e-3, 1e-5, 1),
    anneal: Type.Boolean({ default: true, description: 'learning rate falls linearly to 0 over the budget' }),
    gamma: schemas.share(0.99, 'discount of the next step'),
    lambda: schemas.share(0.95, 'decay of the advantage estimate'),
    clip: Type.Number({ minimum: 0.05, maximum: 0.5, default: 0.2, description: 'the ratio stays in 1 +- clip' }),
    entropy: Type.Number({ minimum: 0, maximum: 0.2, default: 0.01, description: 'weight of the entropy bonus' }),
    valueWeight: schemas.share(0.5, 'weight of the value error'),
    maxGradientNorm: Type.Number({ exclusiveMinimum: 0, default: 0.5, description: 'longer gradients are shortened' }),
    hidden: schemas.hidden([64, 64]),
    factorisation: Type.String({
      default: 'per-parameter',
      description: 'on design problems: per-parameter, per-group, single, or a partition of the problem',
    }),
    observation: Type.Union(
      parallelObservations.map((name) => Type.Literal(name)),
      { default: 'global+own', description: 'on design problems: what each agent sees' },
    ),
    teamReward: Type.Union(
      parallelRewards.map((name) => Type.Literal(name)),
      { default: 'shared', description: 'on design problems: how the reward is shared out' },
    ),
    reward: schemas.reward,
  },
  { additionalProperties: false },
);

export type TeamHyperparameters = Static<typeof teamSchema>;

/** Values error linearly beyond this many standard deviations. */
export const HUBER_DELTA = 10;

/** A step is an evaluation there, so updates come after few of them. */
export const teamDesignDefaults: Partial<TeamHyperparameters> = {
  environments: 16,
  steps: 1,
  anneal: false,
};

export const teamView = ({ factorisation, observation, reward, teamReward, environments }: TeamHyperparameters) => ({
  factorisation,
  observation,
  reward,
  teamReward,
  environments,
});
