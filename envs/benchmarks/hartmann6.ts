import { real } from '../../src/design/index.js';
import { defineFunction } from './closed-form.js';

const alpha = [1, 1.2, 3, 3.2];
const a = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
/** Centres of the wells, in 1e-4. */
const centres = [
  [1312, 1696, 5569, 124, 8283, 5886],
  [2329, 4135, 8307, 3736, 1004, 9991],
  [2348, 1451, 3522, 2883, 3047, 6650],
  [4047, 8828, 8732, 5743, 1091, 381],
];
const names = ['x1', 'x2', 'x3', 'x4', 'x5', 'x6'];

/** Six-dimensional Hartmann function (Dixon & Szegoe 1978): f = -sum_i alpha_i exp(-sum_j A_ij (x_j - P_ij)^2). */
export default defineFunction({
  id: 'hartmann6',
  summary: 'Hartmann function: six reals, six local minima',
  parameters: names.map((name) => real(name, 0, 1)),
  objectives: ['value'],
  at: (x) => {
    const well = (i: number) =>
      names.reduce(
        (sum, name, j) => sum + (a[i]?.[j] as number) * (x(name) - (centres[i]?.[j] as number) * 1e-4) ** 2,
        0,
      );
    return [-alpha.reduce((sum, weight, i) => sum + weight * Math.exp(-well(i)), 0)];
  },
  worst: [0],
  bestKnown: -3.32236801141551,
});
