/** Metrics as numbers of comparable size, for observations. */
import type { MetricSpec } from './problem.js';

/** Observations after which the running scale is frozen, so that a policy's inputs stop drifting. */
const FROZEN_AFTER = 100;
const LIMIT_CLIP = 10;
const SCALE_CLIP = 10;

/**
 * Per metric: value/limit clipped to [0, 10] where a limit exists, else the logarithm, standardised by its running mean
 * and deviation over the first 100 evaluations and clipped to [-10, 10].
 */
export class MetricScaler {
  readonly #metrics: readonly MetricSpec[];
  readonly #count: Uint32Array;
  readonly #mean: Float64Array;
  /** Sums of squared deviations (Welford 1962). */
  readonly #squares: Float64Array;

  constructor(metrics: readonly MetricSpec[]) {
    this.#metrics = metrics;
    this.#count = new Uint32Array(metrics.length);
    this.#mean = new Float64Array(metrics.length);
    this.#squares = new Float64Array(metrics.length);
  }

  /** Bounds of the scaled metric `i`. */
  range(i: number): readonly [low: number, high: number] {
    return hasLimit(this.#metrics[i] as MetricSpec) ? [0, LIMIT_CLIP] : [-SCALE_CLIP, SCALE_CLIP];
  }

  observe(metrics: Readonly<Record<string, number>>): void {
    this.#metrics.forEach(({ name }, i) => {
      const value = metrics[name];
      const count = (this.#count[i] as number) + 1;
      if (value === undefined || count > FROZEN_AFTER) return;
      const log = signedLog(value);
      const delta = log - (this.#mean[i] as number);
      this.#count[i] = count;
      this.#mean[i] = (this.#mean[i] as number) + delta / count;
      this.#squares[i] = (this.#squares[i] as number) + delta * (log - (this.#mean[i] as number));
    });
  }

  /** Metric `i` of `metrics`, scaled; 0 where it is missing. */
  scale(metrics: Readonly<Record<string, number>>, i: number): number {
    const metric = this.#metrics[i] as MetricSpec;
    const value = metrics[metric.name];
    if (value === undefined) return 0;
    if (hasLimit(metric)) return Math.min(LIMIT_CLIP, Math.max(0, value / (metric.limit as number)));
    const deviation = Math.sqrt((this.#squares[i] as number) / Math.max(1, this.#count[i] as number));
    const standard = (signedLog(value) - (this.#mean[i] as number)) / (deviation + 1e-8);
    return Math.min(SCALE_CLIP, Math.max(-SCALE_CLIP, standard));
  }
}

const hasLimit = ({ limit }: MetricSpec): boolean => limit !== undefined && limit > 0;

/** A logarithm for any number: odd, monotone, and ln(x) + 27.6 for x well above 1e-12. */
const signedLog = (value: number): number => Math.sign(value) * Math.log1p(Math.abs(value) * 1e12);
