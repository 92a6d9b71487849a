/** Errors of phase-change cells, after the model published with AIHWKit; levels g in 0..1. */
import type { AnalogLoss } from '../../../hwtemplates/index.js';

type Pcm = AnalogLoss['pcm'];

/** Standard deviation of a level after programming, as a share of the highest level. */
export function programmingError({ programmingUs, largestUs }: Pcm, level: number): number {
  const [constant, linear, quadratic] = programmingUs;
  return Math.max(quadratic * level ** 2 + linear * level + constant, 0) / largestUs;
}

/** What is left of a level `seconds` after programming: g (t / t0)^-nu, nu larger for low levels. */
export function drifted(
  { driftPerLnLevel, drift, driftRange, readSeconds }: Pcm,
  level: number,
  seconds: number,
): number {
  if (level === 0) return 0;
  const [low, high] = driftRange;
  const nu = Math.min(high, Math.max(low, driftPerLnLevel * Math.log(level) + drift));
  return level * (Math.max(seconds, readSeconds) / readSeconds) ** -nu;
}

/**
 * Root mean square error of cells, relative to that of their levels, after one gain for all has been calibrated out.
 * @param shares probability of each of the evenly spaced levels
 * @param seconds since programming; up to the first read nothing drifts
 */
export function pcmCellError(pcm: Pcm, shares: readonly number[], seconds: number): number {
  const highest = shares.length - 1;
  const sum = (term: (level: number) => number) =>
    shares.reduce((total, share, k) => total + share * term(k / highest), 0);
  const squares = sum((level) => level ** 2);
  if (squares === 0) return 0;
  const gain = sum((level) => level * drifted(pcm, level, seconds)) / squares;
  const errors = sum(
    (level) => (programmingError(pcm, level) ** 2 + (drifted(pcm, level, seconds) - gain * level) ** 2) / gain ** 2,
  );
  return Math.sqrt(errors / squares);
}
