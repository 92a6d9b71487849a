import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalizedScore, optimalityGap, performanceProfile } from '../../src/stats/scores.js';

test('the performance profile counts the scores above each threshold', () => {
  assert.deepEqual(performanceProfile([0.2, 0.5, 0.5, 1], [0, 0.5, 1]), [1, 0.25, 0]);
});

test('the optimality gap does not credit scores above the target', () => {
  assert.equal(optimalityGap([0.5, 2, 1]), 0.5 / 3);
  assert.equal(optimalityGap([3], 4), 1);
});

test('random search scores 0 and the best known 1, whichever way is better', () => {
  assert.equal(normalizedScore(10, 10, 2), 0);
  assert.equal(normalizedScore(2, 10, 2), 1);
  assert.equal(normalizedScore(6, 10, 2), 0.5);
  assert.equal(normalizedScore(6, 2, 10), 0.5);
});
