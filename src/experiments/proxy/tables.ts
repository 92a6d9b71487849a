/** What is known of a proxy as tables of words: for the terminal and for the report. */
import { compareScores } from '../../design/compare.js';
import type { Interval } from '../../stats/bootstrap.js';
import { median } from '../../stats/quantile.js';
import type { TextTable } from '../text-table.js';
import { formatMetric, formatNumber, wordsOf } from '../units.js';
import type { Figures, TestReport } from './protocol.js';
import type { CheckedDesign, Recheck } from './recheck.js';

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

/** The learning curves; undefined where all data are fewer designs than the shortest one takes. */
export function curveTable({ metrics }: TestReport): TextTable | undefined {
  const entries = Object.entries(metrics);
  const all = entries.flatMap(([, { learningCurve }]) => learningCurve.map(({ designs }) => designs));
  const sizes = [...new Set(all)].sort((a, b) => a - b);
  if (sizes.length === 0) return undefined;
  return {
    title: 'RMSE / mean in per cent by the number of designs trained on',
    head: ['metric', ...sizes.map(String)],
    rows: entries.map(([name, { learningCurve }]) => [
      name,
      ...sizes.map((size) => words(learningCurve.find(({ designs }) => designs === size)?.rmsePercent)),
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

/** What was found on a proxy beside its simulation: the design predicted to be best, and how far all final ones are off. */
export function recheckTable({ designs }: Recheck): TextTable {
  const score = ({ predicted: { objectives, feasible, violation } }: CheckedDesign) => ({
    objectives,
    violation: feasible ? 0 : violation,
  });
  const shown = designs.toSorted((a, b) => compareScores(score(a), score(b)))[0];
  const kept = designs.filter(({ simulated }) => simulated.feasible).length;
  const rows = Object.entries(shown?.predicted.metrics ?? {}).map(([name, predicted]) => {
    const simulated = shown?.simulated.metrics[name];
    const errors = designs.map((design) => errorOf(design, name)).filter(Number.isFinite);
    return [
      wordsOf(name),
      formatMetric(name, predicted),
      simulated === undefined ? '' : formatMetric(name, simulated),
      ...(errors.length === 0
        ? ['', '']
        : [median(errors), Math.max(...errors)].map((error) => `${formatNumber(error)} %`)),
    ];
  });
  return {
    title: `Searched on a proxy. The ${designs.length} final designs, simulated: ${kept} of them feasible`,
    head: ['metric', 'best design predicted', 'and simulated', 'median error of all', 'largest'],
    rows,
  };
}

function errorOf({ predicted, simulated }: CheckedDesign, metric: string): number {
  const truth = simulated.metrics[metric] ?? Number.NaN;
  return (100 * Math.abs((predicted.metrics[metric] as number) - truth)) / Math.abs(truth);
}

const words = (interval: Interval | undefined): string => {
  if (interval === undefined) return '';
  const { estimate, low, high } = interval;
  return `${formatNumber(estimate)} [${formatNumber(low)}, ${formatNumber(high)}]`;
};
