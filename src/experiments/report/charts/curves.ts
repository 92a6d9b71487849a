/** Progress of the arms: best feasible figure so far, and the share of seeds that have one. */
import type { CustomSeriesOption, EChartsOption, LineSeriesOption } from 'echarts';
import { formatNumber, type Scale, scaleFor } from '../../units.js';
import { axisStyle, type Drawing, hue, ink, legendRows, tickWords } from '../chart.js';
import { armLabel, largestBudget, type ReportData } from '../data.js';
import { html } from '../html.js';
import type { Measure } from '../measure.js';
import { type Progress, positions, progressOf } from '../progress.js';

const WIDTH = 560;
const dashes = ['solid', 'dashed', 'dotted', [8, 3, 2, 3]] as const;

interface Curve extends Progress {
  readonly label: string;
  readonly colour: string;
  readonly dash: (typeof dashes)[number];
}

/**
 * Both pictures share their arms' colours (by agent) and dashes (by strategy). Without a curve to draw there is no
 * picture of the best, and where all designs or none are feasible there is none of the share.
 */
export function curves(data: ReportData, measure: Measure): Drawing[] {
  const at = positions(largestBudget(data), data.problem.objectives.length > 1 ? 50 : 200);
  const agents = [...new Set(data.arms.map(({ agent, variant }) => `${agent} ${variant}`))];
  const strategies = strategiesOf(data);
  const byAgent = agents.length > 1 || strategies.length === 1;
  const all = data.arms.map((arm): Curve => {
    const [agent, strategy] = [agents.indexOf(`${arm.agent} ${arm.variant}`), strategies.indexOf(arm.strategy)];
    return {
      ...progressOf(arm, measure, at),
      label: armLabel(data, arm),
      colour: hue(byAgent ? agent : strategy),
      dash: dashes[strategy % dashes.length] ?? 'solid',
    };
  });
  const points = data.arms.flatMap(({ runs }) => runs.flatMap((run) => run.points));
  const some = points.some(({ feasible }) => feasible);
  const always = points.every(({ feasible }) => feasible);
  return [
    ...(all.some(({ median }) => median.at(-1) !== undefined) ? [bestDrawing(data, measure, at, all)] : []),
    ...(some && !always ? [shareDrawing(data, at, all)] : []),
  ];
}

function bestDrawing(data: ReportData, measure: Measure, at: readonly number[], all: readonly Curve[]): Drawing {
  const values = all
    .flatMap(({ median, better, worse }) => [...median, ...better, ...worse])
    .filter((v) => v !== undefined);
  const scale = scaleFor(values, measure.unit);
  const focus = focusOf(all, at, measure, scale);
  const seeds = Math.max(0, ...data.arms.map(({ runs }) => runs.length));
  const bands = seeds > 1 ? all.map((curve) => band(curve, at, scale)) : [];
  return {
    name: 'best-so-far',
    title: `Best ${measure.title} so far`,
    description: all.map((curve) => `${curve.label}: ${lastWords(curve.median.at(-1), scale)}`).join('; '),
    caption: html`<b>Best feasible ${measure.title} so far</b> (${measure.largerIsBetter ? 'higher' : 'lower'} is better)${
      seeds > 1
        ? html`: median over seeds; the band holds the middle half of them. A seed without a feasible design
      counts as worse than any with one, so a line begins where more than half of the seeds have one, and a band where three quarters
      have`
        : html` of the only seed; the line begins at its first feasible design`
    }. ${focus === undefined ? '' : 'The axis leaves out poor figures of the first tenth of the evaluations. '}${measure.note}`,
    width: WIDTH,
    height: 340,
    option: {
      ...frame(data, all, {
        name: axisName(measure.title, scale),
        scale: true,
        ...(spansDecades(values) ? { type: 'log' } : focus),
      }),
      series: [...bands, ...all.map((curve) => line(curve, curve.median, at, scale.factor))],
    },
  };
}

function shareDrawing(data: ReportData, at: readonly number[], all: readonly Curve[]): Drawing {
  return {
    name: 'share-feasible',
    title: 'Share of seeds with a feasible design',
    description: all
      .map(({ label, feasible }) => `${label}: ${formatNumber(100 * (feasible.at(-1) ?? 0))} % at the end`)
      .join('; '),
    caption: html`<b>Seeds that have found a feasible design</b> after so many evaluations. Read it beside the curves of the
      best: an arm that few seeds got through to is not drawn there, however good these few were.`,
    width: WIDTH,
    height: 340,
    option: {
      ...frame(data, all, { name: 'seeds with a feasible design (%)', min: 0, max: 100, interval: 25 }),
      series: all.map((curve) => line(curve, curve.feasible, at, 100)),
    },
  };
}

/** Positive figures over more than a factor of 50 read better on a logarithmic axis. */
function spansDecades(values: readonly number[]): boolean {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low > 0 && high / low > 50;
}

/**
 * End of the axis that cuts off the poor figures of the first tenth of the evaluations, where these would squeeze the
 * rest into less than half of the picture.
 */
