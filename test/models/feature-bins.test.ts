import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { binOf, binRows, cutsOf } from '../../src/models/feature-bins.js';

describe('feature bins', () => {
  it('separate all distinct values when there are few', () => {
    assert.deepEqual(cutsOf(Float64Array.of(3, 1, 1, 2), 4), [1.5, 2.5]);
    assert.deepEqual(cutsOf(Float64Array.of(5, 5), 4), []);
  });

  it('hold equal shares of the rows when there are many distinct values', () => {
    assert.deepEqual(
      cutsOf(
        Float64Array.from({ length: 100 }, (_, i) => i),
        4,
      ),
      [24.5, 49.5, 74.5],
    );
  });

  it('are cut between neighbours that have no number between them', () => {
    const next = 1 + Number.EPSILON;
    const [cut] = cutsOf(Float64Array.of(1, next), 2);
    assert.ok(cut >= 1 && cut < next);
  });

  it('never separate equal values, and keep the order', () => {
    const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(numbers, fc.integer({ min: 2, max: 9 }), (values, bins) => {
        const data = binRows(
          values.map((value) => [value]),
          1,
          bins,
        );
        assert.ok(data.cuts[0].length < bins);
        for (const [i, a] of values.entries()) {
          assert.equal(data.codes[i], binOf(data.cuts[0], a));
          for (const [j, b] of values.entries()) {
            if (a < b) assert.ok(data.codes[i] <= data.codes[j]);
            if (a === b) assert.equal(data.codes[i], data.codes[j]);
            if (bins > 60 && a < b) assert.ok(data.codes[i] < data.codes[j]);
          }
        }
      }),
      { seed: 21, numRuns: 200 },
    );
  });
});
