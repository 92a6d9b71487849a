/** The table of agents and strategies, and what it lets one say. */
import { median } from '../../../stats/quantile.js';
import { formatMetric, formatNumber, formatPercent, wordsOf } from '../../units.js';
import { type ArmFigures, armFigures, type Contrast, contrasts } from '../comparison.js';
import { type Arm, armLabel, type ReportData } from '../data.js';
import { type Content, type Html, html, table } from '../html.js';
import type { Measure } from '../measure.js';
import { standardErrors } from '../metric-words.js';
import { axisScale } from '../shown-metrics.js';

export function comparisonSection(data: ReportData, measure: Measure): Html {
  const figures = armFigures(data, measure);
  if (figures.length === 0) return html`<p>No run has been evaluated yet.</p>`;
  const several = new Set(data.arms.map(({ strategy }) => strategy)).size > 1;
  const figure = axisScale(
    { name: measure.title, unit: measure.unit },
    figures.flatMap(({ quartiles = [] }) => quartiles.map(measure.shown)),
  );
  const number = (value: number): string =>
    Number.isFinite(value) ? formatNumber(measure.shown(value) * figure.factor) : 'none';
  const span = (low: number, high: number): string => {
    const ends = [number(low), number(high)];
    return `[${(measure.largerIsBetter ? ends.reverse() : ends).join(', ')}]`;
  };
  const anySpan = (low: number, high: number): string => (Number.isFinite(low) ? span(low, high) : '');
  const unit = figure.unit === '' ? '' : ` (${figure.unit})`;
  const columns = [
    ...armColumns(several),
    { title: 'seeds with a feasible design', number: true },
    { title: 'feasible evaluations', number: true },
    { title: `${measure.title}${unit}: median [quartiles]`, number: true },
    { title: '95 % interval of the median', number: true },
    { title: 'evaluations to the first feasible design', number: true },
  ];
  const rows = figures.map((of): Content[] => [
    ...armCells(of.arm, several),
    `${of.seedsFeasible} of ${of.arm.runs.length}`,
    of.evaluations === 0 ? '' : formatPercent(of.evaluationsFeasible / of.evaluations),
    of.quartiles === undefined
      ? ''
      : html`<b>${number(of.quartiles[1])}</b> ${anySpan(of.quartiles[0], of.quartiles[2])}`,
    of.interval === undefined ? '' : anySpan(of.interval.low, of.interval.high),
    firstWords(of),
  ]);
  const caption = `Best feasible ${measure.title} of each seed after its budget (${measure.largerIsBetter ? 'higher' : 'lower'} is better)`;
  return html`${table(caption, columns, rows)}
<p class="note">${measure.note} A seed without a feasible design counts as worse than every seed with one; where a quantile falls on such a
seed it reads “none”. Interval: percentile bootstrap over seeds, 2,000 resamples.${estimateNote(data)}</p>
${readings(data, figures, contrasts(figures, measure))}${limitsTable(data, figures, several)}`;
}

const armColumns = (several: boolean) => [
  { title: 'agent', name: true },
  ...(several ? [{ title: 'strategy', name: true }] : []),
];

const armCells = ({ agent, variant, strategy }: Arm, several: boolean): Content[] => [
  variant === undefined ? agent : `${agent} (${variant})`,
  ...(several ? [strategy] : []),
];

