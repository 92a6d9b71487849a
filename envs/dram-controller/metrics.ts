/** The figures of a controller: what a run gives in SI units, and what several runs give together. */
import type { DramDevice } from '../../hwtemplates/index.js';
import type { DramMode, DramResult } from '../../simulators/dram/index.js';
import type { Provenance } from '../../src/design/evaluation.js';
import type { MetricSpec } from '../../src/design/problem.js';
import type { Workload } from './workloads.js';

export type Metrics = Readonly<Record<string, number>>;

/** What a metric needs to exist: reads, writes, or a device with an energy model. */
type Need = 'reads' | 'writes' | 'energy';

interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly need?: Need;
  /** How workloads are put together; `product` is computed from the means. */
  readonly mean: 'geometric' | 'arithmetic' | 'product';
}

const time = { unit: 's', mean: 'geometric' } as const;
const all: readonly Metric[] = [
  { name: 'totalTimeS', ...time, description: 'until the last answer' },
  { name: 'readLatencyMeanS', ...time, need: 'reads', description: 'mean, from sending a read to its answer' },
  { name: 'readLatencyP50S', ...time, need: 'reads', description: 'median of the same' },
  { name: 'readLatencyP99S', ...time, need: 'reads', description: 'what 99 % of the reads keep' },
  { name: 'writeLatencyMeanS', ...time, need: 'writes', description: 'mean, from sending a write to its answer' },
  { name: 'bandwidthBytesPerS', unit: 'bytes/s', mean: 'geometric', description: 'bytes moved in the total time' },
  { name: 'energyJ', unit: 'J', mean: 'geometric', need: 'energy', description: 'of the DRAM, without I/O' },
  { name: 'averagePowerW', unit: 'W', mean: 'geometric', need: 'energy', description: 'energy over the time counted' },
  {
    name: 'energyDelayProductJS',
    unit: 'J s',
    mean: 'product',
    need: 'energy',
    description: 'energyJ * totalTimeS',
  },
  { name: 'rowHitRate', unit: '', mean: 'arithmetic', description: 'share of accesses that found their row open' },
  { name: 'energyPerRequestJ', unit: 'J', mean: 'geometric', need: 'energy', description: 'energy of one access' },
];

export const metricNames: readonly string[] = all.map(({ name }) => name);

const means: Readonly<Record<Metric['mean'], string>> = {
  geometric: 'geometric mean',
  arithmetic: 'mean',
  product: 'of the geometric means',
};

/** Why a metric is not there: no workload has reads or writes, or the device has no energy model. */
const reasons: Readonly<Record<Need, string>> = {
  reads: 'no workload reads',
  writes: 'no workload writes',
  energy: 'the device has no energy model (those of DDR3 and DDR4 have one)',
};

/** The metrics that these workloads have on `device`, and why the others are missing. */
export class MetricTable {
  readonly specs: readonly MetricSpec[];
  /** Name -> reason. */
  readonly missing: ReadonlyMap<string, string>;
  readonly provenance: Provenance;
  readonly #metrics: readonly Metric[];

  constructor(device: DramDevice, workloads: readonly Workload[], mode: DramMode) {
    const has: Readonly<Record<Need, boolean>> = {
      reads: workloads.some(({ trace }) => trace.writes.includes(0)),
      writes: workloads.some(({ trace }) => trace.writes.includes(1)),
      energy: device.power !== null,
    };
    this.provenance = provenanceOf(device, mode);
    this.#metrics = all.filter(({ need }) => need === undefined || has[need]);
    const among = ({ mean }: Metric) => (workloads.length === 1 ? '' : `; ${means[mean]} of the workloads`);
    this.specs = this.#metrics.map((metric) => {
      const { name, unit, description } = metric;
      return { name, unit, description: description + among(metric), source: this.provenance };
    });
    this.missing = new Map(
      all.flatMap(({ name, need }) => (need === undefined || has[need] ? [] : [[name, reasons[need]] as const])),
    );
  }

  /**
   * Metrics of several workloads: geometric means of times, latencies, energies, power and bandwidth over the workloads
   * that have them, the product of the mean energy and time, the arithmetic mean of the row hit rate.
   */
  combine(workloads: readonly Metrics[]): Metrics {
    const combined: Record<string, number> = {};
    for (const { name, mean } of this.#metrics) {
      const values = workloads.flatMap((metrics) => metrics[name] ?? []);
      if (mean === 'geometric') combined[name] = geometricMean(values);
      else if (mean === 'arithmetic') combined[name] = arithmeticMean(values);
      else combined[name] = (combined['energyJ'] as number) * (combined['totalTimeS'] as number);
    }
    return combined;
  }
}

/** The metrics of one run of `requests` requests; those that it does not have are left out. */
export function metricsOf(result: DramResult, requests: number): Metrics {
  const { totalTimeNs, readLatencyNs: reads, writeLatencyNs: writes, energyPj, averagePowerMw } = result;
  const totalTimeS = totalTimeNs / 1e9;
  const energyJ = energyPj === null ? undefined : energyPj.total / 1e12;
  return present({
    totalTimeS,
    readLatencyMeanS: seconds(reads.mean),
    readLatencyP50S: seconds(reads.p50),
    readLatencyP99S: seconds(reads.p99),
    writeLatencyMeanS: seconds(writes.mean),
    bandwidthBytesPerS: result.bandwidthGBps * 1e9,
    energyJ,
    averagePowerW: averagePowerMw === null ? undefined : averagePowerMw / 1e3,
    energyDelayProductJS: energyJ === undefined ? undefined : energyJ * totalTimeS,
    rowHitRate: result.rowHitRate,
    energyPerRequestJ: energyJ === undefined ? undefined : energyJ / requests,
  });
}

const seconds = (ns: number | undefined): number | undefined => (ns === undefined ? undefined : ns / 1e9);

function present(values: Readonly<Record<string, number | undefined>>): Metrics {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Metrics;
}

/** Of positive numbers; of one number exactly that number. */
function geometricMean(values: readonly number[]): number {
  if (values.length === 1) return values[0] as number;
  return Math.exp(arithmeticMean(values.map(Math.log)));
}

const arithmeticMean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function provenanceOf({ validated, power }: DramDevice, mode: DramMode): Provenance {
  return {
    simulator: 'dram',
    mode,
    validated: validated === true && mode !== 'corrected',
    extrapolated: false,
    ...(power === null ? {} : { assumption: 'energy without I/O and termination' }),
  };
}
