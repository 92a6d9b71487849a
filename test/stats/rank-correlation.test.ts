import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { kendall, pearson, ranks, spearman } from '../../src/stats/rank-correlation.js';

describe('rank correlations', () => {
  it('share ranks among equal values', () => {
    assert.deepEqual([...ranks([10, 20, 10, 5])], [1.5, 3, 1.5, 0]);
  });

  it('agree with a hand calculation', () => {
    // Order 1 2 3 4 against 2 1 4 3: sum of squared rank differences 4, rho = 1 - 6*4/(4*15); 4 of 6 pairs in order.
    assert.ok(Math.abs(spearman([1, 2, 3, 4], [2, 1, 4, 3]) - 0.6) < 1e-15);
    assert.ok(Math.abs(kendall([1, 2, 3, 4], [2, 1, 4, 3]) - 1 / 3) < 1e-15);
    assert.equal(pearson([1, 2, 3], [5, 5, 5]), 0);
    assert.equal(kendall([1, 1, 1], [1, 2, 3]), 0);
  });

  it('count the same pairs for tau-b as the definition', () => {
    const values = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(values, (points) => {
        const [a, b] = [points.map(([x]) => x), points.map(([, y]) => y)];
        let [sum, pairsA, pairsB] = [0, 0, 0];
        for (let i = 0; i < a.length; i++) {
          for (let j = 0; j < i; j++) {
            sum += Math.sign(a[i] - a[j]) * Math.sign(b[i] - b[j]);
            pairsA += a[i] === a[j] ? 0 : 1;
            pairsB += b[i] === b[j] ? 0 : 1;
          }
        }
        const expected = pairsA * pairsB > 0 ? sum / Math.sqrt(pairsA * pairsB) : 0;
        assert.ok(Math.abs(kendall(a, b) - expected) < 1e-12);
      }),
      { seed: 41, numRuns: 200 },
    );
  });

  it('refuse lists of unequal length', () => {
    assert.throws(() => spearman([1, 2], [1]), /equal length/);
  });
});
