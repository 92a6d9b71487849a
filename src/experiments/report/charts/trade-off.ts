/** Scatter of all designs over two figures, with the front of the feasible ones. */
import type { ScatterSeriesOption } from 'echarts';
import { nonDominated } from '../../../design/pareto.js';
import { formatNumber, type Scale } from '../../units.js';
import { axisStyle, type Drawing, hues, ink, tickWords } from '../chart.js';
import type { Point, ReportData } from '../data.js';
import { html } from '../html.js';
import { axisScale, type Figure, limitedFigures, objectiveFigures } from '../shown-metrics.js';
import { axisName } from './curves.js';

const WIDTH = 560;
const HEIGHT = 380;
const GRID = { left: 66, right: 24, top: 62, bottom: 50 };
/** Points nearer than this hide each other, so only the first of them is drawn; px. */
const CELL = 4;
/** Most points drawn of a kind. */
const MOST = 900;

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly point: Point;
}

/** Pairs of figures: the objectives with each other, or the only objective against every limited metric. At most four. */
export function tradeOffs(data: ReportData): Drawing[] {
  const objectives = objectiveFigures(data);
  const [first] = objectives;
  if (first === undefined) return [];
  const pairs =
    objectives.length > 1
      ? objectives.flatMap((a, i) => objectives.slice(i + 1).map((b) => costFirst(a, b)))
      : limitedFigures(data).map((x) => [x, first] as const);
  return pairs.slice(0, 4).flatMap(([x, y], i) => scatter(data, x, y, `trade-off-${i + 1}`));
}

/** What is minimised lies across, what is maximised goes up. */
const costFirst = (a: Figure, b: Figure): readonly [Figure, Figure] =>
  a.largerIsBetter && !b.largerIsBetter ? [b, a] : [a, b];

function scatter(data: ReportData, x: Figure, y: Figure, name: string): Drawing[] {
  const spots = data.arms
    .flatMap(({ runs }) => runs.flatMap(({ points }) => points))
    .map((point): Spot => ({ x: x.value(point), y: y.value(point), point }))
    .filter((spot) => Number.isFinite(spot.x) && Number.isFinite(spot.y));
  if (spots.length === 0) return [];
  const feasible = spots.filter(({ point }) => point.feasible);
  const front = distinct(
    nonDominated(feasible.map((spot) => [minimised(x, spot.x), minimised(y, spot.y)])).map((i) => feasible[i] as Spot),
  ).sort((a, b) => a.x - b.x);
  const winner = winnerSpot(data, x, y);
  const [across, up] = [
    new Axis(
      x,
      spots.map((s) => s.x),
    ),
    new Axis(
      y,
      spots.map((s) => s.y),
    ),
  ];
  const place = (list: readonly Spot[]) => list.map((spot): [number, number] => [across.at(spot.x), up.at(spot.y)]);
  const [drawnFeasible, drawnInfeasible] = [feasible, spots.filter(({ point }) => !point.feasible)].map((list) =>
    thinned(place(list), across, up),
  ) as [[number, number][], [number, number][]];
  const steps = frontLine(place(front), x, y);
  return [
    {
      name,
      title: `${y.title} against ${x.title}`,
      description: `${feasible.length} feasible and ${spots.length - feasible.length} infeasible designs; the front has ${front.length}.`,
      caption: html`<b>${y.title} against ${x.title}</b>: ${formatNumber(feasible.length)} feasible and
        ${formatNumber(spots.length - feasible.length)} infeasible evaluations${
          drawnFeasible.length + drawnInfeasible.length < spots.length
            ? ' (of those that hide each other one is drawn)'
            : ''
        }; ${
          front.length === 0
            ? 'no design is feasible, so there is no front'
            : `the front joins the ${front.length} feasible ${front.length === 1 ? 'design' : 'designs'} that no other one beats in both`
        }.`,
      width: WIDTH,
      height: HEIGHT,
      tip: (series, item) => {
        const spot = series === 3 ? front[item] : series === 4 ? winner : undefined;
        if (spot === undefined) return undefined;
        return `${x.title} ${across.words(spot.x)}, ${y.title} ${up.words(spot.y)}`;
      },
      option: {
        legend: {
          top: 0,
          left: 6,
          width: WIDTH - 12,
          itemGap: 16,
          itemHeight: 11,
          textStyle: { color: ink.text, fontSize: 12 },
          data: [
            'infeasible',
            'feasible',
            ...(front.length > 0 ? ['front'] : []),
            ...(winner ? [winnerName(data)] : []),
          ],
        },
        grid: GRID,
        xAxis: { ...across.option, name: axisName(x.title, across.scale), nameLocation: 'middle', nameGap: 32 },
        yAxis: {
          ...up.option,
          name: axisName(y.title, up.scale),
          nameTextStyle: { ...axisStyle.nameTextStyle, align: 'left', padding: [0, 0, 0, -54] },
        },
        series: [
          dots('infeasible', drawnInfeasible, {
            symbol: 'path://M-1,-0.8L-0.8,-1L0,-0.2L0.8,-1L1,-0.8L0.2,0L1,0.8L0.8,1L0,0.2L-0.8,1L-1,0.8L-0.2,0Z',
            symbolSize: 6,
            itemStyle: { color: hues[6], opacity: 0.55 },
            markLine: limitLines(x, y, across.scale, up.scale),
          }),
          dots('feasible', drawnFeasible, { symbolSize: 6, itemStyle: { color: hues[0], opacity: 0.6 } }),
          {
            type: 'line',
            name: 'front line',
            silent: true,
            showSymbol: false,
            data: steps,
            lineStyle: { color: hues[1], width: 1.5 },
          },
          dots('front', place(front), {
            symbolSize: 9,
            itemStyle: { color: hues[1], borderColor: ink.paper, borderWidth: 1 },
          }),
          dots(winnerName(data), winner === undefined ? [] : place([winner]), {
            symbol: 'diamond',
            symbolSize: 17,
            itemStyle: { color: hues[4], borderColor: ink.text, borderWidth: 1.5 },
          }),
        ],
      },
    },
  ];
}

