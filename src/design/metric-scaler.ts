/** Metrics as numbers of comparable size, for observations. */
import type { MetricSpec } from './problem.js';

/** Observations after which the running scale is frozen, so that a policy's inputs stop drifting. */
const FROZEN_AFTER = 100;
const LIMIT_CLIP = 10;
const LOG2_CLIP = 8;
const SCALE_CLIP = 10;
const RATIO_CLIP = 20;

/**
 * With a baseline, per metric ln(value / baseline) clipped to [-20, 20], so that the baseline itself is zero. Without
 * one, value/limit clipped to [0, 10] where a limit exists (or its binary logarithm clipped to [-8, 8], where the metric
 * asks for that), else the logarithm, standardised by its running mean and
 * deviation over the first 100 evaluations and clipped to [-10, 10].
 */
export class MetricScaler {
  /** Those that are observed; positions below are positions here. */
  readonly metrics: readonly MetricSpec[];
  readonly #baseline: Readonly<Record<string, number>> | undefined;
  readonly #count: Uint32Array;
  readonly #mean: Float64Array;
  /** Sums of squared deviations (Welford 1962). */
  readonly #squares: Float64Array;

  constructor(metrics: readonly MetricSpec[], baseline?: Readonly<Record<string, number>>) {
    this.metrics = metrics.filter(({ observed }) => observed !== false);
    this.#baseline = baseline;
    this.#count = new Uint32Array(this.metrics.length);
    this.#mean = new Float64Array(this.metrics.length);
    this.#squares = new Float64Array(this.metrics.length);
  }

  /** Bounds of the scaled metric `i`. */
  range(i: number): readonly [low: number, high: number] {
    if (this.#baseline !== undefined) return [-RATIO_CLIP, RATIO_CLIP];
    const metric = this.metrics[i] as MetricSpec;
    if (!hasLimit(metric)) return [-SCALE_CLIP, SCALE_CLIP];
    return metric.observedAs === 'log2Ratio' ? [-LOG2_CLIP, LOG2_CLIP] : [0, LIMIT_CLIP];
  }

  observe(metrics: Readonly<Record<string, number>>): void {
    this.metrics.forEach(({ name }, i) => {
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
    const metric = this.metrics[i] as MetricSpec;
    const value = metrics[metric.name];
    if (value === undefined) return 0;
    if (this.#baseline !== undefined) return logRatio(value, this.#baseline[metric.name]);
    if (hasLimit(metric)) {
      const ratio = value / (metric.limit as number);
      if (metric.observedAs !== 'log2Ratio') return clipped(ratio, 0, LIMIT_CLIP);
      return clipped(Math.log2(Math.max(0, ratio)), -LOG2_CLIP, LOG2_CLIP);
    }
    const deviation = Math.sqrt((this.#squares[i] as number) / Math.max(1, this.#count[i] as number));
    const standard = (signedLog(value) - (this.#mean[i] as number)) / (deviation + 1e-8);
    return clipped(standard, -SCALE_CLIP, SCALE_CLIP);
  }
}

const hasLimit = ({ limit }: MetricSpec): boolean => limit !== undefined && limit > 0;

const clipped = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** ln(value / baseline), 0 where they are equal or there is no baseline. */
function logRatio(value: number, baseline: number | undefined): number {
  if (baseline === undefined || value === baseline) return 0;
  return clipped(Math.log(value / baseline), -RATIO_CLIP, RATIO_CLIP);
}

/** A logarithm for any number: odd, monotone, and ln(x) + 27.6 for x well above 1e-12. */
const signedLog = (value: number): number => Math.sign(value) * Math.log1p(Math.abs(value) * 1e12);
