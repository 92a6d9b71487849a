/**
 * Gaussian-process regression (Rasmussen & Williams 2006, "Gaussian processes for machine learning", algorithm 2.1) with
 * the kernel of {@link MixedKernel}. Targets are standardised inside.
 *
 * Points can be added, and the last ones taken away, at O(n^2) each; the model is then the same, bit for bit, as one made
 * of all its points at once.
 */
import { type KernelForm, moments, nextJitter, priorModes, seekParameters } from './gaussian-process-fit.js';
import { GrowingCholesky } from './growing-cholesky.js';
import { MixedKernel } from './mixed-kernel.js';
import type { Rows } from './regressor.js';

export interface GaussianProcessOptions extends KernelForm {
  /** Where searches for hyperparameters start, the best end is taken; see {@link GaussianProcess.logParameters}. */
  readonly starts?: readonly (readonly number[])[];
  /** Steps of each search; 0 keeps the best start. */
  readonly iterations: number;
}

export class GaussianProcess {
  /** Logarithms of the amplitude, the noise, and per column its length (numeric) or theta (categorical). */
  readonly logParameters: readonly number[];
  readonly #kernel: MixedKernel;
  #points = new Float64Array(0);
  #factor = new GrowingCholesky();
  /** Share of the diagonal added to it, and the number of points that first needed it. */
  #jitter = 0;
  #jitterSince = 0;
  #weights: Float64Array = new Float64Array(0);
  #mean = 0;
  #deviation = 1;
  /** Of the point that is looked at: its coordinates, its covariances with all others, and L^-1 times them. */
  readonly #point: Float64Array;
  #covariances = new Float64Array(0);
  #solved = new Float64Array(0);

  /** A model without points. */
  constructor({ kernel, categorical }: KernelForm, logParameters: readonly number[]) {
    this.logParameters = logParameters;
    this.#kernel = new MixedKernel(kernel, categorical, logParameters);
    this.#point = new Float64Array(categorical.length);
  }

  /** Fits hyperparameters and conditions on the rows. Errors: `badRequest` for rows or targets out of range. */
  static fit(rows: Rows, targets: ArrayLike<number>, options: GaussianProcessOptions): GaussianProcess {
    const { starts = [priorModes(options.categorical)], iterations } = options;
    const log = seekParameters(rows, targets, options, starts, iterations);
    const model = new GaussianProcess(options, log);
    model.#reserve(rows.length);
    for (const row of rows) model.add(row);
    model.setTargets(targets);
    return model;
  }

  /** Number of points. */
  get size(): number {
    return this.#factor.size;
  }

  /** Variance of the prior, in the square of the target's unit. */
  get priorVariance(): number {
    return this.#kernel.amplitude * this.#deviation ** 2;
  }

  /** Adds a point; predictions take it in after the next {@link setTargets}. O(n^2). */
  add(row: ArrayLike<number>): void {
    const n = this.size;
    const { width } = this.#kernel;
    if (this.#covariances.length <= n) this.#reserve(2 * n + 8);
    this.#kernel.place(row, this.#points, n * width);
    if (this.#append(n)) return;
    this.#jitterSince = n + 1;
    do this.#jitter = nextJitter(this.#jitter);
    while (!this.#refactor(n + 1));
  }

  /** Takes all points away but the first `size`. */
  truncate(size: number): void {
    if (size >= this.size) return;
    this.#factor.truncate(size);
    if (this.#jitter === 0 || size >= this.#jitterSince) return;
    // What needed the jitter is gone.
    for (this.#jitter = 0; !this.#refactor(size); this.#jitter = nextJitter(this.#jitter));
    this.#jitterSince = this.#jitter === 0 ? 0 : size;
  }

  /** The targets of all points, in their order. O(n^2). */
  setTargets(targets: ArrayLike<number>): void {
    [this.#mean, this.#deviation] = moments(targets);
    const standardised = Float64Array.from(targets, (target) => (target - this.#mean) / this.#deviation);
    this.#weights = this.#factor.solve(standardised);
  }

  /** Mean of the targets' distribution at `row`, and an upper bound of its variance from the nearest point. O(n d). */
  glance(row: ArrayLike<number>): { readonly mean: number; readonly mostVariance: number } {
    const { amplitude, noise } = this.#kernel;
    const covariances = this.#covariances;
    const weights = this.#weights;
    const n = this.size;
    this.#kernel.place(row, this.#point, 0);
    this.#kernel.covariances(this.#point, 0, this.#points, n, covariances);
    let mean = 0;
    let largest = 0;
    for (let i = 0; i < n; i++) {
      const covariance = covariances[i];
      mean += covariance * weights[i];
      if (covariance > largest) largest = covariance;
    }
    // Conditioning on one point alone leaves more variance than conditioning on all.
    const left = amplitude - (largest * largest) / ((amplitude + noise) * (1 + this.#jitter));
    return { mean: this.#mean + this.#deviation * mean, mostVariance: Math.max(0, left) * this.#deviation ** 2 };
  }

  /** The variance, without noise, at the row that {@link glance} was called with last. O(n^2). */
  varianceThere(): number {
    const explained = this.#factor.solveLower(this.#covariances, this.#solved);
    return Math.max(0, this.#kernel.amplitude - explained) * this.#deviation ** 2;
  }

  /** Mean and variance of the function at `row`, without noise. O(n^2). */
  predict(row: ArrayLike<number>): { readonly mean: number; readonly variance: number } {
    const { mean } = this.glance(row);
    return { mean, variance: this.varianceThere() };
  }

  /** Factors the first `count` points anew; false when the jitter is too small for them. */
  #refactor(count: number): boolean {
    this.#factor.truncate(0);
    for (let i = 0; i < count; i++) if (!this.#append(i)) return false;
    return true;
  }

  /** Appends the `i`-th point, all before it being there. */
  #append(i: number): boolean {
    const { amplitude, noise, width } = this.#kernel;
    this.#kernel.covariances(this.#points, i * width, this.#points, i, this.#covariances);
    return this.#factor.append(this.#covariances, (amplitude + noise) * (1 + this.#jitter));
  }

  #reserve(count: number): void {
    const points = new Float64Array(count * this.#kernel.width);
    points.set(this.#points.subarray(0, Math.min(points.length, this.#points.length)));
    this.#points = points;
    this.#factor.reserve(count);
    this.#covariances = new Float64Array(count);
    this.#solved = new Float64Array(count);
  }
}
