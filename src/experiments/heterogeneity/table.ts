/** What heterogeneity buys, over seeds. */
import { hypervolume } from '../../design/hypervolume.js';
import { quantile } from '../../stats/quantile.js';
import { hasMacros } from './ablation.js';
import { type Arm, type Comparison, goals, type Measure, type Outcome, type Setting } from './types.js';

/** Hypervolumes reach to this multiple of the worst NPU-only latency and energy of a setting. */
const REFERENCE = 2;

export interface GainRow extends Setting {
  readonly measure: Measure;
  readonly arm: Arm;
  readonly adcModel: string;
  /** Seeds in which both searches found a feasible design, and all in which the NPU alone did. */
  readonly compared: number;
  readonly seeds: number;
  /** By seed, of those compared: what {@link Gain} says of the measure. */
  readonly gains: readonly Gain[];
  /** Of the gains; NaN where nothing was compared. */
  readonly median: number;
  readonly quartiles: readonly [low: number, high: number];
  readonly best: number;
  /** Share of the compared seeds in which the arm is better. */
  readonly better: number;
  /** Share of the designs that the arm found which have macros. */
  readonly withMacros: number;
}

/**
 * Latency and energy: 1 - found / NPU-only. Hypervolume: found / NPU-only - 1, in decades of latency and energy.
 * Accuracy: found - NPU-only, both at no higher latency. Negative where the larger space was searched worse.
 */
export interface Gain {
  readonly seed: number;
  readonly value: number;
}

/** One row for each measure, setting, model of converters and arm, in the order in which they were compared. */
export function gainRows(comparisons: readonly Comparison[]): GainRow[] {
  const groups = new Map<string, Comparison[]>();
  for (const one of comparisons) {
    const key = [one.measure, one.areaMm2, one.leastAccuracy, one.adcModel, one.arm].join();
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((group) => {
    const { measure, areaMm2, leastAccuracy, arm, adcModel } = group[0] as Comparison;
    const gainOf = measure === 'hypervolume' ? volumeGain(group) : gainIn(measure);
    const gains = group.filter(({ whole }) => whole.length > 0).map((one) => ({ seed: one.seed, value: gainOf(one) }));
    const values = gains.map(({ value }) => value);
    const designs = group.flatMap(({ whole }) => whole.map(({ design }) => design));
    const at = (share: number): number => (values.length === 0 ? Number.NaN : quantile(values, share));
    return {
      measure,
      areaMm2,
      leastAccuracy,
      arm,
      adcModel,
      compared: gains.length,
      seeds: group.length,
      gains,
      median: at(0.5),
      quartiles: [at(0.25), at(0.75)],
      best: at(1),
      better: share(values.filter((value) => value > 0).length, values.length),
      withMacros: share(designs.filter(hasMacros).length, designs.length),
    };
  });
}

const share = (part: number, all: number): number => (all === 0 ? Number.NaN : part / all);

function gainIn(measure: Exclude<Measure, 'hypervolume'>): (one: Comparison) => number {
  const best = ([found]: Outcome): number => found?.metrics[measure] as number;
  return ({ npuOnly, whole }) =>
    measure === 'accuracy' ? best(whole) - best(npuOnly) : 1 - best(whole) / best(npuOnly);
}

/** All seeds of a setting are measured up to one point. */
function volumeGain(group: readonly Comparison[]): (one: Comparison) => number {
  const points = (outcome: Outcome) =>
    outcome.map(({ metrics }) => goals.map((goal) => Math.log10(metrics[goal] as number)));
  const alone = group.flatMap(({ npuOnly }) => points(npuOnly));
  const reference = goals.map((_, i) => Math.log10(REFERENCE) + Math.max(...alone.map((point) => point[i] as number)));
  const volume = (outcome: Outcome): number => hypervolume(points(outcome), reference);
  return ({ npuOnly, whole }) => volume(whole) / volume(npuOnly) - 1;
}
