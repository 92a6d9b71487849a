/** Teams against single learners as intervals around one half. */
import { axisStyle, type Drawing, hue, ink } from '../report/chart.js';
import { html } from '../report/html.js';
import type { MultiAgentStudy } from './analyse.js';
import type { Comparison } from './compare.js';

const WIDTH = 640;
const ROW = 34;

/** One line for each pair: the probability over all problems with its interval, and that of each problem as a dot. */
export function comparisonChart({ comparisons, entries }: MultiAgentStudy): Drawing {
  const overall = comparisons.filter(({ problem }) => problem === null);
  const labels = overall.map(({ team, single }) => `${team} against ${single}`);
  const rowOf = ({ team, single }: Comparison): number => labels.indexOf(`${team} against ${single}`);
  const percent = (share: number): number => 100 * share;
  return {
    name: 'teams-against-single-learners',
    title: 'Teams against single learners',
    description: overall
      .map(({ probability, low, high }, i) => `${labels[i]}: ${words(probability)} [${words(low)}, ${words(high)}]`)
      .join('; '),
    caption: html`Probability that a run of the team finds a better design than a run of the single learner, over all sets of
      hyperparameters and seeds: the mean of the problems with its 95 % interval, and each problem. Right of 50 % the team is better.`,
    width: WIDTH,
    height: 96 + ROW * labels.length,
    option: {
      legend: { top: 0, left: 10, textStyle: { color: ink.text, fontSize: 12 }, itemHeight: 9 },
      grid: { left: 200, right: 24, top: 34, bottom: 52 },
      xAxis: {
        type: 'value',
        min: 0,
        max: 100,
        name: 'team better than single learner, % of pairs of runs',
        nameLocation: 'middle',
        nameGap: 30,
        ...axisStyle,
      },
      yAxis: { type: 'category', data: labels, inverse: true, ...axisStyle, splitLine: { show: false } },
      series: [
        {
          type: 'line',
          silent: true,
          symbol: 'none',
          data: [],
          markLine: {
            symbol: 'none',
            label: { show: false },
            lineStyle: { color: ink.text, type: 'dashed' },
            data: [{ xAxis: 50 }],
          },
        },
        ...overall.map((pair) => ({
          type: 'line' as const,
          silent: true,
          symbol: 'none',
          lineStyle: { color: ink.text, width: 2 },
          data: [
            [percent(pair.low), rowOf(pair)],
            [percent(pair.high), rowOf(pair)],
          ],
        })),
        {
          type: 'scatter',
          name: 'all problems',
          symbol: 'diamond',
          symbolSize: 12,
          itemStyle: { color: ink.text },
          data: overall.map((pair) => [percent(pair.probability), rowOf(pair)]),
        },
        ...entries.map(({ name }, i) => ({
          type: 'scatter' as const,
          name,
          symbolSize: 8,
          itemStyle: { color: hue(i) },
          data: comparisons
            .filter(({ problem }) => problem === name)
            .map((pair) => [percent(pair.probability), rowOf(pair)]),
        })),
      ],
    },
  };
}

const words = (share: number): string => `${Math.round(100 * share)} %`;
