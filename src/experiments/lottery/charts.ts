/** Pictures of a study: boxes over sets and seeds, what tuning buys, what evaluations buy. */
import type { CustomSeriesOption, EChartsOption } from 'echarts';
import { axisStyle, type Drawing, hue, ink, legendRows, tickWords } from '../report/chart.js';
import { html } from '../report/html.js';
import { formatNumber, wordsOf } from '../units.js';
import type { AgentResult, LotteryEntry } from './analyse.js';
import type { Profiles } from './profile.js';

const WIDTH = 560;
const HEIGHT = 340;

const better = ({ direction }: LotteryEntry): string => (direction === 'maximize' ? 'higher' : 'lower');
const nameOf = (kind: string, { name }: LotteryEntry): string => `${kind}-${name.replaceAll(/[^A-Za-z0-9]+/g, '-')}`;

/** Box plots of the final figures, agent by agent. */
export function boxes(entry: LotteryEntry): Drawing {
  const { agents, name, figure, budget } = entry;
  return {
    name: nameOf('spread', entry),
    title: `${name}: spread over hyperparameters and seeds`,
    description: agents
      .map(
        ({ agent, distribution: { median, q25, q75 } }) => `${agent}: ${words(median)} [${words(q25)}, ${words(q75)}]`,
      )
      .join('; '),
    caption: html`<b>${name}</b>: best ${wordsOf(figure)} after ${formatNumber(budget)} evaluations (${better(entry)} is better).
      A box holds the middle half of an agent's runs over all sets and seeds, its line the median, the whiskers all of them.`,
    width: WIDTH,
    height: HEIGHT,
    option: {
      grid: { left: 70, right: 20, top: 24, bottom: agents.length > 6 ? 74 : 40 },
      xAxis: {
        type: 'category',
        data: agents.map(({ agent }) => agent),
        ...axisStyle,
        axisLabel: { ...axisStyle.axisLabel, interval: 0, rotate: agents.length > 6 ? 35 : 0 },
        splitLine: { show: false },
      },
      yAxis: valueAxis(wordsOf(figure)),
      series: [
        {
          type: 'boxplot',
          boxWidth: [12, 46],
          data: agents.map(({ distribution: { min, q25, median, q75, max } }, i) => ({
            value: [min, q25, median, q75, max],
            itemStyle: { color: 'transparent', borderColor: hue(i), borderWidth: 1.8 },
          })),
        },
      ],
    },
    tip: (_, i) => tipOf(agents[i]),
  };
}

const tipOf = (result: AgentResult | undefined): string | undefined =>
  result && `${result.agent}: median ${words(result.distribution.median)}, ${result.sets} sets, ${result.runs} runs`;

/** Expected best of k sets with its interval; undefined when no agent has more than one set. */
export function tuningCurves(entry: LotteryEntry): Drawing | undefined {
  const tuned = entry.agents.filter(({ sets }) => sets > 1);
  if (tuned.length === 0) return undefined;
  const most = Math.max(...tuned.map(({ sets }) => sets));
  return {
    name: nameOf('tuning', entry),
    title: `${entry.name}: expected best of k hyperparameter sets`,
    description: entry.agents
      .map(
        ({ agent, bestOfK }) =>
          `${agent}: ${words(bestOfK[0]?.expected)} with 1, ${words(bestOfK.at(-1)?.expected)} with all`,
      )
      .join('; '),
    caption: html`<b>What tuning buys on ${entry.name}</b>: expected best of k sets drawn at random from those tried, each judged
      by its median over seeds (Dodge et al. 2019); the band is the 95 % interval over sets and seeds. Where lines cross, the
      better agent depends on how much is spent on tuning.`,
    width: WIDTH,
    height: HEIGHT,
    option: lines(
      wordsOf(entry.figure),
      entry.agents.map(({ agent, bestOfK }) => ({
        label: agent,
        points: extended(bestOfK, most).map(({ k, expected, low, high }) => ({ x: k, y: expected, low, high })),
      })),
      { name: 'hyperparameter sets tried', log: most > 20 },
    ),
  };
}

/** The curve up to `most` tries: an agent with fewer sets has no more to try. */
function extended(curve: AgentResult['bestOfK'], most: number): AgentResult['bestOfK'] {
  const last = curve.at(-1);
  return last === undefined || last.k >= most ? curve : [...curve, { ...last, k: most }];
}

