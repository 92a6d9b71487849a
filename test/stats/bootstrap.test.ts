import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bootstrap, bootstrapReplicates } from '../../src/stats/bootstrap.js';
import { median } from '../../src/stats/quantile.js';
import { RandomStream } from '../../src/stats/random.js';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('the seed decides; 2000 resamples by default', () => {
  const values = [1, 4, 2, 8, 5, 7];
  assert.deepEqual(bootstrap(values, mean, { seed: 1 }), bootstrap(values, mean, { seed: 1 }));
  assert.notDeepEqual(bootstrap(values, mean, { seed: 1 }), bootstrap(values, mean, { seed: 2 }));
  assert.equal(bootstrapReplicates(values, mean, { seed: 1 }).length, 2000);
});

test('the interval of a mean has the width of the normal approximation', () => {
  const random = RandomStream.from(3, 'sample');
  const values = Array.from({ length: 400 }, () => random.normal());
  const { estimate, low, high } = bootstrap(values, mean, { seed: 4 });
  assert.equal(estimate, mean(values));
  assert.ok(low < estimate && estimate < high);
  assert.ok(Math.abs((high - low) / (2 * 1.96 * (1 / 20)) - 1) < 0.15, `width ${high - low}`);
});

test('a wider confidence gives a wider interval', () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6];
  const width = (confidence: number) => {
    const { low, high } = bootstrap(values, median, { seed: 5, confidence });
    return high - low;
  };
  assert.ok(width(0.5) < width(0.99));
});

test('stratified resamples keep each value within its stratum', () => {
  const values = [1, 2, 3, 100, 200];
  const strata = ['a', 'a', 'a', 'b', 'b'];
  const check = (resample: readonly number[]) => {
    assert.ok(resample.slice(0, 3).every((value) => value <= 3) && resample.slice(3).every((value) => value >= 100));
    return 0;
  };
  bootstrapReplicates(values, check, { seed: 6, resamples: 100, strata });
});

test('no values, or labels of another number, are refused', () => {
  assert.throws(() => bootstrap([], mean, { seed: 1 }), RangeError);
  assert.throws(() => bootstrap([1, 2], mean, { seed: 1, strata: ['a'] }), RangeError);
});
