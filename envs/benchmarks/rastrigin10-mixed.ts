import { integer, real } from '../../src/design/index.js';
import { defineFunction } from './closed-form.js';

/** Position of the minimum, by parameter. */
const shift: Readonly<Record<string, number>> = {
  r0: 1.2,
  r1: -2.3,
  r2: 0.7,
  r3: 3.1,
  r4: -0.4,
  i0: 1,
  i1: -2,
  i2: 3,
  i3: 0,
  i4: -4,
};
const names = Object.keys(shift);

/** Rastrigin function, shifted, of five reals and five integers: sum of 10 + z^2 - 10 cos(2 pi z). */
export default defineFunction({
  id: 'rastrigin10-mixed',
  summary: 'Shifted Rastrigin function of five reals and five integers',
  parameters: names.map((name) => (name.startsWith('r') ? real(name, -5.12, 5.12) : integer(name, -5, 5))),
  objectives: ['value'],
  at: (x) => {
    const term = (z: number) => z * z - 10 * Math.cos(2 * Math.PI * z);
    return [names.reduce((sum, name) => sum + term(x(name) - (shift[name] as number)), 10 * names.length)];
  },
  worst: [700],
  bestKnown: 0,
});
