import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RunningMoments } from '../../src/stats/running-moments.js';

test('agrees with the two-pass mean and variance', () => {
  const value = fc.double({ min: -1e3, max: 1e3, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 60 }), (rows) => {
      const moments = new RunningMoments(2);
      for (const row of rows) moments.update(row);
      for (const column of [0, 1] as const) {
        // Before the rows there are 1e-4 samples of mean 0 and variance 1.
        const n = rows.length + 1e-4;
        const mean = rows.reduce((sum, row) => sum + row[column], 0) / n;
        const square = rows.reduce((sum, row) => sum + (row[column] - mean) ** 2, 0) + 1e-4 * (1 + mean ** 2);
        assert.ok(Math.abs((moments.mean[column] as number) - mean) <= 1e-9 * (1 + Math.abs(mean)));
        assert.ok(Math.abs((moments.variance[column] as number) - square / n) <= 1e-9 * (1 + square / n));
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('is restored by its state', () => {
  const moments = new RunningMoments(1);
  moments.update([3]);
  const copy = new RunningMoments(1);
  copy.setState(JSON.parse(JSON.stringify(moments.getState())));
  copy.update([5]);
  moments.update([5]);
  assert.deepEqual(copy.getState(), moments.getState());
});
