import { real } from '../../src/design/index.js';
import { defineFunction } from './closed-form.js';

/** Branin & Hoo (1972): two reals, three equal minima of 0.397887. */
export default defineFunction({
  id: 'branin',
  summary: 'Branin function: two reals, three global minima',
  parameters: [real('x1', -5, 10), real('x2', 0, 15)],
  objectives: ['value'],
  at: (x) => {
    const [x1, x2] = [x('x1'), x('x2')];
    const parabola = x2 - (5.1 / (4 * Math.PI ** 2)) * x1 ** 2 + (5 / Math.PI) * x1 - 6;
    return [parabola ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x1) + 10];
  },
  worst: [309],
  bestKnown: 0.39788735772973816,
});
