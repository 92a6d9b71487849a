import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { relativeScores } from '../../src/models/index.js';

const close = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-9 * Math.max(1, Math.abs(expected)), `${actual}, not ${expected}`);

describe('relative scores', () => {
  it('are those that a hand computes', () => {
    // Errors 1, 0, -2 of 10, 20, 30: squares 1 + 0 + 4 over 3 rows, mean of the truth 20.
    const scores = relativeScores([11, 20, 28], [10, 20, 30]);
    close(scores.rmsePercent, (100 * Math.sqrt(5 / 3)) / 20);
    close(scores.mapePercent, (10 + 0 + 20 / 3) / 3);
    close(scores.r2, 1 - 5 / 200);
    close(scores.spearman, 1);
    close(scores.worstPercent, 10);
  });

  it('take the mean of |y|, and of the worst hundredth of the rows', () => {
    const actual = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 4 : -4));
    const predicted = actual.map((value, i) => (i === 7 ? value + 4 : i === 8 ? value + 2 : value));
    const scores = relativeScores(predicted, actual);
    close(scores.rmsePercent, (100 * Math.sqrt(20 / 200)) / 4);
    close(scores.worstPercent, (100 + 50) / 2);
    close(scores.mapePercent, 150 / 200);
  });

  it('leave rows out of percentages whose truth is 0', () => {
    close(relativeScores([1, 11], [0, 10]).mapePercent, 10);
  });

  it('do not change with the unit', () => {
    const rows = fc.array(
      fc.tuple(fc.double({ min: 1, max: 9, noNaN: true }), fc.double({ min: 1, max: 9, noNaN: true })),
      { minLength: 2 },
    );
    fc.assert(
      fc.property(rows, (pairs) => {
        const [predicted, actual] = [pairs.map(([p]) => p), pairs.map(([, a]) => a)];
        const scores = relativeScores(predicted, actual);
        const scaled = relativeScores(
          predicted.map((value) => 1024 * value),
          actual.map((value) => 1024 * value),
        );
        for (const name of ['rmsePercent', 'mapePercent', 'spearman', 'worstPercent'] as const) {
          close(scaled[name], scores[name]);
        }
      }),
      { seed: 3, numRuns: 100 },
    );
  });
});
