/**
 * Covariance of a Gaussian process over mixed inputs:
 *
 *   k(x, x') = amplitude * f(r) * exp(-sum_i theta_i [x_i != x'_i]),  r^2 = sum_j ((x_j - x'_j) / length_j)^2
 *
 * with f Matern 5/2 or the squared exponential (Rasmussen & Williams 2006, equations 4.17 and 4.9), j over numeric and i
 * over categorical inputs (the factor of Hutter et al. 2011, SMAC, section 4.1).
 */

export type KernelShape = 'matern52' | 'rbf';

const SQRT5 = Math.sqrt(5);

export class MixedKernel {
  readonly amplitude: number;
  /** Variance of the noise on every observation. */
  readonly noise: number;
  /** Coordinates of a point. */
  readonly width: number;
  readonly #shape: KernelShape;
  /** Columns of a row in the order of a point's coordinates: numeric ones, then categoricals. */
  readonly #columns: Int32Array;
  readonly #numeric: number;
  /** Per coordinate 1/length, or theta of a categorical. */
  readonly #rates: Float64Array;

  /**
   * @param categorical per column whether its numbers are names
   * @param log logarithms of the amplitude, the noise, and per column its length or theta
   */
  constructor(shape: KernelShape, categorical: readonly boolean[], log: readonly number[]) {
    const columns = categorical.map((_, c) => c);
    const numeric = columns.filter((c) => !categorical[c]);
    this.#shape = shape;
    this.#columns = Int32Array.from([...numeric, ...columns.filter((c) => categorical[c])]);
    this.#numeric = numeric.length;
    this.amplitude = Math.exp(log[0]);
    this.noise = Math.exp(log[1]);
    this.width = categorical.length;
    this.#rates = Float64Array.from(this.#columns, (c) => Math.exp(categorical[c] ? log[c + 2] : -log[c + 2]));
  }

  /** Writes the point of `row`, numbers divided by their lengths, to `points` from place `at` on. */
  place(row: ArrayLike<number>, points: Float64Array, at: number): void {
    for (let c = 0; c < this.#columns.length; c++) {
      const value = row[this.#columns[c]];
      points[at + c] = c < this.#numeric ? value * this.#rates[c] : value;
    }
  }

  /** Covariances of the point from place `at` of `from` with the first `count` of `points`. */
  covariances(from: Float64Array, at: number, points: Float64Array, count: number, into: Float64Array): void {
    const { width, amplitude } = this;
    const numeric = this.#numeric;
    const rates = this.#rates;
    const smooth = this.#shape === 'rbf';
    for (let i = 0; i < count; i++) {
      const other = i * width;
      let squared = 0;
      let apart = 0;
      for (let c = 0; c < numeric; c++) {
        const difference = from[at + c] - points[other + c];
        squared += difference * difference;
      }
      for (let c = numeric; c < width; c++) if (from[at + c] !== points[other + c]) apart += rates[c];
      if (smooth) into[i] = amplitude * Math.exp(-squared / 2 - apart);
      else {
        const s = SQRT5 * Math.sqrt(squared);
        into[i] = amplitude * (1 + s + (s * s) / 3) * Math.exp(-s - apart);
      }
    }
  }

  /**
   * Adds to `gradient`, laid out as the constructor's `log`, `pull` times the derivative by each logarithmic length or theta of the covariance
   * `covariance` of two points, the first from place `a` and the second from place `b`.
   */
  addGradient(points: Float64Array, a: number, b: number, covariance: number, pull: number, gradient: number[]): void {
    let squared = 0;
    for (let c = 0; c < this.#numeric; c++) {
      const difference = points[a + c] - points[b + c];
      squared += difference * difference;
    }
    const steep = pull * covariance * this.#steepness(squared);
    for (let c = 0; c < this.#numeric; c++) {
      const difference = points[a + c] - points[b + c];
      gradient[this.#columns[c] + 2] += steep * difference * difference;
    }
    for (let c = this.#numeric; c < this.width; c++) {
      if (points[a + c] !== points[b + c]) gradient[this.#columns[c] + 2] -= pull * covariance * this.#rates[c];
    }
  }

  /** -2 d(ln f)/d(r^2): what a logarithmic length's derivative multiplies its part of r^2 with. */
  #steepness(squared: number): number {
    if (this.#shape === 'rbf') return 1;
    const s = SQRT5 * Math.sqrt(squared);
    return ((5 / 3) * (1 + s)) / (1 + s + (s * s) / 3);
  }
}
