import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cholesky, choleskySolve, fitRidge, predictAll, Ridge } from '../../src/models/index.js';

const close = (got: number, expected: number, tolerance = 1e-9) =>
  assert.ok(Math.abs(got - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${got}, not ${expected}`);

describe('ridge regression', () => {
  it('agrees with a hand calculation', () => {
    // Centred: x -1 0 1, y -2 0 2, so w = 4/(2 + lambda).
    const model = fitRidge([[1], [2], [3]], [1, 3, 5], { lambda: 2 });
    close(model.weights[0], 1);
    close(model.intercept, 1);
    close(model.predict([4]), 5);
  });

  it('fits constants exactly and leaves the intercept free', () => {
    const model = fitRidge(
      [
        [1, 0],
        [0, 1],
        [1, 1],
      ],
      [7, 7, 7],
      { lambda: 100 },
    );
    assert.deepEqual([...predictAll(model, [[5, -3]])], [7]);
  });

  it('recovers a linear function without a penalty', () => {
    const number = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(number, number, number), ([a, b, c]) => {
        const rows = [
          [0, 0],
          [1, 0],
          [0, 1],
          [2, 3],
        ];
        const model = fitRidge(
          rows,
          rows.map(([x, y]) => a + b * x + c * y),
          { lambda: 0 },
        );
        close(model.intercept, a, 1e-8);
        close(model.weights[0], b, 1e-8);
        close(model.weights[1], c, 1e-8);
      }),
      { seed: 31, numRuns: 50 },
    );
  });

  it('writes JSON from which the same model comes back', () => {
    const model = fitRidge(
      [
        [1, 2],
        [2, 1],
        [0.1, 0.3],
      ],
      [1, 2, 3],
    );
    const copy = Ridge.fromJson(JSON.parse(JSON.stringify(model.toJson())));
    assert.equal(copy.predict([0.7, 0.2]), model.predict([0.7, 0.2]));
    assert.throws(() => Ridge.fromJson({ type: 'ridge', intercept: 1 }), /weights/);
    assert.throws(() => Ridge.fromJson({ type: 'ridge', intercept: null, weights: [] }), /intercept/);
    assert.throws(() => Ridge.fromJson({ type: 'forest' }), /type/);
  });

  it('says when columns depend on each other and there is no penalty', () => {
    assert.throws(
      () =>
        fitRidge(
          [
            [1, 1],
            [2, 2],
            [3, 3],
          ],
          [1, 2, 3],
          { lambda: 0 },
        ),
      /not positive definite/,
    );
    assert.throws(() => fitRidge([[1]], [1], { lambda: -1 }), /lambda/);
  });
});

describe('Cholesky factors', () => {
  it('solve a system', () => {
    const lower = cholesky(Float64Array.of(4, 2, 2, 3), 2);
    assert.deepEqual([...lower], [2, 0, 1, Math.SQRT2]);
    const x = choleskySolve(lower, 2, [8, 7]);
    close(x[0], 1.25);
    close(x[1], 1.5);
  });
});