function focusOf(
  all: readonly Curve[],
  at: readonly number[],
  { largerIsBetter }: Measure,
  { factor }: Scale,
): { min: number; max: number; interval: number } | undefined {
  const tenth = (at.at(-1) as number) / 10;
  const ends = (from: number): [number, number] => {
    const values = all
      .flatMap(({ median, better, worse }) => [median, better, worse])
      .flatMap((curve) => curve.filter((value, i) => value !== undefined && (at[i] as number) >= from))
      .map((value) => (value as number) * factor);
    return [Math.min(...values), Math.max(...values)];
  };
  const [[low, high], [lowLater, highLater]] = [ends(0), ends(tenth)];
  const range = highLater - lowLater;
  if (!(range > 0 && range < 0.5 * (high - low))) return undefined;
  const step = niceStep(range / 5);
  const [floor, ceiling] = largerIsBetter ? [lowLater, high] : [low, highLater];
  return { min: round(Math.floor(floor / step) * step), max: round(Math.ceil(ceiling / step) * step), interval: step };
}

/** The smallest of 1, 2, 5, 10, ... times a power of ten that is not below `least`. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return round(power * ([1, 2, 5].find((digit) => digit * power >= least * (1 - 1e-9)) ?? 10));
}

/** Without the dust of binary fractions. */
const round = (value: number): number => Number(value.toPrecision(12));

/** The strategies; `joint` comes first, so that its lines are the solid ones. */
function strategiesOf({ arms }: ReportData): string[] {
  const all = [...new Set(arms.map(({ strategy }) => strategy))];
  return all.includes('joint') ? ['joint', ...all.filter((name) => name !== 'joint')] : all;
}

export const axisName = (title: string, { unit }: Scale): string => (unit === '' ? title : `${title} (${unit})`);

function frame(data: ReportData, all: readonly Curve[], y: object): EChartsOption {
  const names = all.map(({ label }) => label);
  const rows = legendRows(names, WIDTH - 40);
  return {
    legend: {
      top: 0,
      left: 10,
      width: WIDTH - 20,
      itemWidth: 28,
      itemHeight: 8,
      itemStyle: { opacity: 0 },
      textStyle: { color: ink.text, fontSize: 12 },
      data: names,
      inactiveColor: ink.muted,
    },
    grid: { left: 64, right: 22, top: 30 + 18 * rows, bottom: 46 },
    xAxis: {
      type: 'value',
      min: 0,
      max: largestBudget(data),
      name: 'evaluations',
      nameLocation: 'middle',
      nameGap: 30,
      ...axisStyle,
      axisLabel: { ...axisStyle.axisLabel, formatter: tickWords },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      nameLocation: 'end',
      nameGap: 10,
      ...axisStyle,
      axisLabel: { ...axisStyle.axisLabel, formatter: tickWords },
      nameTextStyle: { ...axisStyle.nameTextStyle, align: 'left', padding: [0, 0, 0, -52] },
      ...y,
    },
  };
}

function line(
  curve: Curve,
  values: readonly (number | undefined)[],
  at: readonly number[],
  factor: number,
): LineSeriesOption {
  return {
    type: 'line',
    name: curve.label,
    step: 'end',
    symbol: 'none',
    lineStyle: { color: curve.colour, width: 2, type: curve.dash as 'solid' },
    itemStyle: { color: curve.colour },
    data: at.map((position, i) => [position, values[i] === undefined ? '-' : (values[i] as number) * factor]),
  };
}

/** The area between the quartiles as one stepped outline, over the positions where both exist. */
function band(curve: Curve, at: readonly number[], { factor }: Scale): CustomSeriesOption {
  const from = curve.worse.findIndex((value) => value !== undefined);
  const to = curve.worse.findLastIndex((value) => value !== undefined);
  const corners: [number, number][] = [];
  if (from >= 0) {
    for (let i = from; i <= to; i++) corner(corners, at, curve.better, i, factor);
    const back: [number, number][] = [];
    for (let i = from; i <= to; i++) corner(back, at, curve.worse, i, factor);
    corners.push(...back.reverse());
  }
  return {
    type: 'custom',
    silent: true,
    data: corners.slice(0, 1),
    clip: true,
    renderItem: (_, api) => ({
      type: 'polygon',
      shape: { points: corners.map((point) => api.coord(point)) },
      style: { fill: curve.colour, opacity: 0.14 },
    }),
  };
}

function corner(
  corners: [number, number][],
  at: readonly number[],
  values: readonly (number | undefined)[],
  i: number,
  factor: number,
): void {
  const value = (values[i] as number) * factor;
  const before = corners.at(-1);
  if (before !== undefined) corners.push([at[i] as number, before[1]]);
  corners.push([at[i] as number, value]);
}

function lastWords(value: number | undefined, scale: Scale): string {
  if (value === undefined) return 'no more than half of the seeds found a feasible design';
  return `${formatNumber(value * scale.factor)} ${scale.unit}`.trim();
}
