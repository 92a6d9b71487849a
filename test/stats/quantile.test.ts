import assert from 'node:assert/strict';
import { test } from 'node:test';
import { iqm } from '../../src/stats/iqm.js';
import { median, quantile } from '../../src/stats/quantile.js';

const close = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 1e-12, `${actual}`);

test('quantiles interpolate at (n - 1) p, as numpy.quantile does', () => {
  const expected = [1, 1.3, 1.75, 3, 6.8, 8];
  [0, 0.1, 0.25, 0.5, 0.9, 1].forEach((p, k) => {
    close(quantile([8, 1, 4, 2], p), expected[k] as number);
  });
  assert.equal(quantile([5], 0.3), 5);
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
});

test('quantiles sort numerically, leave their input alone and stand infinities', () => {
  const values = [10, 9, 1];
  assert.equal(median(values), 9);
  assert.deepEqual(values, [10, 9, 1]);
  assert.equal(quantile([1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY], 0.75), Number.POSITIVE_INFINITY);
});

test('quantiles of nothing, and shares outside [0, 1], are refused', () => {
  assert.throws(() => median([]), RangeError);
  assert.throws(() => quantile([1], 1.1), RangeError);
  assert.throws(() => quantile([1], Number.NaN), RangeError);
});

test('the interquartile mean drops floor(n/4) values at each end', () => {
  assert.equal(iqm([7]), 7);
  assert.equal(iqm([1, 2, 100]), 103 / 3);
  assert.equal(iqm([100, 2, 3, -50]), 2.5);
  assert.equal(iqm([1, 2, 3, 4, 5, 6, 7, 8, 9, 1000]), 5.5);
  // scipy.stats.trim_mean(squares of 1..10, 0.25).
  close(iqm([1, 4, 9, 16, 25, 36, 49, 64, 81, 100]), 33.166666666666664);
});
