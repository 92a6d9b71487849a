/** Pictures of a proxy: its predictions beside simulated figures, and its learning curves. */
import type { EChartsOption } from 'echarts';
import { axisStyle, type Drawing, hue, ink, legendRows, tickWords } from '../report/chart.js';
import { html } from '../report/html.js';
import { formatNumber, scaleFor, wordsOf } from '../units.js';
import type { TestReport } from './protocol.js';
import type { ProxyMetric } from './proxy.js';

const WIDTH = 520;
const HEIGHT = 400;
/** Points drawn: the first of a sample in random order. */
const MOST_POINTS = 1500;

/** Predicted against simulated figures, on the line where they are equal; logarithmic over a decade or more. */
export function agreement(
  { name, unit }: ProxyMetric,
  pairs: readonly (readonly [simulated: number, predicted: number])[],
  rmsePercent: number,
): Drawing {
  const shown = pairs.slice(0, MOST_POINTS);
  const all = shown.flat();
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const scale = scaleFor(all, unit);
  const words = `${wordsOf(name)}${scale.unit === '' ? '' : ` (${scale.unit})`}`;
  const log = least > 0 && most >= 10 * least;
  const margin = log ? 0 : 0.03 * (most - least);
  const ends = [least - margin, most + margin].map((value) => value * scale.factor);
  const axis = {
    type: log ? ('log' as const) : ('value' as const),
    min: ends[0] as number,
    max: ends[1] as number,
    nameLocation: 'middle' as const,
    ...axisStyle,
    axisLabel: { ...axisStyle.axisLabel, formatter: tickWords, showMinLabel: false, showMaxLabel: false },
  };
  const option: EChartsOption = {
    grid: { left: 74, right: 20, top: 16, bottom: 50 },
    xAxis: { ...axis, name: `simulated ${words}`, nameGap: 30 },
    yAxis: { ...axis, name: `predicted ${words}`, nameGap: 52 },
    series: [
      {
        type: 'scatter',
        symbolSize: 4,
        itemStyle: { color: hue(0), opacity: 0.55 },
        data: shown.map((pair) => pair.map((value) => value * scale.factor)),
      },
      {
        type: 'line',
        symbol: 'none',
        silent: true,
        lineStyle: { color: ink.muted, width: 1 },
        data: [ends, ends].map((end, i) => [end[i], end[i]]),
      },
    ],
  };
  return {
    name: `proxy-agreement-${name}`,
    title: `${wordsOf(name)}: predicted and simulated`,
    description: `${shown.length} unseen designs; RMSE ${formatNumber(rmsePercent)} % of the mean`,
    caption: html`<b>${wordsOf(name)}</b> of ${shown.length} designs that the proxy has not seen: predicted against simulated. On the line
      they are equal. RMSE / mean over all splits ${formatNumber(rmsePercent)} %.`,
    width: WIDTH,
    height: HEIGHT,
    option,
  };
}

/** RMSE / mean of each metric by the number of designs trained on, where there are two numbers or more; else undefined. */
export function learningCurves({ metrics }: TestReport): Drawing | undefined {
  const curves = Object.entries(metrics)
    .map(([name, { learningCurve }]) => ({ label: wordsOf(name), learningCurve }))
    .filter(({ learningCurve }) => learningCurve.length > 1);
  if (curves.length === 0) return undefined;
  const names = curves.map(({ label }) => label);
  const axis = { type: 'log' as const, nameLocation: 'middle' as const, ...axisStyle };
  const labels = { ...axisStyle.axisLabel, formatter: tickWords };
  return {
    name: 'proxy-learning-curves',
    title: 'Learning curves of the proxy',
    description: curves
      .map(
        ({ label, learningCurve }) =>
          `${label}: ${formatNumber(learningCurve.at(-1)?.rmsePercent.estimate as number)} % at the end`,
      )
      .join('; '),
    caption: html`<b>What more designs buy</b>: RMSE / mean on the same unseen designs, mean over the splits.`,
    width: WIDTH,
    height: HEIGHT,
    option: {
      legend: { top: 0, left: 10, width: WIDTH - 20, textStyle: { color: ink.text, fontSize: 12 }, data: names },
      grid: { left: 66, right: 24, top: 26 + 18 * legendRows(names, WIDTH - 40), bottom: 50 },
      xAxis: { ...axis, axisLabel: labels, name: 'designs trained on', nameGap: 30, splitLine: { show: false } },
      yAxis: { ...axis, axisLabel: labels, name: 'RMSE / mean (%)', nameGap: 44 },
      series: curves.map(({ label, learningCurve }, i) => ({
        type: 'line' as const,
        name: label,
        symbolSize: 6,
        lineStyle: { color: hue(i), width: 2 },
        itemStyle: { color: hue(i) },
        data: learningCurve.map(({ designs, rmsePercent }) => [designs, rmsePercent.estimate]),
      })),
    },
  };
}
