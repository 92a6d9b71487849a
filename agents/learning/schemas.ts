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
