/** Parallel coordinates of the best designs: one axis per parameter and chosen figure, one line per design. */
import type { ParallelSeriesOption } from 'echarts';
import type { IntegerParameter, Parameter, ParameterValue, RealParameter } from '../../../design/parameter.js';
import { formatNumber } from '../../units.js';
import { bestDesigns } from '../best-designs.js';
import { axisStyle, type Drawing, hues, ink, tickWords } from '../chart.js';
import type { Point, ReportData } from '../data.js';
import { html } from '../html.js';
import { axisScale, limitedFigures, objectiveFigures } from '../shown-metrics.js';
import { axisName } from './curves.js';

const WIDTH = 800;
const ROW = 38;

interface Dimension {
  readonly name: string;
  readonly axis: object;
  value(point: Point): string | number;
}

/** Axes lie one below the other, so that names of any length stand beside them. */
export function parallel(data: ReportData): Drawing[] {
  const best = bestDesigns(data);
  if (best.points.length === 0) return [];
  const dimensions = [...parameterAxes(data), ...figureAxes(data, best.points)];
  const left = Math.min(300, 24 + 7 * Math.max(...dimensions.map(({ name }) => name.length)));
  const rows = best.points.map((point) => dimensions.map((dimension) => dimension.value(point)));
  const [winner, ...others] = rows as [(string | number)[], ...(string | number)[][]];
  return [
    {
      name: 'best-designs',
      title: 'Parameters of the best designs',
      description: `The ${rows.length} best of ${best.of} ${best.feasible ? 'feasible' : 'infeasible'} designs over ${dimensions.length} axes.`,
      caption: html`<b>The ${formatNumber(rows.length)} best</b> of ${formatNumber(best.of)} different
        ${best.feasible ? 'feasible designs' : 'designs, none of which is feasible (least violation first)'}: a line per design,
        the bluer the better, the best one in orange. Where lines meet in one value, the good designs agree on it; an inactive
        parameter stands at its default.`,
      width: WIDTH,
      height: 44 + ROW * dimensions.length,
      option: {
        parallel: { left, right: 40, top: 16, bottom: 40, layout: 'vertical', parallelAxisDefault: {} },
        parallelAxis: dimensions.map(({ name, axis }, dim) => ({
          dim,
          name,
          nameLocation: 'start' as const,
          nameGap: 16,
          silent: true,
          ...axisStyle,
          nameTextStyle: { color: ink.text, fontSize: 12, align: 'right' as const },
          axisLabel: {
            color: ink.text,
            fontSize: 11,
            margin: 4,
            hideOverlap: true,
            textBorderColor: ink.paper,
            textBorderWidth: 3,
            formatter: (value: string | number) => (typeof value === 'number' ? tickWords(value) : value),
          },
          z: 10,
          axisTick: { show: true, length: 3, lineStyle: { color: ink.muted } },
          ...axis,
        })),
        series: [
          ...others.reverse().map((row, i) => lines([row], shade((i + 1) / Math.max(1, others.length)), 1.2, 0.55)),
          lines([winner], hues[1], 3, 1),
        ],
      },
    },
  ];
}

function lines(data: (string | number)[][], color: string, width: number, opacity: number): ParallelSeriesOption {
  return { type: 'parallel', silent: true, data, lineStyle: { color, width, opacity } };
}

/** From grey to blue, which stand out on white and on dark pages alike; 1 is the best. */
function shade(share: number): string {
  const [grey, blue] = [
    [176, 184, 192],
    [0, 114, 178],
  ] as const;
  const mixed = grey.map((from, c) => Math.round(from + share * ((blue[c] as number) - from)));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** Axes of the parameters that had more than one value to choose from. */
function parameterAxes({ problem }: ReportData): Dimension[] {
  return problem.parameters
    .filter((parameter) => !('values' in parameter) || parameter.values.length > 1)
    .map((parameter) => ({
      name: parameter.unit === undefined ? parameter.name : `${parameter.name} (${parameter.unit})`,
      ...parameterAxis(parameter),
    }));
}

function parameterAxis(parameter: Parameter): Omit<Dimension, 'name'> {
  const { name } = parameter;
  const values = fewValues(parameter);
  if (values !== undefined) {
    const data = values.map(String);
    return { axis: { type: 'category', data, boundaryGap: false }, value: ({ design }) => String(design[name]) };
  }
  const { low, high } = parameter as RealParameter | IntegerParameter;
  return {
    axis: { type: 'scale' in parameter && parameter.scale === 'log' ? 'log' : 'value', min: low, max: high },
    value: ({ design }) => Number(design[name]),
  };
}

/** All values of a parameter that has a name or a place of its own for each. */
function fewValues(parameter: Parameter): readonly ParameterValue[] | undefined {
  if ('values' in parameter) return parameter.values;
  if (parameter.type === 'real') return undefined;
  const { low, high, step = 1 } = parameter;
  const count = Math.floor((high - low) / step) + 1;
  return count <= 12 ? Array.from({ length: count }, (_, i) => low + i * step) : undefined;
}

function figureAxes(data: ReportData, points: readonly Point[]): Dimension[] {
  return [...limitedFigures(data), ...objectiveFigures(data)].map((figure) => {
    const values = points.map((point) => figure.value(point));
    const scale = axisScale(figure, values);
    return {
      name: axisName(figure.title, scale),
      axis: { type: 'value', scale: true, axisLine: { show: true, lineStyle: { color: hues[2], width: 2 } } },
      value: (point: Point) => figure.value(point) * scale.factor,
    };
  });
}
