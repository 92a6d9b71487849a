/**
 * Random search: every value of every parameter equally likely, masks honoured, no check for repetitions.
 *
 * The reference that every other agent has to beat (Bergstra & Bengio 2012, "Random search for hyper-parameter
 * optimization"). On accelerator-sizing its law is known in closed form: with F the distribution of the feasible
 * objectives, P(best of n <= q) = 1 - (1 - 0.22882 F(q))^n, so the median [q25, q75] is -1.1444 [-1.2274, -1.0991] at
 * 500 evaluations. Batches of any size give the same sequence.
 */
import { Type } from '@sinclair/typebox';
import { type Agent, defineAgent, type Json } from '../src/design/agent.js';
import { type RandomState, RandomStream } from '../src/stats/random.js';

const hyperparameters = Type.Object({}, { additionalProperties: false });

export default defineAgent({
  name: 'random',
  summary: 'Random search: uniform over every parameter',
  hyperparameters,
  usesBudget: false,
  create({ space, mask, seed, hyperparameters }): Agent {
    const random = RandomStream.from(seed, 'agent/random');
    return {
      name: 'random',
      hyperparameters,
      ask: (count) => Array.from({ length: Math.max(1, count) }, () => space.sample(random, mask)),
      tell() {},
      state: (): Json => ({ random: random.getState() }),
      restore(state) {
        random.setState((state as unknown as { random: RandomState }).random);
      },
    };
  },
});
