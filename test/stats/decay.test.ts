import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decay, MOST_DECAY } from '../../src/stats/decay.js';

test('decay is the exponential to nine digits, from 0 to its end', () => {
  assert.equal(decay(0), 1);
  const inRange = fc.double({ min: 0, max: MOST_DECAY, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(inRange, (x) => assert.ok(Math.abs(decay(x) / Math.exp(-x) - 1) < 3e-9, String(x))),
    { seed: 5, numRuns: 2000 },
  );
});
