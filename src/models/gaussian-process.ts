/**
 * Gaussian-process regression with a kernel for mixed inputs (Rasmussen & Williams 2006, "Gaussian processes for machine
 * learning", algorithm 2.1 and section 5.4.1; the categorical factor is that of Hutter et al. 2011, SMAC):
 *
 *   k(x, x') = amplitude * f(r) * exp(-sum_i theta_i [x_i != x'_i]),  r^2 = sum_j ((x_j - x'_j) / length_j)^2
 *
 * with f Matern 5/2 or the squared exponential, j over numeric and i over categorical inputs, and noise on the diagonal.
 * Targets are standardised inside. The hyperparameters maximise the marginal likelihood with weak log-normal priors.
 */
import { cholesky, choleskySolve } from './cholesky.js';
import { checkTrainingData, type Rows } from './regressor.js';

export type GaussianProcessKernel = 'matern52' | 'rbf';

export interface GaussianProcessOptions {
  readonly kernel: GaussianProcessKernel;
  /** Per column whether it is categorical: its numbers are names then. */
  readonly categorical: readonly boolean[];
  /** Where the search for hyperparameters starts; see {@link GaussianProcess.logParameters}. */
  readonly start?: readonly number[];
  /** Steps of the search; 0 keeps the start. */
  readonly iterations: number;
}

/** Bounds of the logarithms. */
const LENGTH = [Math.log(0.05), Math.log(20)] as const;
const AMPLITUDE = [Math.log(1e-3), Math.log(1e3)] as const;
const NOISE = [Math.log(1e-6), Math.log(1e-2)] as const;
/** exp(-theta) from nearly 1 to nearly 0. */
const THETA = [Math.log(1e-3), Math.log(10)] as const;
/** Mean and standard deviation of the priors' logarithms. */
const PRIORS = {
  length: [Math.log(0.5), 1.2],
  amplitude: [0, 1.5],
  noise: [Math.log(1e-4), 3],
  theta: [Math.log(0.5), 1.2],
};
const SQRT5 = Math.sqrt(5);
const FIRST_JITTER = 1e-10;

interface Bounded {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly deviation: number;
}

export class GaussianProcess {
  /** Logarithms of the amplitude, the noise, and per column its length (numeric) or theta (categorical). */
  readonly logParameters: readonly number[];
  readonly #kernel: GaussianProcessKernel;
  readonly #categorical: readonly boolean[];
  readonly #rows: Rows;
  readonly #lower: Float64Array;
  readonly #weights: Float64Array;
  readonly #mean: number;
  readonly #deviation: number;
  readonly #amplitude: number;
  readonly #noise: number;
  /** 1/length^2 or theta of each column. */
  readonly #rates: Float64Array;

