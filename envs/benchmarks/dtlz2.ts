import { real } from '../../src/design/index.js';
import { defineFunction } from './closed-form.js';

const names = Array.from({ length: 12 }, (_, i) => `x${i + 1}`);

/** DTLZ2 (Deb, Thiele, Laumanns & Zitzler 2002) with three objectives: the front is an eighth of the unit sphere. */
export default defineFunction({
  id: 'dtlz2',
  summary: 'DTLZ2: twelve reals, three objectives, spherical front',
  parameters: names.map((name) => real(name, 0, 1)),
  objectives: ['f1', 'f2', 'f3'],
  at: (x) => {
    const radius = 1 + names.slice(2).reduce((sum, name) => sum + (x(name) - 0.5) ** 2, 0);
    const [a, b] = [(x('x1') * Math.PI) / 2, (x('x2') * Math.PI) / 2];
    return [radius * Math.cos(a) * Math.cos(b), radius * Math.cos(a) * Math.sin(b), radius * Math.sin(a)];
  },
  worst: [3.5, 3.5, 3.5],
  referencePoint: [2, 2, 2],
  bestKnown: 7.476401224401701,
});
