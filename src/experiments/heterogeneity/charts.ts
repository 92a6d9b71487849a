/** Pictures of the study: one dot a seed, one line a setting, the median as a diamond. */
import { axisStyle, type Drawing, hue, ink, legendRows } from '../report/chart.js';
import { html } from '../report/html.js';
import { formatPercent } from '../units.js';
import type { GainRow } from './table.js';
import { arms, goals } from './types.js';
import { armWords, settingWords, words } from './words.js';

const WIDTH = 820;
const ROW = 46;
/** Pixels between the dots of two series of one line. */
const APART = 11;

interface Series {
  readonly label: string;
  readonly rows: readonly GainRow[];
}

/** Latency and energy under each arm. */
export function gainsDrawing(rows: readonly GainRow[], adcModel: string): Drawing {
  const shown = rows.filter((row) => row.adcModel === adcModel && isGoal(row));
  const series = arms.map((arm) => ({
    label: armWords[arm],
    rows: shown.filter((row) => row.arm === arm),
  }));
  return drawing(
    'heterogeneity',
    'What compute-in-memory macros beside an NPU buy',
    series,
    'What heterogeneity buys is what the whole space, continued, gains over NPU-only, continued.',
  );
}

/** The same searches with each model of converters. */
export function convertersDrawing(rows: readonly GainRow[], adcModels: readonly string[]): Drawing {
  const series = adcModels.map((label) => ({
    label,
    rows: rows.filter((row) => row.adcModel === label && row.arm === 'fresh' && isGoal(row)),
  }));
  return drawing(
    'heterogeneity-converters',
    'What the model of converters changes',
    series,
    'Here every search of the whole space begins from nothing.',
  );
}

const isGoal = ({ measure }: GainRow): boolean => goals.some((goal) => goal === measure);
const lineOf = (row: GainRow): string => `${words[row.measure]}, ${settingWords(row)}`;

function drawing(name: string, title: string, series: readonly Series[], more: string): Drawing {
  const lines = [...new Set(series.flatMap(({ rows }) => rows.map(lineOf)))].sort();
  const labels = series.map(({ label }) => label);
  const top = 14 + 18 * legendRows(labels, WIDTH - 40);
  return {
    name,
    title,
    description: series
      .flatMap(({ label, rows }) => rows.map((row) => `${lineOf(row)}, ${label}: median ${formatPercent(row.median)}`))
      .join('; '),
    caption: html`<b>${title}</b>: by how much the best design of each search is better than the best NPU-only design of the same
      area budget at no lower accuracy, found with the same agent, seed and effort. A dot for each seed, a diamond for the
      median. Left of 0 the larger space was searched worse. ${more}`,
    width: WIDTH,
    height: top + 52 + ROW * lines.length,
    option: {
      legend: { top: 0, left: 10, width: WIDTH - 20, itemHeight: 9, textStyle: { color: ink.text }, data: labels },
      grid: { left: 210, right: 30, top, bottom: 52 },
      xAxis: { type: 'value', name: 'improvement (%)', nameLocation: 'middle', nameGap: 30, ...axisStyle },
      yAxis: {
        type: 'category',
        inverse: true,
        data: lines,
        ...axisStyle,
        splitLine: { show: true, lineStyle: { color: ink.grid } },
      },
      series: series.flatMap(({ label, rows }, i) => {
        const symbolOffset = [0, APART * (i - (series.length - 1) / 2)];
        const dots = rows.flatMap((row) => row.gains.map(({ value }) => [100 * value, lineOf(row)]));
        const medians = rows
          .filter(({ compared }) => compared > 0)
          .map((row) => [100 * row.median, lineOf(row)] as [number, string]);
        const common = { type: 'scatter' as const, name: label, symbolOffset };
        return [
          { ...common, data: dots, symbolSize: 7, itemStyle: { color: hue(i), opacity: 0.45 } },
          {
            ...common,
            data: medians,
            symbol: 'diamond',
            symbolSize: 14,
            itemStyle: { color: hue(i), borderColor: ink.text, borderWidth: 1 },
            ...(i === 0 && { markLine: zero }),
          },
        ];
      }),
    },
  };
}

const zero = {
  silent: true,
  symbol: 'none',
  label: { show: false },
  lineStyle: { color: ink.muted, type: 'dashed' as const },
  data: [{ xAxis: 0 }],
};
