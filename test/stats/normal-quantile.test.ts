import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalCdf } from '../../src/stats/normal-distribution.js';
import { normalQuantile } from '../../src/stats/normal-quantile.js';

describe('quantiles of the normal distribution', () => {
  it('agree with tables', () => {
    for (const [p, x] of [
      [0.5, 0],
      [0.975, 1.959963984540054],
      [0.9, 1.2815515655446004],
      [1e-10, -6.361340902404056],
    ]) {
      assert.ok(Math.abs(normalQuantile(p) - x) < 1e-9, `${p}: ${normalQuantile(p)}`);
    }
  });

  it('invert the distribution', () => {
    for (let p = 1e-6; p < 1; p += 0.0137) assert.ok(Math.abs(normalCdf(normalQuantile(p)) - p) < 1e-14);
  });

  it('are infinite at the ends and NaN beyond', () => {
    assert.deepEqual([normalQuantile(0), normalQuantile(1)], [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    assert.ok(Number.isNaN(normalQuantile(1.1)) && Number.isNaN(normalQuantile(Number.NaN)));
  });
});
