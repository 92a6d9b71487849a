/** How estimates are compared and printed. */
import { badRequest } from '../errors.js';
import type { AccuracyEstimate } from './estimator.js';

export interface Comparison {
  /** a's accuracy minus b's. */
  readonly difference: number;
  /** True when the difference is more than two of its standard errors. */
  readonly significant: boolean;
  /** True when only the order may be reported, not that one is better. */
  readonly rankingOnly: boolean;
}

/**
 * Compares two estimates of one task: the difference counts when |A - B| > 2 sqrt(seA^2 + seB^2).
 * Estimates of different tasks, or a proxy and an accuracy, cannot be compared: `badRequest`.
 */
export function compare(a: AccuracyEstimate, b: AccuracyEstimate): Comparison {
  if (a.provenance.task !== b.provenance.task) {
    throw badRequest('/task', `accuracies on ${a.provenance.task} and ${b.provenance.task} cannot be compared`);
  }
  if ((a.provenance.scale === 'proxy') !== (b.provenance.scale === 'proxy')) {
    throw badRequest('/scale', 'a proxy is no accuracy and cannot be compared with one');
  }
  const difference = a.accuracy - b.accuracy;
  const significant = Math.abs(difference) > 2 * Math.sqrt(a.standardError ** 2 + b.standardError ** 2);
  return { difference, significant, rankingOnly: !significant };
}

/** May a report call A better than B? */
export function better(a: AccuracyEstimate, b: AccuracyEstimate): boolean {
  const { difference, significant } = compare(a, b);
  return significant && difference > 0;
}

/** "75.1 % +- 1.6 (surrogate)"; a proxy, which is no accuracy, without the per cent: "0.75 (proxy)". */
export function formatEstimate({ accuracy, standardError, provenance }: AccuracyEstimate): string {
  if (provenance.scale === 'proxy') return `${accuracy.toFixed(2)} (proxy)`;
  const error = 100 * standardError;
  const digits = error < 0.05 ? 2 : 1;
  const mark = provenance.extrapolated ? `${provenance.scale}, extrapolated` : provenance.scale;
  return `${(100 * accuracy).toFixed(digits)} % +- ${error.toFixed(digits)} (${mark})`;
}
