/** Metrics in words: accuracies with their error and how they were got, the rest in engineering units. */
import type { MetricSpec } from '../../design/problem.js';
import { formatAccuracy, formatMetric, isAccuracy } from '../units.js';

const ERROR = 'StandardError';

type Values = Readonly<Record<string, number>>;

/** `75.1 % ± 1.6 (surrogate)` for an accuracy whose standard error is among `values`; other metrics in their units. */
export function metricWords({ name, unit, source }: MetricSpec, values: Values, digits = 4): string {
  const [value, standardError] = [values[name] as number, values[name + ERROR]];
  return isAccuracy(name, unit) && standardError !== undefined
    ? formatAccuracy(value, standardError, source.mode ?? source.simulator)
    : formatMetric(name, value, unit, digits);
}

/** True for a standard error that {@link metricWords} prints with its metric. */
export function isStandardError(name: string, metrics: readonly MetricSpec[]): boolean {
  return name.endsWith(ERROR) && metrics.some((metric) => metric.name + ERROR === name);
}

/** The metrics that are accuracies with a standard error. */
export function accuraciesOf(metrics: readonly MetricSpec[], values: Values): MetricSpec[] {
  return metrics.filter(
    ({ name, unit }) => isAccuracy(name, unit) && values[name] !== undefined && values[name + ERROR] !== undefined,
  );
}

/** The standard errors of {@link accuraciesOf}, fractions, rising. */
export function standardErrors(metrics: readonly MetricSpec[], values: Values): number[] {
  return accuraciesOf(metrics, values)
    .map(({ name }) => values[name + ERROR] as number)
    .sort((a, b) => a - b);
}
