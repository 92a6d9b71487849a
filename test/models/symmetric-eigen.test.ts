import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { symmetricEigen } from '../../src/models/symmetric-eigen.js';
import { RandomStream } from '../../src/stats/random.js';

describe('symmetric eigenvalues', () => {
  it('agree with a hand calculation', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    assert.deepEqual([...values].map(Math.round).sort(), [1, 3]);
    assert.ok(Math.abs(Math.abs(vectors[0]) - Math.SQRT1_2) < 1e-15);
  });

  it('rebuild the matrix from orthonormal vectors', () => {
    const random = RandomStream.from(1);
    for (const n of [1, 2, 5, 12, 30]) {
      const matrix = new Float64Array(n * n);
      for (let i = 0; i < n; i++) for (let j = i; j < n; j++) matrix[i * n + j] = matrix[j * n + i] = random.normal();
      const { values, vectors } = symmetricEigen(matrix, n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          let [rebuilt, product] = [0, 0];
          for (let k = 0; k < n; k++) {
            rebuilt += vectors[i * n + k] * values[k] * vectors[j * n + k];
            product += vectors[k * n + i] * vectors[k * n + j];
          }
          assert.ok(Math.abs(rebuilt - matrix[i * n + j]) < 1e-12 * n);
          assert.ok(Math.abs(product - (i === j ? 1 : 0)) < 1e-13 * n);
        }
      }
    }
  });

  it('keep small eigenvalues of graded matrices', () => {
    const scales = [1, 1e-4, 1e-8];
    const matrix = Float64Array.from({ length: 9 }, (_, k) => {
      const [i, j] = [Math.floor(k / 3), k % 3];
      return scales[i] * scales[j] * (i === j ? 1 : 0.5);
    });
    // The determinant is (1e-12)^2 times that of the unscaled matrix, 1/2.
    const product = symmetricEigen(matrix, 3).values.reduce((a, b) => a * b, 1);
    assert.ok(Math.abs(product / 0.5e-24 - 1) < 1e-12);
  });
});
