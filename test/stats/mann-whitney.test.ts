import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countGreaterPairs, mannWhitney } from '../../src/stats/mann-whitney.js';
import { meanProbabilityOfImprovement, probabilityOfImprovement } from '../../src/stats/probability-of-improvement.js';

const close = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) <= 1e-12 * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);

const samples = fc.tuple(
  fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 }),
  fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 }),
);

test('U counts pairs, ties one half', () => {
  fc.assert(
    fc.property(samples, ([x, y]) => {
      let count = 0;
      for (const a of x) for (const b of y) count += a > b ? 1 : a === b ? 0.5 : 0;
      assert.equal(countGreaterPairs(x, y), count);
      assert.equal(probabilityOfImprovement(x, y), count / (x.length * y.length));
    }),
    { seed: 1 },
  );
});

test('exact p-values of a small sample without ties equal those of SciPy 1.17', () => {
  // The example of scipy.stats.mannwhitneyu: ages at diagnosis of diabetes.
  const [x, y] = [
    [19, 22, 16, 29, 24],
    [20, 11, 17, 12],
  ];
  assert.deepEqual(mannWhitney(x, y), { u: 17, pValue: 0.1111111111111111, method: 'exact' });
  close(mannWhitney(x, y, 'greater').pValue, 0.05555555555555555);
  close(mannWhitney(x, y, 'less').pValue, 0.9682539682539683);
});

test('the exact distribution is that of all orders', () => {
  // 3 against 2: U = 0..6 in 1, 1, 2, 2, 2, 1, 1 of 10 orders.
  const p = (x: number[], y: number[]) => mannWhitney(x, y, 'greater').pValue;
  close(p([3, 4, 5], [1, 2]), 1 / 10);
  close(p([2, 4, 5], [1, 3]), 2 / 10);
  close(p([2, 3, 5], [1, 4]), 4 / 10);
  close(p([1, 2, 3], [4, 5]), 1);
  // 20 against 20: the most extreme of C(40, 20) orders.
  const low = Array.from({ length: 20 }, (_, k) => k);
  assert.ok(
    Math.abs(
      mannWhitney(
        low,
        low.map((k) => k + 100),
        'less',
      ).pValue *
        137846528820 -
        1,
    ) < 1e-9,
  );
});

test('ties and large samples use the corrected normal approximation of SciPy 1.17', () => {
  const x = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
  const y = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
  const { u, pValue, method } = mannWhitney(x, y);
  assert.equal(u, 58);
  assert.equal(method, 'normal');
  close(pValue, 0.13291945818531892);
  close(mannWhitney(x, y, 'greater').pValue, 0.06645972909265946);
  close(mannWhitney(x, y, 'less').pValue, 0.9442044002897128);
  const long = Array.from({ length: 30 }, (_, k) => k + 1);
  const later = Array.from({ length: 25 }, (_, k) => k + 10.5);
  close(mannWhitney(long, later, 'less').pValue, 0.002713282451489156);
});

test('equal values are no evidence, empty samples are refused', () => {
  assert.equal(mannWhitney([2, 2, 2], [2, 2]).pValue, 1);
  assert.throws(() => mannWhitney([], [1]), RangeError);
  assert.throws(() => probabilityOfImprovement([1], []), RangeError);
});

test('the probability of improvement is averaged over problems', () => {
  assert.equal(
    meanProbabilityOfImprovement([
      [[2], [1]],
      [[1], [1]],
    ]),
    0.75,
  );
});
