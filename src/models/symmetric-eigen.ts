/** Eigenvalues and eigenvectors of a symmetric matrix. */

export interface SymmetricEigen {
  /** In the order of the columns of `vectors`. */
  readonly values: Float64Array;
  /** n x n, row after row; column k is the unit eigenvector of value k. */
  readonly vectors: Float64Array;
}

const MAX_SWEEPS = 50;

/**
 * Cyclic Jacobi rotations (Golub & Van Loan, "Matrix computations", 4th ed., section 8.5): small eigenvalues keep their
 * relative precision. O(n^3) a sweep, about 6 to 10 sweeps.
 * @param matrix n x n, row after row; its upper half is read
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  const a = matrix.slice();
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = a[p * n + q];
        const [app, aqq] = [a[p * n + p], a[q * n + q]];
        if (Math.abs(off) <= Number.EPSILON * Math.sqrt(Math.abs(app * aqq)) || off === 0) continue;
        rotated = true;
        const theta = (aqq - app) / (2 * off);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        rotate(a, v, n, p, q, c, t * c);
        a[p * n + p] = app - t * off;
        a[q * n + q] = aqq + t * off;
        a[p * n + q] = 0;
      }
    }
    if (!rotated) break;
  }
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * n + i]), vectors: v };
}

/** Rotates rows and columns p < q of the upper half of `a`, and columns p and q of `v`. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  for (let i = 0; i < n; i++) {
    if (i !== p && i !== q) {
      const ip = i < p ? i * n + p : p * n + i;
      const iq = i < q ? i * n + q : q * n + i;
      const [x, y] = [a[ip], a[iq]];
      a[ip] = c * x - s * y;
      a[iq] = s * x + c * y;
    }
    const [x, y] = [v[i * n + p], v[i * n + q]];
    v[i * n + p] = c * x - s * y;
    v[i * n + q] = s * x + c * y;
  }
}
