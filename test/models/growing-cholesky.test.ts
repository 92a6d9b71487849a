import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cholesky, choleskySolve } from '../../src/models/cholesky.js';
import { GrowingCholesky } from '../../src/models/growing-cholesky.js';
import { RandomStream } from '../../src/stats/random.js';

/** A well-conditioned symmetric matrix, row after row. */
function positiveDefinite(n: number): Float64Array {
  const random = RandomStream.from(n);
  const root = Array.from({ length: n }, () => Array.from({ length: n }, () => random.normal()));
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return root[i].reduce((sum, value, k) => sum + value * root[j][k], i === j ? n : 0);
  });
}

const leftOf = (matrix: Float64Array, n: number, i: number): Float64Array => matrix.slice(i * n, i * n + i);

function grown(matrix: Float64Array, n: number, size = n): GrowingCholesky {
  const factor = new GrowingCholesky();
  for (let i = 0; i < size; i++) assert.ok(factor.append(leftOf(matrix, n, i), matrix[i * n + i]));
  return factor;
}

const close = (got: number, expected: number): void =>
  assert.ok(Math.abs(got - expected) <= 1e-10 * Math.max(1, Math.abs(expected)), `${got}, not ${expected}`);

describe('growing cholesky', () => {
  // Sizes around multiples of four, the width of its inner loops.
  for (const n of [1, 3, 4, 5, 8, 11]) {
    it(`solves, inverts and has the determinant of ${n} rows`, () => {
      const matrix = positiveDefinite(n);
      const factor = grown(matrix, n);
      const right = Float64Array.from({ length: n }, (_, i) => i - 1.5);
      const lower = cholesky(matrix, n);
      const expected = choleskySolve(lower, n, right);
      factor.solve(right).forEach((value, i) => {
        close(value, expected[i]);
      });
      const inverse = factor.inverse();
      for (let i = 0, at = 0; i < n; i++) {
        const unit = Float64Array.from({ length: n }, (_, k) => (k === i ? 1 : 0));
        const column = choleskySolve(lower, n, unit);
        for (let j = 0; j <= i; j++, at++) close(inverse[at], column[j]);
      }
      let logarithm = 0;
      for (let i = 0; i < n; i++) logarithm += Math.log(lower[i * n + i]);
      close(factor.halfLogDeterminant(), logarithm);
    });
  }

  it('gives the squared length of what it solves for', () => {
    const factor = grown(positiveDefinite(9), 9);
    const x = new Float64Array(9);
    const square = factor.solveLower(new Float64Array(9).fill(1), x);
    close(
      square,
      x.reduce((sum, value) => sum + value * value, 0),
    );
  });

  it('is the same to the last bit after rows came and went', () => {
    const matrix = positiveDefinite(10);
    const other = positiveDefinite(12);
    const factor = grown(matrix, 10, 6);
    for (let i = 6; i < 9; i++) factor.append(leftOf(other, 12, i), other[i * 12 + i]);
    factor.truncate(6);
    for (let i = 6; i < 10; i++) factor.append(leftOf(matrix, 10, i), matrix[i * 10 + i]);
    const right = new Float64Array(10).fill(1);
    assert.deepEqual(factor.solve(right), grown(matrix, 10).solve(right));
  });

  it('refuses a row that depends on the others, and stays as it was', () => {
    const factor = new GrowingCholesky();
    assert.ok(factor.append(new Float64Array(0), 2));
    assert.equal(factor.append(Float64Array.of(2), 2), false);
    assert.equal(factor.size, 1);
    assert.ok(factor.append(Float64Array.of(1), 2));
  });
});
