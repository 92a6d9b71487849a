/** Hyperparameters that several learners share, with their ranges. */
import { Type } from '@sinclair/typebox';

export const environments = (value: number) =>
  Type.Integer({ minimum: 1, maximum: 64, default: value, description: 'environments side by side' });

export const hidden = (value: readonly number[]) =>
  Type.Array(Type.Integer({ minimum: 8, maximum: 512 }), {
    minItems: 1,
    maxItems: 4,
    default: [...value],
    description: 'units of each hidden layer',
  });

export const learningRate = (value: number, minimum = 1e-5, maximum = 1e-2) =>
  Type.Number({ minimum, maximum, default: value, description: 'step size of Adam' });

export const share = (value: number, description: string) =>
  Type.Number({ minimum: 0, maximum: 1, default: value, description });

export const reward = Type.String({
  default: 'rank',
  description: 'on design problems: name of the reward, or an expression over metrics',
});

/** What learners that learn by the clipped surrogate have in common. */
export const proximal = {
  steps: Type.Integer({
    minimum: 1,
    maximum: 2048,
    default: 32,
    description: 'steps of each environment between two updates',
  }),
  anneal: Type.Boolean({ default: true, description: 'learning rate falls linearly to 0 over the budget' }),
  clip: Type.Number({ minimum: 0.05, maximum: 0.5, default: 0.2, description: 'the ratio stays in 1 +- clip' }),
  valueWeight: share(0.5, 'weight of the value error'),
  maxGradientNorm: Type.Number({ exclusiveMinimum: 0, default: 0.5, description: 'longer gradients are shortened' }),
  emphasis: Type.Number({
    minimum: 0,
    maximum: 16,
    default: 0,
    description: 'advantages become this power of the share of their minibatch that they beat; 0: they stay',
  }),
  hidden: hidden([64, 64]),
  reward,
};

export const epochs = (value: number) =>
  Type.Integer({ minimum: 1, maximum: 32, default: value, description: 'passes over each rollout' });

export const entropy = (value: number) =>
  Type.Number({ minimum: 0, maximum: 0.2, default: value, description: 'weight of the entropy bonus' });
