/**
 * Proximal policy optimisation (Schulman et al. 2017, arXiv 1707.06347), with the implementation details of CleanRL
 * (Huang et al. 2022): orthogonal first weights (gain sqrt 2; 0.01 for the policy's last layer, 1 for the value's), tanh,
 * separate actor and critic, Adam with epsilon 1e-5, a learning rate that falls linearly to 0, generalised advantages
 * normalised per minibatch, the clipped surrogate, gradients clipped to a norm of 0.5 (actor and critic each).
 *
 * Policies: categorical (`Discrete`; `MultiDiscrete` with one head per component, log-probabilities added) under
 * `info.actionMask`, both when sampling and in the update; normal with a free log standard deviation that starts at 0
 * (`Box`). An episode that is truncated continues with the value of its last observation, one that terminated does not.
 *
 * The defaults are those that solve CartPole in 100,000 steps; {@link designDefaults} are those for design problems,
 * where a step is an evaluation. There `mode` `bandit` chooses whole designs (with `observation: none` from constants,
 * without a network) and `sequential` parameter after parameter under the problem's masks.
 */
import { type Static, Type } from '@sinclair/typebox';
import { defineLearner } from '../src/design/index.js';
import { loadBackend } from '../src/nn/index.js';
import { PolicyLearner } from './learning/policy-learner.js';
import * as schemas from './learning/schemas.js';

const hyperparameters = Type.Object(
  {
    ...schemas.proximal,
    environments: schemas.environments(8),
    epochs: schemas.epochs(20),
    minibatch: Type.Integer({
      minimum: 1,
      maximum: 4096,
      default: 256,
      description: 'rows of one gradient step, at most the rollout',
    }),
    learningRate: schemas.learningRate(1e-3, 1e-5, 1),
    gamma: schemas.share(0.98, 'discount of the next step'),
    lambda: schemas.share(0.8, 'decay of the advantage estimate'),
    entropy: schemas.entropy(0),
    valueClip: Type.Number({
      minimum: 0,
      default: 0,
      description: 'values move at most this far an update; 0: freely',
    }),
    targetKl: Type.Number({ minimum: 0, default: 0, description: 'an update ends beyond this divergence; 0: never' }),
    mode: Type.Union([Type.Literal('bandit'), Type.Literal('sequential')], {
      default: 'bandit',
      description: 'on design problems: a design a step, or a parameter a step',
    }),
    observation: Type.Union([Type.Literal('none'), Type.Literal('full')], {
      default: 'none',
      description: 'on design problems in bandit mode: what is seen before choosing',
    }),
  },
  { additionalProperties: false },
);

/** Chosen on seeds 1000 to 1059 of a closed-form accelerator problem. */
const designDefaults: Partial<Static<typeof hyperparameters>> = {
  environments: 16,
  steps: 1,
  epochs: 2,
  learningRate: 0.05,
  anneal: false,
  entropy: 0.03,
  emphasis: 8,
};

export default defineLearner({
  name: 'ppo',
  summary: 'Proximal policy optimisation: discrete, multi-discrete and continuous actions, with masks',
  hyperparameters,
  designDefaults,
  usesBudget: true,
  plays: 'single',
  prepare: loadBackend,
  view: ({ mode, observation, reward, environments }) => ({
    mode,
    observation: mode === 'sequential' ? 'full' : observation,
    reward,
    environments,
  }),
  createLearner: (context) =>
    new PolicyLearner('ppo', context, {
      ...context.hyperparameters,
      huberDelta: Number.POSITIVE_INFINITY,
      normaliseValues: false,
    }),
});
