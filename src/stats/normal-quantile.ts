import { normalCdf, normalDensity } from './normal-distribution.js';

/**
 * x with P(Z <= x) = `p` of a standard normal Z, for 0 < p < 1; -Infinity at 0 and Infinity at 1.
 * The rational start of Abramowitz & Stegun 26.2.23 (error 4.5e-4), then Halley steps on the exact distribution.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0 || p === 1) return p === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  // The lower tail keeps its relative precision.
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  const numerator = 2.515517 + t * (0.802853 + t * 0.010328);
  let x = numerator / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let step = 0; step < 3; step++) {
    const u = (normalCdf(x) - p) / normalDensity(x);
    x -= u / (1 + (x * u) / 2);
  }
  return x;
}