/** One of several spots at one place. */
const distinct = (spots: readonly Spot[]): Spot[] => [
  ...new Map(spots.map((spot) => [`${spot.x} ${spot.y}`, spot])).values(),
];
const minimised = ({ largerIsBetter }: Figure, value: number): number => (largerIsBetter ? -value : value);
const winnerName = ({ winner }: ReportData): string => (winner?.result.feasible ? 'winner' : 'nearest miss');

/** Scale and kind of an axis: logarithmic when positive figures span more than a factor of 50. */
class Axis {
  readonly figure: Figure;
  readonly scale: Scale;
  readonly log: boolean;
  readonly low: number;
  readonly high: number;

  constructor(figure: Figure, values: readonly number[]) {
    const all = figure.limit === undefined ? values : [...values, figure.limit];
    const [least, most] = all.reduce(
      ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
      [Infinity, -Infinity],
    );
    this.figure = figure;
    this.log = least > 0 && most / least > 50;
    this.scale = axisScale(figure, [this.log ? Math.sqrt(least * most) : most]);
    const [a, b] = [least * this.scale.factor, most * this.scale.factor];
    const margin = this.log ? 0 : 0.03 * (b - a);
    this.low = a - margin;
    this.high = b + margin;
  }

  at(value: number): number {
    return value * this.scale.factor;
  }

  /** Share 0..1 of the axis at which the scaled `value` lies, for thinning. */
  share(value: number): number {
    const of = this.log ? Math.log : (v: number) => v;
    return (of(value) - of(this.low)) / Math.max(of(this.high) - of(this.low), Number.MIN_VALUE);
  }

  words(value: number): string {
    return `${formatNumber(this.at(value))} ${this.scale.unit}`.trim();
  }

  get option() {
    return {
      type: this.log ? ('log' as const) : ('value' as const),
      scale: true,
      ...(this.log ? {} : nice(this.low, this.high, this.at(0) <= this.low)),
      ...axisStyle,
      axisLabel: { ...axisStyle.axisLabel, formatter: tickWords },
    };
  }
}

/** Ends of a linear axis: from 0 when that costs little room. */
function nice(low: number, high: number, positive: boolean): { min?: number } {
  return positive && low < 0.2 * high ? { min: 0 } : {};
}

function dots(name: string, data: [number, number][], options: ScatterSeriesOption): ScatterSeriesOption {
  return { type: 'scatter', name, data, emphasis: { disabled: true }, ...options };
}

function limitLines(x: Figure, y: Figure, across: Scale, up: Scale): ScatterSeriesOption['markLine'] {
  const label = (limit: number, { factor, unit }: Scale) => `limit ${formatNumber(limit * factor)} ${unit}`.trim();
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    lineStyle: { color: ink.text, type: 'dashed', width: 1.2 },
    label: { color: ink.text, fontSize: 12 },
    data: [
      ...(x.limit === undefined
        ? []
        : [
            {
              xAxis: x.limit * across.factor,
              label: { formatter: label(x.limit, across), position: 'end' as const, rotate: 0 },
            },
          ]),
      ...(y.limit === undefined
        ? []
        : [
            { yAxis: y.limit * up.factor, label: { formatter: label(y.limit, up), position: 'insideEndTop' as const } },
          ]),
    ],
  };
}

/** The staircase between the points of a front sorted by x: what lies beyond it in both figures is beaten. */
function frontLine(front: readonly [number, number][], x: Figure, y: Figure): [number, number][] {
  const later = x.largerIsBetter;
  return front.flatMap((point, i) => {
    const next = front[i + 1];
    if (next === undefined) return [point];
    const worseY = y.largerIsBetter ? Math.min(point[1], next[1]) : Math.max(point[1], next[1]);
    return [point, [later ? point[0] : next[0], worseY] as [number, number]];
  });
}

/** One point per cell of the picture, evenly thinned to {@link MOST}. */
function thinned(points: readonly [number, number][], across: Axis, up: Axis): [number, number][] {
  const taken = new Set<number>();
  const [columns, rows] = [(WIDTH - GRID.left - GRID.right) / CELL, (HEIGHT - GRID.top - GRID.bottom) / CELL];
  const kept = points.filter(([x, y]) => {
    const cell = Math.round(across.share(x) * columns) * 4096 + Math.round(up.share(y) * rows);
    const first = !taken.has(cell);
    taken.add(cell);
    return first;
  });
  const stride = Math.ceil(kept.length / MOST);
  return kept.filter((_, i) => i % stride === 0);
}

function winnerSpot({ winner }: ReportData, x: Figure, y: Figure): Spot | undefined {
  if (winner === undefined) return undefined;
  const { metrics, objectives, feasible, violation } = winner.result;
  const point = { design: winner.design, metrics, objectives, feasible, violation };
  const spot = { x: x.value(point), y: y.value(point), point };
  return Number.isFinite(spot.x) && Number.isFinite(spot.y) ? spot : undefined;
}
