import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holm } from '../../src/stats/holm.js';

test('Holm multiplies by the number of hypotheses left, never falling, at most 1', () => {
  // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm").
  assert.deepEqual(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02]);
  assert.deepEqual(holm([0.6, 0.7]), [1, 1]);
  assert.deepEqual(holm([0.2]), [0.2]);
  assert.deepEqual(holm([]), []);
});
