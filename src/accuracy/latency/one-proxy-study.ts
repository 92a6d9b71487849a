/** How much a proxy device helps to rank networks on another one, always beside its control without a proxy. */
import { badRequest } from '../../errors.js';
import { predictAll, type Regressor } from '../../models/index.js';
import { RandomStream } from '../../stats/random.js';
import { pearson, ranks, spearman } from '../../stats/rank-correlation.js';
import type { CellTable } from './cell-table.js';
import { edgeFeatures } from './edge-features.js';
import { adapt, proxyModel, type Samples, VALIDATION_SAMPLES } from './one-proxy.js';

export interface ProxyPair {
  readonly proxy: string;
  readonly target: string;
}

export interface StudyOptions {
  /** Numbers of measurements on the target. */
  readonly samples: readonly number[];
  /** Repetitions with other samples. */
  readonly seeds: number;
}

export const studyDefaults: StudyOptions = { samples: [10, 30, 60], seeds: 10 };

/** Pairs of the HELP table between which the study is usually made. */
export const usualPairs: readonly ProxyPair[] = [
  { proxy: 'pixel3', target: 'titan_rtx_1' },
  { proxy: 'pixel3', target: 'eyeriss' },
  { proxy: 'pixel2', target: 'titanx_256' },
  { proxy: 'samsung_a50', target: 'eyeriss' },
  { proxy: 'titan_rtx_1', target: 'raspi4' },
  { proxy: 'eyeriss', target: 'gold_6226' },
];

/** Mean and standard deviation over the seeds. */
export interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

/** Rank correlations with the target's measurements over all cells of the table. */
export interface PairResult extends ProxyPair {
  readonly cells: number;
  /** Of the proxy's own measurements. */
  readonly raw: number;
  /** Of a linear model fitted on every measurement of the target: what no linear adaptation can pass. */
  readonly linearCeiling: number;
  readonly bySamples: readonly { readonly samples: number; readonly adapted: Spread; readonly control: Spread }[];
}

/** @throws CogymError `badRequest` for an unknown device, or more samples than the table has cells */
export function oneProxyStudy(
  table: CellTable,
  pairs: readonly ProxyPair[],
  options: Partial<StudyOptions> = {},
): PairResult[] {
  const { samples, seeds } = { ...studyDefaults, ...options };
  if (!Number.isInteger(seeds) || seeds < 1) throw badRequest('/seeds', `seeds is an integer from 1, not ${seeds}`);
  return pairs.map((pair) => studyPair(table, pair, samples, seeds));
}

function studyPair(table: CellTable, { proxy, target }: ProxyPair, samples: readonly number[], seeds: number) {
  const [onProxy, onTarget] = [table.latencies(proxy), table.latencies(target)];
  const known = table.codes.flatMap((_, i) =>
    Number.isNaN((onProxy[i] as number) + (onTarget[i] as number)) ? [] : [i],
  );
  const rows = known.map((i) => edgeFeatures(table.codes[i] as string));
  const proxyLatencies = known.map((i) => onProxy[i] as number);
  const latencies = known.map((i) => onTarget[i] as number);
  const most = rows.length - VALIDATION_SAMPLES;
  const wrong = samples.find((count) => !Number.isInteger(count) || count < 2 || count > most);
  if (wrong !== undefined) throw badRequest('/samples', `samples are integers from 2 to ${most}, not ${wrong}`);
  const model = proxyModel(rows, proxyLatencies);
  const trueRanks = ranks(latencies);
  const quality = (predictor: Regressor) => pearson(ranks(predictAll(predictor, rows)), trueRanks);
  return {
    proxy,
    target,
    cells: rows.length,
    raw: spearman(proxyLatencies, latencies),
    linearCeiling: quality(proxyModel(rows, latencies)),
    bySamples: samples.map((count) => {
      const adapted: number[] = [];
      const control: number[] = [];
      for (let seed = 0; seed < seeds; seed++) {
        const order = RandomStream.from(seed, 'one-proxy').shuffle(rows.map((_, i) => i));
        const draw = (from: number, to: number): Samples => {
          const drawn = order.slice(from, to);
          return {
            rows: drawn.map((i) => rows[i] as Float64Array),
            targets: drawn.map((i) => latencies[i] as number),
          };
        };
        const [train, validation] = [draw(0, count), draw(count, count + VALIDATION_SAMPLES)];
        adapted.push(quality(adapt(model, train, validation)));
        control.push(quality(adapt(undefined, train, validation)));
      }
      return { samples: count, adapted: spreadOf(adapted), control: spreadOf(control) };
    }),
  };
}

function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
  return { mean, deviation: Math.sqrt(variance) };
}
