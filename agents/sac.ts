/**
 * Soft actor-critic (Haarnoja et al. 2018, arXiv 1812.05905): twin critics with slow targets (tau 0.005), a normal
 * policy squashed by tanh with log standard deviations in [-20, 2], and an entropy temperature that is learnt (target
 * -dim of the action). One update per environment step on minibatches drawn uniformly from the replay.
 *
 * Discrete spaces: `actions` `continuous` asks design problems for their [-1, 1] view, decoded to the nearest cell by the
 * design space while the replay keeps the continuous action; `discrete` is the categorical form (Christodoulou 2019,
 * arXiv 1910.07207; target entropy 0.98 ln n, n of the allowed values) for at most 64 values per component, which
 * honours `info.actionMask`.
 * Environments whose actions are discrete always get the categorical form.
 */
import { type Static, Type } from '@sinclair/typebox';
import { defineLearner, type LearnerContext } from '../src/design/index.js';
import { badRequest } from '../src/errors.js';
import { loadBackend } from '../src/nn/index.js';
import { Box, Discrete, MultiDiscrete } from '../src/spaces/index.js';
import { RandomStream } from '../src/stats/index.js';
import { isConstant } from './learning/constant-space.js';
import * as schemas from './learning/schemas.js';
import { SoftCategorical } from './learning/soft-categorical.js';
import { SoftLearner } from './learning/soft-learner.js';
import type { SoftOptions, SoftPolicy } from './learning/soft-policy.js';
import { SquashedGaussian } from './learning/squashed-gaussian.js';

const hyperparameters = Type.Object(
  {
    environments: schemas.environments(1),
    learningRate: schemas.learningRate(1e-3),
    gamma: schemas.share(0.99, 'discount of the next step'),
    tau: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      default: 0.005,
      description: 'how far targets move an update',
    }),
    batch: Type.Integer({ minimum: 8, maximum: 1024, default: 64, description: 'transitions of an update' }),
    warmup: Type.Integer({ minimum: 1, default: 1000, description: 'steps with uniform actions before learning' }),
    warmupShare: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      default: 1,
      description: 'share of the budget that the uniform steps take at most',
    }),
    replay: Type.Integer({ minimum: 64, default: 100_000, description: 'transitions that are kept' }),
    updatesPerStep: Type.Number({
      exclusiveMinimum: 0,
      maximum: 16,
      default: 1,
      description: 'updates for each environment step',
    }),
    hidden: schemas.hidden([64, 64]),
    actions: Type.Union([Type.Literal('continuous'), Type.Literal('discrete')], {
      default: 'continuous',
      description: 'on design problems: the [-1, 1] view, or indices',
    }),
    observation: Type.Union([Type.Literal('none'), Type.Literal('full')], {
      default: 'none',
      description: 'on design problems: what is seen before choosing',
    }),
    reward: schemas.reward,
  },
  { additionalProperties: false },
);
type Hyperparameters = Static<typeof hyperparameters>;

/**
 * A step is an evaluation there, so fewer of them are spent on uniform actions, and a third of a small budget at most. The
 * learning rate was chosen among three on seeds 1000 to 1007 of a closed-form accelerator problem.
 */
const designDefaults: Partial<Hyperparameters> = { warmup: 100, warmupShare: 1 / 3, learningRate: 0.01 };

function policyFor({ observationSpace, actionSpace, seed, hyperparameters }: LearnerContext<Hyperparameters>): {
  policy: SoftPolicy;
  observation: number;
} {
  const observation = isConstant(observationSpace) ? 0 : observationSpace.flatdim;
  const options: SoftOptions = { ...hyperparameters, observation };
  const random = RandomStream.from(seed, 'learner');
  if (actionSpace instanceof Discrete || actionSpace instanceof MultiDiscrete) {
    return { policy: new SoftCategorical(actionSpace, options, random), observation };
  }
  const bounded = actionSpace instanceof Box && [...actionSpace.low, ...actionSpace.high].every(Number.isFinite);
  if (bounded && actionSpace.dtype.startsWith('float')) {
    return { policy: new SquashedGaussian(actionSpace, options, random), observation };
  }
  throw badRequest('/actionSpace', 'sac acts in Discrete, MultiDiscrete and real Box spaces with finite bounds');
}

export default defineLearner({
  name: 'sac',
  summary: 'Soft actor-critic: continuous and discrete actions, off-policy',
  hyperparameters,
  designDefaults,
  usesBudget: true,
  plays: 'single',
  prepare: loadBackend,
  view: ({ actions, observation, reward, environments }, { hasReals }) => ({
    mode: 'bandit',
    action: actions === 'continuous' || hasReals ? 'box' : 'multiDiscrete',
    observation,
    reward,
    environments,
  }),
  createLearner(context) {
    const { warmup, warmupShare } = context.hyperparameters;
    return new SoftLearner('sac', context, {
      ...context.hyperparameters,
      ...policyFor(context),
      warmup: Math.min(warmup, Math.ceil(warmupShare * context.budget)),
    });
  },
});
