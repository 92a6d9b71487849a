/**
 * The Cholesky factor L of a symmetric positive definite matrix L L^T that grows row by row, as a Gaussian process needs
 * it: another point costs O(n^2) instead of O(n^3), with the same bits as if all had been factored at once.
 *
 * Rows lie one after the other, row i in i + 1 places from i(i+1)/2.
 */
export class GrowingCholesky {
  #size = 0;
  #rows = new Float64Array(0);

  /** Number of rows. */
  get size(): number {
    return this.#size;
  }

  /** Makes room for `size` rows in all, so that none of them moves the earlier ones. */
  reserve(size: number): void {
    if (this.#rows.length >= rowStart(size)) return;
    const rows = new Float64Array(rowStart(size));
    rows.set(this.#rows.subarray(0, rowStart(this.#size)));
    this.#rows = rows;
  }

  /**
   * Appends the matrix's next row.
   * @param row its entries left of the diagonal, one for each row so far
   * @returns false, and nothing has changed, when the larger matrix is not positive definite up to rounding
   */
  append(row: Float64Array, diagonal: number): boolean {
    const n = this.#size;
    if (rowStart(n + 1) > this.#rows.length) this.reserve(Math.ceil(1.5 * n) + 8);
    const at = rowStart(n);
    const entries = this.#rows.subarray(at, at + n);
    const left = diagonal - this.solveLower(row, entries);
    if (!(left > (n + 1) * Number.EPSILON * diagonal)) return false;
    this.#rows[at + n] = Math.sqrt(left);
    this.#size = n + 1;
    return true;
  }

  /** Drops all rows from the `size`-th on. */
  truncate(size: number): void {
    this.#size = Math.min(this.#size, size);
  }

  /**
   * Solves L x = `right` into `x` and returns x . x. O(n^2).
   *
   * Four unknowns at a time: their sums do not depend on each other, so the processor works on all of them at once.
   */
  solveLower(right: Float64Array, x: Float64Array): number {
    const rows = this.#rows;
    const n = this.#size;
    let square = 0;
    let i = 0;
    for (; i + 4 <= n; i += 4) {
      const [a, b, c, d] = [rowStart(i), rowStart(i + 1), rowStart(i + 2), rowStart(i + 3)];
      let [p, q, r, s] = [right[i], right[i + 1], right[i + 2], right[i + 3]];
      for (let k = 0; k < i; k++) {
        const known = x[k];
        p -= rows[a + k] * known;
        q -= rows[b + k] * known;
        r -= rows[c + k] * known;
        s -= rows[d + k] * known;
      }
      p /= rows[a + i];
      q = (q - rows[b + i] * p) / rows[b + i + 1];
      r = (r - rows[c + i] * p - rows[c + i + 1] * q) / rows[c + i + 2];
      s = (s - rows[d + i] * p - rows[d + i + 1] * q - rows[d + i + 2] * r) / rows[d + i + 3];
      x[i] = p;
      x[i + 1] = q;
      x[i + 2] = r;
      x[i + 3] = s;
      square = square + p * p + q * q + r * r + s * s;
    }
    for (; i < n; i++) {
      const at = rowStart(i);
      let sum = right[i];
      for (let k = 0; k < i; k++) sum -= rows[at + k] * x[k];
      sum /= rows[at + i];
      x[i] = sum;
      square += sum * sum;
    }
    return square;
  }

  /** Solves L L^T x = `right` and gives x. O(n^2). */
  solve(right: Float64Array): Float64Array {
    const rows = this.#rows;
    const n = this.#size;
    const x = new Float64Array(n);
    this.solveLower(right, x);
    for (let i = n - 1; i >= 0; i--) {
      const at = rowStart(i);
      x[i] /= rows[at + i];
      for (let k = 0; k < i; k++) x[k] -= rows[at + k] * x[i];
    }
    return x;
  }

  /** Sum of the logarithms of the diagonal of L: half the log determinant of L L^T. */
  halfLogDeterminant(): number {
    let sum = 0;
    for (let i = 0; i < this.#size; i++) sum += Math.log(this.#rows[rowStart(i) + i]);
    return sum;
  }

  /** (L L^T)^-1, its lower half, laid out as L is. O(n^3). */
  inverse(): Float64Array {
    const n = this.#size;
    const root = this.#inverseRoot();
    const inverse = new Float64Array(rowStart(n));
    // The sum of the outer squares of L^-1's rows, four of them at a time.
    for (let k = 0; k < n; k += 4) {
      for (let i = 0; i < Math.min(k + 4, n); i++) {
        const at = k * n + i;
        addFourRows(
          inverse,
          rowStart(i),
          i + 1,
          root,
          k * n,
          n,
          root[at],
          root[at + n],
          root[at + 2 * n],
          root[at + 3 * n],
        );
      }
    }
    return inverse;
  }

  /** L^-1 as a square matrix with zeros above the diagonal, and below it up to a multiple of four rows. */
  #inverseRoot(): Float64Array {
    const rows = this.#rows;
    const n = this.#size;
    const root = new Float64Array((n + 3) * n);
    for (let i = 0; i < n; i++) {
      const at = rowStart(i);
      const own = i * n;
      // L_ii root_i = e_i - sum over k < i of L_ik root_k; a row not known yet is zero.
      for (let k = 0; k < i; k += 4) {
        const [b, c, d] = [
          k + 1 < i ? rows[at + k + 1] : 0,
          k + 2 < i ? rows[at + k + 2] : 0,
          k + 3 < i ? rows[at + k + 3] : 0,
        ];
        addFourRows(root, own, Math.min(k + 4, i), root, k * n, n, -rows[at + k], -b, -c, -d);
      }
      const diagonal = rows[at + i];
      for (let j = 0; j < i; j++) root[own + j] /= diagonal;
      root[own + i] = 1 / diagonal;
    }
    return root;
  }
}

/** Adds a, b, c and d times the four rows from `first` of `source`, `stride` apart, to `length` places from `at`. */
function addFourRows(
  target: Float64Array,
  at: number,
  length: number,
  source: Float64Array,
  first: number,
  stride: number,
  a: number,
  b: number,
  c: number,
  d: number,
): void {
  const second = first + stride;
  const third = second + stride;
  const fourth = third + stride;
  for (let j = 0; j < length; j++) {
    target[at + j] += a * source[first + j] + b * source[second + j] + c * source[third + j] + d * source[fourth + j];
  }
}

/** Shifted, not divided: an index stays a whole number for the compiler. */
function rowStart(i: number): number {
  return (i * (i + 1)) >> 1;
}
