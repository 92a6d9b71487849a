/** Hyperparameters of learners on games of several agents. */
import { type Static, Type } from '@sinclair/typebox';
import { parallelObservations, parallelRewards } from '../../src/design/index.js';
import * as schemas from './schemas.js';

export const teamSchema = Type.Object(
  {
    ...schemas.proximal,
    environments: schemas.environments(8),
    epochs: schemas.epochs(10),
    minibatch: Type.Integer({
      minimum: 1,
      maximum: 65_536,
      default: 65_536,
      description: 'samples of one gradient step, at most the rollout (the default: one minibatch)',
    }),
    learningRate: schemas.learningRate(3e-3, 1e-5, 1),
    gamma: schemas.share(0.99, 'discount of the next step'),
    lambda: schemas.share(0.95, 'decay of the advantage estimate'),
    entropy: schemas.entropy(0.01),
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
  },
  { additionalProperties: false },
);

export type TeamHyperparameters = Static<typeof teamSchema>;

/** Values error linearly beyond this many standard deviations. */
export const HUBER_DELTA = 10;

/**
 * A step is an evaluation there and what was seen before it does not matter, so policies are constants and updates come
 * after few steps. Chosen on seeds 1000 to 1019 of a closed-form accelerator problem.
 */
export const teamDesignDefaults: Partial<TeamHyperparameters> = {
  environments: 16,
  steps: 1,
  epochs: 4,
  learningRate: 0.03,
  anneal: false,
  entropy: 0.03,
  emphasis: 8,
  observation: 'none',
};

export const teamView = ({ factorisation, observation, reward, teamReward, environments }: TeamHyperparameters) => ({
  factorisation,
  observation,
  reward,
  teamReward,
  environments,
});