/** Median found at each budget, with the middle half of the runs; undefined for a single budget. */
export function efficiencyCurves(entries: readonly LotteryEntry[]): Drawing | undefined {
  const [first] = entries;
  if (first === undefined || entries.length < 2) return undefined;
  const curves = first.agents.map(({ agent }, a) => ({
    label: agent,
    points: entries.map(({ budget, agents }) => {
      const { median, q25, q75 } = (agents[a] as AgentResult).distribution;
      return { x: budget, y: median, low: q25, high: q75 };
    }),
  }));
  return {
    name: nameOf('efficiency', first),
    title: `${first.name}: sample efficiency`,
    description: curves.map(({ label, points }) => `${label}: ${words(points.at(-1)?.y)} at the end`).join('; '),
    caption: html`<b>Sample efficiency on ${first.name}</b>: median best ${wordsOf(first.figure)} over all sets and seeds at each
      budget; the band holds the middle half of the runs.`,
    width: WIDTH,
    height: HEIGHT,
    option: lines(wordsOf(first.figure), curves, { name: 'evaluations', log: true }),
  };
}

/** Share of each agent's runs within a normalised regret, over all problems. */
export function profileCurves({ problems, regrets, agents }: Profiles): Drawing {
  const curves = agents.map(({ agent, shares }) => ({
    label: agent,
    points: shares.map(({ estimate, low, high }, i) => ({ x: regrets[i] as number, y: estimate, low, high })),
  }));
  return {
    name: 'profile',
    title: 'Performance profiles over all problems',
    description: agents
      .map(
        ({ agent, regret: { estimate, low, high } }) =>
          `${agent}: regret ${words(estimate)} [${words(low)}, ${words(high)}]`,
      )
      .join('; '),
    caption: html`<b>Performance profiles</b> over ${problems.join(', ')}: share of an agent's runs, all sets and seeds, whose regret
      is at most that on the axis; 0 is the best known, 1 the median of random search. Higher is better; the band is the 95 % interval.`,
    width: WIDTH,
    height: HEIGHT,
    option: lines('share of runs', curves, { name: 'normalised regret', log: false }),
  };
}

interface Curve {
  readonly label: string;
  readonly points: readonly { readonly x: number; readonly y: number; readonly low: number; readonly high: number }[];
}

function lines(y: string, curves: readonly Curve[], x: { name: string; log: boolean }): EChartsOption {
  const names = curves.map(({ label }) => label);
  const at = curves.flatMap(({ points }) => points.map((point) => point.x));
  return {
    legend: {
      top: 0,
      left: 10,
      width: WIDTH - 20,
      itemWidth: 22,
      itemHeight: 8,
      itemStyle: { opacity: 0 },
      textStyle: { color: ink.text, fontSize: 12 },
      data: names,
    },
    grid: { left: 70, right: 22, top: 30 + 18 * legendRows(names, WIDTH - 40), bottom: 46 },
    xAxis: {
      type: x.log ? 'log' : 'value',
      min: Math.min(...at),
      max: Math.max(...at),
      name: x.name,
      nameLocation: 'middle',
      nameGap: 30,
      ...axisStyle,
      axisLabel: { ...axisStyle.axisLabel, formatter: tickWords },
      splitLine: { show: false },
    },
    yAxis: valueAxis(y),
    series: [
      ...curves.map((curve, i) => band(curve, hue(i))),
      ...curves.map((curve, i) => ({
        type: 'line' as const,
        name: curve.label,
        symbol: curve.points.length > 12 ? 'none' : 'circle',
        symbolSize: 5,
        lineStyle: { color: hue(i), width: 2 },
        itemStyle: { color: hue(i) },
        data: curve.points.map(({ x: position, y }) => [position, y]),
      })),
    ],
  };
}

/** The area between the ends of the points' intervals. */
function band({ points }: Curve, colour: string): CustomSeriesOption {
  const outline = [...points.map(({ x, low }) => [x, low]), ...[...points].reverse().map(({ x, high }) => [x, high])];
  return {
    type: 'custom',
    silent: true,
    clip: true,
    data: outline.slice(0, 1),
    renderItem: (_, api) => ({
      type: 'polygon',
      shape: { points: outline.map((point) => api.coord(point)) },
      style: { fill: colour, opacity: 0.13 },
    }),
  };
}

const valueAxis = (name: string): NonNullable<EChartsOption['yAxis']> => ({
  type: 'value',
  scale: true,
  name,
  nameLocation: 'end',
  nameGap: 10,
  ...axisStyle,
  axisLabel: { ...axisStyle.axisLabel, formatter: tickWords },
  nameTextStyle: { ...axisStyle.nameTextStyle, align: 'left', padding: [0, 0, 0, -58] },
});

const words = (value: number | undefined): string => (value === undefined ? 'none' : formatNumber(value, 4));
