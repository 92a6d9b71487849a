import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { regressionScores, rootMeanSquaredError } from '../../src/models/index.js';

describe('regression scores', () => {
  it('agree with a hand calculation', () => {
    assert.deepEqual(regressionScores([1, 2, 4], [1, 3, 7]), {
      rows: 3,
      rmse: Math.sqrt(10 / 3),
      mae: 4 / 3,
      spearman: 1,
      kendall: 1,
    });
  });

  it('are 0 without rows', () => {
    assert.equal(rootMeanSquaredError([], []), 0);
    assert.equal(regressionScores([], []).mae, 0);
  });
});
