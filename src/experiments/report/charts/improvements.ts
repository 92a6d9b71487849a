/** What heterogeneity buys: one dot a seed, one row a setting, the median as a bar. */
import type { HeterogeneityRow, HeterogeneityRun } from '../../heterogeneity.js';
import { formatPercent } from '../../units.js';
import { axisStyle, type Drawing, hue, ink } from '../chart.js';
import { html } from '../html.js';

const WIDTH = 800;
const ROW = 34;
const GRID = { left: 230, right: 40, top: 20, bottom: 52 };

const words = ({ goal, areaMm2, leastAccuracy }: HeterogeneityRow): string =>
  `${goal === 'latencyS' ? 'latency' : 'energy'}, ${areaMm2} mm², accuracy ≥ ${formatPercent(leastAccuracy, 0)}`;

export function improvements(rows: readonly HeterogeneityRow[], runs: readonly HeterogeneityRun[]): Drawing {
  const at = (run: HeterogeneityRun): number =>
    rows.findIndex(
      ({ goal, areaMm2, leastAccuracy }) =>
        goal === run.goal && areaMm2 === run.areaMm2 && leastAccuracy === run.leastAccuracy,
    );
  const dots = runs.flatMap((run) => (run.improvement === undefined ? [] : [[100 * run.improvement, at(run)]]));
  const medians = rows.flatMap(({ median, compared }, i) => (compared === 0 ? [] : [[100 * median, i]]));
  return {
    name: 'heterogeneity',
    title: 'What compute-in-memory macros beside an NPU buy',
    description: rows
      .map(
        (row) => `${words(row)}: ${row.compared === 0 ? 'nothing to compare' : `median ${formatPercent(row.median)}`}`,
      )
      .join('; '),
    caption: html`<b>Improvement</b> of the best design of the whole space over the best NPU-only design of the same area and
      no lower accuracy, found with equal effort: a dot for each seed, a diamond for the median. Left of 0 the larger space
      was searched worse.`,
    width: WIDTH,
    height: GRID.top + GRID.bottom + ROW * rows.length,
    option: {
      grid: GRID,
      xAxis: { type: 'value', name: 'improvement (%)', nameLocation: 'middle', nameGap: 30, ...axisStyle },
      yAxis: {
        type: 'category',
        inverse: true,
        data: rows.map(words),
        ...axisStyle,
        splitLine: { show: true, lineStyle: { color: ink.grid } },
      },
      series: [
        { type: 'scatter', data: dots, symbolSize: 9, itemStyle: { color: hue(0), opacity: 0.7 } },
        {
          type: 'scatter',
          data: medians,
          symbol: 'diamond',
          symbolSize: 16,
          itemStyle: { color: hue(1) },
          markLine: {
            silent: true,
            symbol: 'none',
            label: { show: false },
            lineStyle: { color: ink.muted, type: 'dashed' },
            data: [{ xAxis: 0 }],
          },
        },
      ],
    },
  };
}
