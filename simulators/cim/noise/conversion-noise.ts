/** Mean squared error of one conversion, in squares of the smallest step of a partial sum. */
import { normalDensity, normalUpperTail } from '../../../src/stats/normal-distribution.js';

/** A partial sum of one column, one weight slice and one input beat, and the converter that reads it. */
export interface PartialSum {
  readonly mean: number;
  readonly sd: number;
  /** Mean of the sum of the squared products of its rows. */
  readonly squares: number;
  /** Largest value: all rows on, all cells full. */
  readonly full: number;
}

/** @param range value at which the converter's scale ends */
export function stepOf(range: number, adcBits: number): number {
  return Math.max(1, range / (2 ** adcBits - 1));
}

/**
 * Quantisation (d^2 / 12), clipping beyond the scale and errors of the cells. A step of 1 is exact: it errs only where
 * cell errors carry the sum over half a step, and rounding heals smaller ones.
 * @param cellError standard deviation of a cell's conductance, relative
 */
export function conversionNoise(sum: PartialSum, range: number, adcBits: number, cellError: number): number {
  const step = stepOf(range, adcBits);
  const clipped = clipping(sum, step * (2 ** adcBits - 1));
  const cells = cellError ** 2 * sum.squares;
  if (step > 1) return step ** 2 / 12 + clipped + cells;
  return clipped + (cells === 0 ? 0 : roundedVariance(Math.sqrt(cells)));
}

/** E[(p - limit)^2; p > limit] of a normal partial sum; 0 when its largest value is within the limit. */
function clipping({ mean, sd, full }: PartialSum, limit: number): number {
  if (full <= limit || sd === 0) return 0;
  const a = (limit - mean) / sd;
  return Math.max(0, sd ** 2 * ((1 + a * a) * normalUpperTail(a) - a * normalDensity(a)));
}

/** Variance of N(0, sigma) rounded to whole numbers: sum of 2 k^2 P(k - 1/2 < x < k + 1/2). */
export function roundedVariance(sigma: number): number {
  let variance = 0;
  for (let k = 1, tail = normalUpperTail(0.5 / sigma); tail > 0; k++) {
    const next = normalUpperTail((k + 0.5) / sigma);
    const term = 2 * k * k * (tail - next);
    variance += term;
    if (term < 1e-17 * variance) break;
    tail = next;
  }
  return variance;
}
