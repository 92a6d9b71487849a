/**
 * One generation's update of mean, step size and covariance (Hansen 2016, "The CMA evolution strategy: a tutorial", arXiv
 * 1604.00772, figure 6 and table 1, negative weights included).
 */
import type { SymmetricEigen } from '../../src/models/symmetric-eigen.js';
import type { Evolution, Individual } from './evolution.js';

/** @param ranked best first, at least two; `eigen` of the present covariance */
export function updateDistribution(
  state: Evolution,
  ranked: readonly Individual[],
  { values, vectors }: SymmetricEigen,
): void {
  const d = state.mean.length;
  const { weights, muEff, c1, cMu } = coefficients(d, ranked.length);
  const positive = weights.filter((weight) => weight > 0).length;
  const step = new Array<number>(d).fill(0);
  for (let k = 0; k < positive; k++) for (let i = 0; i < d; i++) step[i] += weights[k] * ranked[k].y[i];
  for (let i = 0; i < d; i++) state.mean[i] += state.sigma * step[i];

  const cSigma = (muEff + 2) / (d + muEff + 5);
  const dSigma = 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (d + 1)) - 1) + cSigma;
  const expected = Math.sqrt(d) * (1 - 1 / (4 * d) + 1 / (21 * d * d));
  const whitened = inverseRoot(values, vectors, step);
  const gain = Math.sqrt(cSigma * (2 - cSigma) * muEff);
  for (let i = 0; i < d; i++) state.sigmaPath[i] = (1 - cSigma) * state.sigmaPath[i] + gain * whitened[i];
  const length = Math.hypot(...state.sigmaPath);
  const decay = Math.sqrt(1 - (1 - cSigma) ** (2 * (state.generation + 1)));
  const slow = length / decay < (1.4 + 2 / (d + 1)) * expected;

  const cC = (4 + muEff / d) / (d + 4 + (2 * muEff) / d);
  const path = slow ? Math.sqrt(cC * (2 - cC) * muEff) : 0;
  for (let i = 0; i < d; i++) state.covariancePath[i] = (1 - cC) * state.covariancePath[i] + path * step[i];
  const scaled = weights.map((weight, k) =>
    weight >= 0 ? weight : (weight * d) / (squaredLength(inverseRoot(values, vectors, ranked[k].y)) + 1e-8),
  );
  const lost = slow ? 0 : c1 * cC * (2 - cC);
  const keep = 1 + lost - c1 - cMu * weights.reduce((sum, weight) => sum + weight, 0);
  updateCovariance(state, ranked, keep, c1, cMu, scaled);
  state.sigma *= Math.exp(Math.min(1, (cSigma / dSigma) * (length / expected - 1)));
}

/** keep C + c1 p p^T + cMu sum w y y^T. */
function updateCovariance(
  { mean, covariance, covariancePath }: Evolution,
  ranked: readonly Individual[],
  keep: number,
  c1: number,
  cMu: number,
  weights: readonly number[],
): void {
  const d = mean.length;
  const y = Float64Array.from({ length: ranked.length * d }, (_, at) => ranked[Math.floor(at / d)].y[at % d]);
  for (let i = 0; i < d; i++) {
    for (let j = i; j < d; j++) {
      let sum = keep * covariance[i * d + j] + c1 * covariancePath[i] * covariancePath[j];
      for (let k = 0, at = 0; k < ranked.length; k++, at += d) sum += cMu * weights[k] * y[at + i] * y[at + j];
      covariance[i * d + j] = sum;
      covariance[j * d + i] = sum;
    }
  }
}

interface Coefficients {
  /** By rank, the best first; those of the positive half sum to 1. */
  readonly weights: readonly number[];
  readonly muEff: number;
  /** Learning rates of the rank-one and the rank-mu update. */
  readonly c1: number;
  readonly cMu: number;
}

/** Table 1 of the tutorial for `d` parameters and `population` ranked designs. */
function coefficients(d: number, population: number): Coefficients {
  const raw = Array.from({ length: population }, (_, k) => Math.log((population + 1) / 2) - Math.log(k + 1));
  const mu = Math.max(1, Math.floor(population / 2));
  const effective = (list: readonly number[]): number =>
    list.length === 0 ? 0 : list.reduce((a, b) => a + b, 0) ** 2 / list.reduce((a, b) => a + b * b, Number.MIN_VALUE);
  const muEff = effective(raw.slice(0, mu));
  const c1 = 2 / ((d + 1.3) ** 2 + muEff);
  const cMu = Math.min(1 - c1, (2 * (muEff - 2 + 1 / muEff)) / ((d + 2) ** 2 + muEff));
  const positive = raw.filter((w) => w > 0).reduce((a, b) => a + b, 0);
  const negative = -raw.filter((w) => w < 0).reduce((a, b) => a + b, 0);
  const limit =
    cMu > 0
      ? Math.min(1 + c1 / cMu, 1 + (2 * effective(raw.slice(mu))) / (muEff + 2), Math.max(0, 1 - c1 - cMu) / (d * cMu))
      : 0;
  return { weights: raw.map((w) => (w >= 0 ? w / positive : (limit * w) / negative)), muEff, c1, cMu };
}

/** C^(-1/2) y from the eigenvalues and eigenvectors of C; directions without extent give 0. */
function inverseRoot(values: Float64Array, vectors: Float64Array, y: readonly number[]): Float64Array {
  const d = y.length;
  const result = new Float64Array(d);
  for (let k = 0; k < d; k++) {
    if (!(values[k] > 0)) continue;
    let projection = 0;
    for (let i = 0; i < d; i++) projection += vectors[i * d + k] * y[i];
    projection /= Math.sqrt(values[k]);
    for (let i = 0; i < d; i++) result[i] += vectors[i * d + k] * projection;
  }
  return result;
}

function squaredLength(x: Float64Array): number {
  let sum = 0;
  for (const value of x) sum += value * value;
  return sum;
}
