/** What is known of a proxy as tables of words: for the terminal and for the report. */
import type { Interval } from '../../stats/bootstrap.js';
import { formatNumber } from '../units.js';
import type { Figures, TestReport } from './protocol.js';

export interface TextTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The model beside its baselines, metric by metric. */
export function errorTable({ metrics, splits, designs }: TestReport): TextTable {
  const row = (name: string, model: string, { rmsePercent, mapePercent, r2, spearman, worstPercent }: Figures) => [
    name,
    model,
    words(rmsePercent),
    words(mapePercent),
    words(worstPercent),
    formatNumber(r2.estimate, 5),
    formatNumber(spearman.estimate, 5),
  ];
  return {
    title: `Errors on ${designs.test} unseen designs, in per cent: mean over ${splits.length} splits [95 % interval]`,
    head: ['metric', 'model', 'RMSE / mean', 'MAPE', 'MAPE of the worst 1 %', 'R2', 'Spearman'],
    rows: Object.entries(metrics).flatMap(([name, { model, baselines }]) => [
      row(name, 'proxy', model),
      row('', 'nearest neighbour', baselines.nearest),
      row('', 'linear', baselines.linear),
      // A constant explains and orders nothing.
      [...row('', 'mean', baselines.mean).slice(0, 5), '', ''],
    ]),
  };
}

/** The learning curves. */
export function curveTable({ metrics }: TestReport): TextTable {
  const entries = Object.entries(metrics);
  const sizes = entries[0]?.[1].learningCurve.map(({ designs }) => designs) ?? [];
  return {
    title: 'RMSE / mean in per cent by the number of designs trained on',
    head: ['metric', ...sizes.map(String)],
    rows: entries.map(([name, { learningCurve }]) => [
      name,
      ...learningCurve.map(({ rmsePercent }) => words(rmsePercent)),
    ]),
  };
}

/** The shift test of each metric that has one. */
export function shiftTables({ metrics }: TestReport): TextTable[] {
  return Object.entries(metrics)
    .filter(([, { shift }]) => shift.length > 0)
    .map(([name, { shift }]) => {
      const agents = Object.keys(shift[0]?.testedOn ?? {});
      return {
        title: `${name}: trained on ${shift[0]?.designs} designs of one agent (row), tested on another's (column); RMSE / mean in per cent`,
        head: ['trained on', ...agents],
        rows: shift.map(({ trainedOn, testedOn }) => [trainedOn, ...agents.map((agent) => words(testedOn[agent]))]),
      };
    });
}

const words = (interval: Interval | undefined): string => {
  if (interval === undefined) return '';
  const { estimate, low, high } = interval;
  return `${formatNumber(estimate)} [${formatNumber(low)}, ${formatNumber(high)}]`;
};