  private constructor(rows: Rows, targets: ArrayLike<number>, options: GaussianProcessOptions, log: readonly number[]) {
    this.#kernel = options.kernel;
    this.#categorical = options.categorical;
    this.#rows = rows;
    this.logParameters = log;
    [this.#mean, this.#deviation] = moments(targets);
    this.#amplitude = Math.exp(log[0]);
    this.#noise = Math.exp(log[1]);
    this.#rates = rates(log, options.categorical);
    const n = rows.length;
    const covariance = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) covariance[i * n + j] = this.#covariance(rows[i], rows[j]);
      covariance[i * n + i] = this.#amplitude + this.#noise;
    }
    this.#lower = steadyCholesky(covariance, n);
    const standardised = Float64Array.from(targets, (target) => (target - this.#mean) / this.#deviation);
    this.#weights = choleskySolve(this.#lower, n, standardised);
  }

  /** Fits hyperparameters from `start` and conditions on the rows. Errors: `badRequest` for rows or targets out of range. */
  static fit(rows: Rows, targets: ArrayLike<number>, options: GaussianProcessOptions): GaussianProcess {
    checkTrainingData(rows, targets);
    const start = options.start ?? defaultParameters(options.categorical);
    const log = options.iterations > 0 ? climb(rows, targets, options, start) : start;
    return new GaussianProcess(rows, targets, options, log);
  }

  /** Variance of the prior, in the square of the target's unit. */
  get priorVariance(): number {
    return this.#amplitude * this.#deviation ** 2;
  }

  /** Mean of the targets' distribution at `row`, and an upper bound of its variance from the nearest point. O(n d). */
  glance(row: ArrayLike<number>): { readonly mean: number; readonly mostVariance: number } {
    let mean = 0;
    let largest = 0;
    for (let i = 0; i < this.#rows.length; i++) {
      const k = this.#covariance(row, this.#rows[i]);
      mean += k * this.#weights[i];
      if (k > largest) largest = k;
    }
    // Conditioning on one point alone leaves more variance than conditioning on all.
    const left = this.#amplitude - (largest * largest) / (this.#amplitude + this.#noise);
    return { mean: this.#mean + this.#deviation * mean, mostVariance: Math.max(0, left) * this.#deviation ** 2 };
  }

  /** Mean and variance of the function at `row`, without noise. O(n^2). */
  predict(row: ArrayLike<number>): { readonly mean: number; readonly variance: number } {
    const n = this.#rows.length;
    const solved = new Float64Array(n);
    let mean = 0;
    let explained = 0;
    for (let i = 0; i < n; i++) {
      const k = this.#covariance(row, this.#rows[i]);
      mean += k * this.#weights[i];
      let sum = k;
      const at = i * n;
      for (let j = 0; j < i; j++) sum -= this.#lower[at + j] * solved[j];
      solved[i] = sum / this.#lower[at + i];
      explained += solved[i] * solved[i];
    }
    return {
      mean: this.#mean + this.#deviation * mean,
      variance: Math.max(0, this.#amplitude - explained) * this.#deviation ** 2,
    };
  }

  #covariance(a: ArrayLike<number>, b: ArrayLike<number>): number {
    let squared = 0;
    let apart = 0;
    for (let j = 0; j < this.#rates.length; j++) {
      const difference = a[j] - b[j];
      if (!this.#categorical[j]) squared += difference * difference * this.#rates[j];
      else if (difference !== 0) apart += this.#rates[j];
    }
    return this.#amplitude * shape(this.#kernel, squared, apart);
  }
}

/** f(r) e^-apart. */
function shape(kernel: GaussianProcessKernel, squared: number, apart: number): number {
  if (kernel === 'rbf') return Math.exp(-squared / 2 - apart);
  const s = SQRT5 * Math.sqrt(squared);
  return (1 + s + (s * s) / 3) * Math.exp(-s - apart);
}

/** -(2/f) df/d(r^2) f: what a logarithmic length's gradient multiplies its part of r^2 with, times e^-apart. */
function slope(kernel: GaussianProcessKernel, squared: number, apart: number): number {
  if (kernel === 'rbf') return Math.exp(-squared / 2 - apart);
  const s = SQRT5 * Math.sqrt(squared);
  return (5 / 3) * (1 + s) * Math.exp(-s - apart);
}

function rates(log: readonly number[], categorical: readonly boolean[]): Float64Array {
  return Float64Array.from(categorical, (isName, j) => Math.exp(isName ? log[j + 2] : -2 * log[j + 2]));
}

function defaultParameters(categorical: readonly boolean[]): number[] {
  return bounds(categorical).map(({ mean }) => mean);
}

function bounds(categorical: readonly boolean[]): Bounded[] {
  const of = ([low, high]: readonly [number, number], [mean, deviation]: readonly number[]): Bounded => ({
    low,
    high,
    mean,
    deviation,
  });
  return [
    of(AMPLITUDE, PRIORS.amplitude),
    of(NOISE, PRIORS.noise),
    ...categorical.map((isName) => (isName ? of(THETA, PRIORS.theta) : of(LENGTH, PRIORS.length))),
  ];
}

function moments(targets: ArrayLike<number>): [mean: number, deviation: number] {
  const n = targets.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += targets[i] / n;
  let variance = 0;
  for (let i = 0; i < n; i++) variance += (targets[i] - mean) ** 2 / n;
  return [mean, variance > 0 ? Math.sqrt(variance) : 1];
}

/** The Cholesky factor of the lower half of `matrix`; jitter on the diagonal doubles until there is one. */
function steadyCholesky(matrix: Float64Array, n: number): Float64Array {
  for (let jitter = 0; ; jitter = jitter === 0 ? FIRST_JITTER : 2 * jitter) {
    const steady = matrix.slice();
    for (let i = 0; i < n; i++) steady[i * n + i] *= 1 + jitter;
    try {
      return cholesky(steady, n);
    } catch (error) {
      if (jitter > 1) throw error;
    }
  }
}

/**
 * Maximises the log posterior by steps of Rprop (Riedmiller & Braun 1993; for Gaussian processes Blum & Riedmiller 2013):
 * it needs signs of the gradient alone, so every iteration is one factorisation, and bounds cost nothing.
 */
function climb(
  rows: Rows,
  targets: ArrayLike<number>,
  options: GaussianProcessOptions,
  start: readonly number[],
): number[] {
  const limits = bounds(options.categorical);
  const [mean, deviation] = moments(targets);
  const y = Float64Array.from(targets, (target) => (target - mean) / deviation);
  const at = start.map((value, p) => Math.min(limits[p].high, Math.max(limits[p].low, value)));
  const steps = at.map(() => 0.2);
  let previous = at.map(() => 0);
  let best = [...at];
  let bestValue = Number.NEGATIVE_INFINITY;
  for (let iteration = 0; iteration <= options.iterations; iteration++) {
    const { value, gradient } = logPosterior(rows, y, options, at, limits);
    if (value > bestValue) {
      bestValue = value;
      best = [...at];
    }
    for (let p = 0; p < at.length; p++) {
      const turn = gradient[p] * previous[p];
      if (turn > 0) steps[p] = Math.min(1, steps[p] * 1.2);
      else if (turn < 0) {
        steps[p] *= 0.5;
        gradient[p] = 0;
      }
      at[p] = Math.min(limits[p].high, Math.max(limits[p].low, at[p] + Math.sign(gradient[p]) * steps[p]));
    }
    previous = gradient;
    if (Math.max(...steps) < 1e-3) break;
  }
  return best;
}

/** Log marginal likelihood plus log priors, and its gradient by the logarithmic parameters (equation 5.9). */
export function logPosterior(
  rows: Rows,
  y: Float64Array,
  { kernel, categorical }: Pick<GaussianProcessOptions, 'kernel' | 'categorical'>,
  log: readonly number[],
  limits: readonly Bounded[] = bounds(categorical),
): { value: number; gradient: number[] } {
  const n = rows.length;
  const d = categorical.length;
  const amplitude = Math.exp(log[0]);
  const noise = Math.exp(log[1]);
  const rate = rates(log, categorical);
  const squares = new Float64Array(n * n);
  const aparts = new Float64Array(n * n);
  const covariance = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      let squared = 0;
      let apart = 0;
      for (let c = 0; c < d; c++) {
        const difference = rows[i][c] - rows[j][c];
        if (!categorical[c]) squared += difference * difference * rate[c];
        else if (difference !== 0) apart += rate[c];
      }
      squares[i * n + j] = squared;
      aparts[i * n + j] = apart;
      covariance[i * n + j] = amplitude * shape(kernel, squared, apart);
    }
    covariance[i * n + i] = amplitude + noise;
  }
  const lower = steadyCholesky(covariance, n);
  const alpha = choleskySolve(lower, n, y);
  const inverse = inverseOf(lower, n);
  let value = (-n / 2) * Math.log(2 * Math.PI);
  const gradient = new Array<number>(d + 2).fill(0);
  for (let i = 0; i < n; i++) {
    value -= 0.5 * y[i] * alpha[i] + Math.log(lower[i * n + i]);
    const own = alpha[i] * alpha[i] - inverse[i * n + i];
    gradient[0] += 0.5 * own * amplitude;
    gradient[1] += 0.5 * own * noise;
    for (let j = 0; j < i; j++) {
      const at = i * n + j;
      // Both halves of the symmetric matrix count.
      const pull = alpha[i] * alpha[j] - inverse[at];
      gradient[0] += pull * covariance[at];
      const steep = pull * amplitude * slope(kernel, squares[at], aparts[at]);
      for (let c = 0; c < d; c++) {
        const difference = rows[i][c] - rows[j][c];
        if (difference === 0) continue;
        gradient[c + 2] += categorical[c]
          ? -pull * covariance[at] * rate[c]
          : steep * difference * difference * rate[c];
      }
    }
  }
  log.forEach((parameter, p) => {
    const z = (parameter - limits[p].mean) / limits[p].deviation;
    value -= 0.5 * z * z;
    gradient[p] -= z / limits[p].deviation;
  });
  return { value, gradient };
}

/** The lower half of (L L^T)^-1. */
function inverseOf(lower: Float64Array, n: number): Float64Array {
  // Row after row of the transposed inverse of L, so that the inner loops run along rows.
  const columns = new Float64Array(n * n);
  for (let c = 0; c < n; c++) {
    const at = c * n;
    columns[at + c] = 1 / lower[at + c];
    for (let i = c + 1; i < n; i++) {
      let sum = 0;
      for (let k = c; k < i; k++) sum -= lower[i * n + k] * columns[at + k];
      columns[at + i] = sum / lower[i * n + i];
    }
  }
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < n; k++) sum += columns[i * n + k] * columns[j * n + k];
      inverse[i * n + j] = sum;
    }
  }
  return inverse;
}
