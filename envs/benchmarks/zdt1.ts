import { real } from '../../src/design/index.js';
import { defineFunction } from './closed-form.js';

const names = Array.from({ length: 30 }, (_, i) => `x${i + 1}`);

/** ZDT1 (Zitzler, Deb & Thiele 2000): convex front f2 = 1 - sqrt(f1) at x2..x30 = 0. */
export default defineFunction({
  id: 'zdt1',
  summary: 'ZDT1: thirty reals, two objectives, convex front',
  parameters: names.map((name) => real(name, 0, 1)),
  objectives: ['f1', 'f2'],
  at: (x) => {
    const f1 = x('x1');
    const g = 1 + (9 * names.slice(1).reduce((sum, name) => sum + x(name), 0)) / 29;
    return [f1, g * (1 - Math.sqrt(f1 / g))];
  },
  worst: [1, 10],
  referencePoint: [1.1, 6],
  bestKnown: 6.2666666666666675,
});