/** The best design of each arm against every limit. */
function limitsTable({ problem }: ReportData, figures: readonly ArmFigures[], several: boolean): Html {
  const limited = problem.metrics.filter(({ limit }) => limit !== undefined);
  if (limited.length === 0) return html``;
  return table(
    'The best design of all seeds, or the nearest miss, against every limit',
    [
      ...armColumns(several),
      { title: 'feasible?' },
      ...limited.map(({ name, unit, limit }) => ({
        title: `${wordsOf(name)} ≤ ${formatMetric(name, limit as number, unit)}`,
        number: true,
      })),
    ],
    figures.map(({ arm, best }): Content[] => [
      ...armCells(arm, several),
      best === undefined
        ? ''
        : best.feasible
          ? html`<span class="kept">yes</span>`
          : html`<span class="broken">no</span>`,
      ...limited.map(({ name, unit, limit }): Content => {
        const value = best?.metrics[name];
        if (value === undefined) return '–';
        const share = formatPercent(value / (limit as number), 0);
        return html`${formatMetric(name, value, unit)} <span class="${value <= (limit as number) ? 'kept' : 'broken'}">${share}</span>`;
      }),
    ]),
  );
}

function firstWords({ firstFeasible }: ArmFigures): string {
  if (firstFeasible.length === 0) return 'never';
  const [low, high] = [Math.min(...firstFeasible), Math.max(...firstFeasible)];
  const middle = formatNumber(median(firstFeasible));
  return low === high ? middle : `${middle} [${formatNumber(low)}, ${formatNumber(high)}]`;
}

/** How far accuracies that are estimates let designs be told apart. */
function estimateNote({ problem, winner }: ReportData): string {
  const errors = standardErrors(problem.metrics, winner?.result.metrics ?? {});
  const [low, high] = [errors[0], errors.at(-1)];
  if (low === undefined || high === undefined || high === 0) return '';
  const points = (fraction: number): string => (100 * fraction).toFixed(1);
  const span = points(low) === points(high) ? points(high) : `${points(low)} to ${points(high)}`;
  return ` The accuracies behind these figures are estimates with a standard error of ${span} points: two designs whose accuracies are
less than ${points(2 * Math.SQRT2 * high)} points apart are ranked by the estimator, not known to differ.`;
}

/** Sentences: who is ahead and how sure that is, and how the strategies fare in getting feasible at all. */
function readings(data: ReportData, figures: readonly ArmFigures[], tests: readonly Contrast[]): Html {
  const label = (arm: Arm): string => armLabel(data, arm);
  const lines = [
    ...tests.map(({ leader, arm, probability, pValue }) => {
      const sure =
        pValue < 0.05 ? 'seeds alone would rarely make such a difference' : 'not enough to call them different';
      return html`<li><b>${label(leader)}</b> against <b>${label(arm)}</b>: better in ${formatPercent(probability, 0)} of the pairs of
        seeds (Mann-Whitney p = ${formatNumber(pValue, 2)}${tests.length > 1 ? ' after Holm' : ''}): ${sure}.</li>`;
    }),
    ...strategyLines(figures),
  ];
  return lines.length === 0 ? html`` : html`<ul class="readings">${lines}</ul>`;
}

/** Whether searching everything together ends feasible at least as often as searching the network first. */
function strategyLines(figures: readonly ArmFigures[]): Html[] {
  const joint = figures.filter(({ arm }) => arm.strategy === 'joint');
  const others = [...new Set(figures.map(({ arm }) => arm.strategy))].filter((name) => name !== 'joint');
  if (joint.length === 0) return [];
  return others.map((name) => {
    const [a, b] = [joint, figures.filter(({ arm }) => arm.strategy === name)].map((group) => ({
      feasible: group.reduce((sum, { seedsFeasible }) => sum + seedsFeasible, 0),
      seeds: group.reduce((sum, { arm }) => sum + arm.runs.length, 0),
    })) as [Share, Share];
    const [ours, theirs] = [a.feasible / Math.max(1, a.seeds), b.feasible / Math.max(1, b.seeds)];
    const verdict = ours > theirs ? 'more often than' : ours === theirs ? 'as often as' : 'less often than';
    return html`<li>Joint search ended with a feasible design ${verdict} <b>${name}</b>: in ${a.feasible} of ${a.seeds} runs
      against ${b.feasible} of ${b.seeds}.</li>`;
  });
}

interface Share {
  readonly feasible: number;
  readonly seeds: number;
}
