import { quantileOfSorted } from './quantile.js';
import { RandomStream } from './random.js';

export interface BootstrapOptions {
  readonly seed: number;
  /** Default 2000. */
  readonly resamples?: number;
  /** Default 0.95. */
  readonly confidence?: number;
  /** One label per value: values are exchanged only among those with the same label, e.g. the problem of a run. */
  readonly strata?: readonly unknown[];
}

export interface Interval {
  /** The statistic of the values themselves. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Percentile bootstrap (Efron 1979). A resample keeps the order of the strata: entry i is drawn among the values that
 * share the label of value i.
 */
export function bootstrap<T>(
  values: readonly T[],
  statistic: (resample: readonly T[]) => number,
  options: BootstrapOptions,
): Interval {
  const { confidence = 0.95 } = options;
  const replicates = bootstrapReplicates(values, statistic, options).sort();
  const tail = (1 - confidence) / 2;
  return {
    estimate: statistic(values),
    low: quantileOfSorted(replicates, tail),
    high: quantileOfSorted(replicates, 1 - tail),
  };
}

/** The statistic of each resample, in the order drawn. */
export function bootstrapReplicates<T>(
  values: readonly T[],
  statistic: (resample: readonly T[]) => number,
  { seed, resamples = 2000, strata }: BootstrapOptions,
): Float64Array {
  if (values.length === 0) throw new RangeError('no bootstrap of no values');
  if (strata !== undefined && strata.length !== values.length) {
    throw new RangeError(`${values.length} values have ${strata.length} labels of strata`);
  }
  const random = RandomStream.from(seed, 'bootstrap');
  const members = groupOf(values, strata);
  return Float64Array.from({ length: resamples }, () => statistic(members.map((group) => random.choice(group))));
}

/** Per value, the values of its stratum. */
function groupOf<T>(values: readonly T[], strata: readonly unknown[] | undefined): readonly (readonly T[])[] {
  if (strata === undefined) return values.map(() => values);
  const groups = new Map<unknown, T[]>();
  values.forEach((value, i) => {
    const group = groups.get(strata[i]);
    if (group === undefined) groups.set(strata[i], [value]);
    else group.push(value);
  });
  return strata.map((label) => groups.get(label) as T[]);
}
