/**
 * Hyperparameters of a Gaussian process: the maximum of the marginal likelihood (Rasmussen & Williams 2006, "Gaussian
 * processes for machine learning", equations 5.8 and 5.9) with weak log-normal priors.
 */
import { GrowingCholesky } from './growing-cholesky.js';
import { type KernelShape, MixedKernel } from './mixed-kernel.js';
import { checkTrainingData, type Rows } from './regressor.js';

/** What does not change while hyperparameters are sought. */
export interface KernelForm {
  readonly kernel: KernelShape;
  /** Per column whether it is categorical: its numbers are names then. */
  readonly categorical: readonly boolean[];
}

interface Bounded {
  readonly low: number;
  readonly high: number;
  /** Of the prior. */
  readonly mean: number;
  readonly deviation: number;
}

const logarithmic = (low: number, high: number, mean: number, deviation: number): Bounded => ({
  low: Math.log(low),
  high: Math.log(high),
  mean: Math.log(mean),
  deviation,
});

const AMPLITUDE = logarithmic(1e-3, 1e3, 1, 1.5);
const NOISE = logarithmic(1e-6, 1e-2, 1e-4, 3);
const LENGTH = logarithmic(0.05, 20, 0.5, 1.2);
/** exp(-theta) from nearly 1 to nearly 0. */
const THETA = logarithmic(1e-3, 10, 0.5, 1.2);

const FIRST_JITTER = 1e-10;
/** Steps of the climb, of a logarithm. */
const FIRST_STEP = 0.2;
const LARGEST_STEP = 1;
const SMALLEST_STEP = 1e-3;

function bounds(categorical: readonly boolean[]): Bounded[] {
  return [AMPLITUDE, NOISE, ...categorical.map((isName) => (isName ? THETA : LENGTH))];
}

/** The modes of the priors: where a search begins that knows nothing. */
export function priorModes(categorical: readonly boolean[]): number[] {
  return bounds(categorical).map(({ mean }) => mean);
}

/** The jitter after `jitter`, as a share of the diagonal: none, then 1e-10, then doubled. */
export function nextJitter(jitter: number): number {
  return jitter === 0 ? FIRST_JITTER : 2 * jitter;
}

/** Mean and standard deviation; 1 for the latter where all values are equal. */
export function moments(values: ArrayLike<number>): [mean: number, deviation: number] {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i] / n;
  let variance = 0;
  for (let i = 0; i < n; i++) variance += (values[i] - mean) ** 2 / n;
  return [mean, variance > 0 ? Math.sqrt(variance) : 1];
}

/**
 * Logarithms of the hyperparameters that are most likely for these points: the best end of searches from each of `starts`,
 * of `iterations` steps each.
 */
export function seekParameters(
  rows: Rows,
  targets: ArrayLike<number>,
  form: KernelForm,
  starts: readonly (readonly number[])[],
  iterations: number,
): readonly number[] {
  checkTrainingData(rows, targets);
  const [mean, deviation] = moments(targets);
  const y = Float64Array.from(targets, (target) => (target - mean) / deviation);
  const ends = starts.map((start) => climb(rows, y, form, start, iterations));
  return ends.reduce((best, end) => (end.value > best.value ? end : best)).log;
}

/**
 * Maximises {@link logPosterior} by steps of Rprop (Riedmiller & Braun 1993; for Gaussian processes Blum & Riedmiller
 * 2013): it needs signs of the gradient alone, so every iteration is one factorisation, and bounds cost nothing.
 * @param y standardised targets
 * @param start logarithms to begin with; {@link priorModes} knows nothing
 */
function climb(
  rows: Rows,
  y: Float64Array,
  form: KernelForm,
  start: readonly number[],
  iterations: number,
): { readonly log: number[]; readonly value: number } {
  const limits = bounds(form.categorical);
  const at = start.map((value, p) => Math.min(limits[p].high, Math.max(limits[p].low, value)));
  const steps = at.map(() => FIRST_STEP);
  let previous = at.map(() => 0);
  let best = { log: [...at], value: Number.NEGATIVE_INFINITY };
  for (let iteration = 0; iteration <= iterations; iteration++) {
    const { value, gradient } = logPosterior(rows, y, form, at);
    if (value > best.value) best = { log: [...at], value };
    for (let p = 0; p < at.length; p++) {
      const turn = gradient[p] * previous[p];
      if (turn > 0) steps[p] = Math.min(LARGEST_STEP, steps[p] * 1.2);
      else if (turn < 0) {
        steps[p] *= 0.5;
        gradient[p] = 0;
      }
      at[p] = Math.min(limits[p].high, Math.max(limits[p].low, at[p] + Math.sign(gradient[p]) * steps[p]));
    }
    previous = gradient;
    if (Math.max(...steps) < SMALLEST_STEP) break;
  }
  return best;
}

/** Log marginal likelihood plus log priors, and its gradient by the logarithmic parameters. O(n^3 + n^2 d). */
export function logPosterior(
  rows: Rows,
  y: Float64Array,
  { kernel: shape, categorical }: KernelForm,
  log: readonly number[],
): { value: number; gradient: number[] } {
  const n = rows.length;
  const kernel = new MixedKernel(shape, categorical, log);
  const { amplitude, noise, width } = kernel;
  const points = new Float64Array(n * width);
  rows.forEach((row, i) => {
    kernel.place(row, points, i * width);
  });
  const covariances = rows.map((_, i) => {
    const row = new Float64Array(i);
    kernel.covariances(points, i * width, points, i, row);
    return row;
  });
  const factor = steadyFactor(covariances, amplitude + noise);
  const alpha = factor.solve(y);
  const inverse = factor.inverse();
  let value = (-n / 2) * Math.log(2 * Math.PI) - factor.halfLogDeterminant();
  const gradient = new Array<number>(log.length).fill(0);
  for (let i = 0, at = 0; i < n; i++, at++) {
    value -= 0.5 * y[i] * alpha[i];
    for (let j = 0; j < i; j++, at++) {
      // Both halves of the symmetric matrix count.
      const pull = alpha[i] * alpha[j] - inverse[at];
      gradient[0] += pull * covariances[i][j];
      kernel.addGradient(points, i * width, j * width, covariances[i][j], pull, gradient);
    }
    const own = 0.5 * (alpha[i] * alpha[i] - inverse[at]);
    gradient[0] += own * amplitude;
    gradient[1] += own * noise;
  }
  bounds(categorical).forEach(({ mean, deviation }, p) => {
    const z = (log[p] - mean) / deviation;
    value -= 0.5 * z * z;
    gradient[p] -= z / deviation;
  });
  return { value, gradient };
}

/** The factor of the matrix with these rows left of its diagonal, as little jitter on it as will do. */
function steadyFactor(rows: readonly Float64Array[], diagonal: number): GrowingCholesky {
  for (let jitter = 0; ; jitter = nextJitter(jitter)) {
    const factor = new GrowingCholesky();
    factor.reserve(rows.length);
    if (rows.every((row) => factor.append(row, diagonal * (1 + jitter)))) return factor;
  }
}
