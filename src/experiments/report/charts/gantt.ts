/** The schedule: one lane per sub-accelerator, one bar per layer. */
import type { CustomSeriesOption, CustomSeriesRenderItemReturn } from 'echarts';
import { formatNumber, formatQuantity, scaleFor } from '../../units.js';
import { axisStyle, type Drawing, hue, ink, tickWords } from '../chart.js';
import type { CodesignDetails, LayerDetails } from '../details.js';
import { html } from '../html.js';

const WIDTH = 800;
const LANE = 58;
const GRID = { left: 118, right: 64, top: 58, bottom: 48 };

/** @param latencyLimit specification in s */
export function gantt(details: CodesignDetails, latencyLimit: number | undefined): Drawing {
  const { accelerators, networks, clockHz, makespanCycles } = details;
  const makespan = makespanCycles / clockHz;
  const end = Math.max(makespan, latencyLimit ?? 0);
  const scale = scaleFor([end], 's');
  const time = (cycles: number): number => (cycles / clockHz) * scale.factor;
  const lane = new Map(accelerators.map(({ number }, i) => [number, i]));
  const names = accelerators.map(({ number, template, pes }) => `{a|acc ${number}}\n{b|${template}, ${pes} PEs}`);
  const marks = [
    {
      at: time(makespanCycles),
      text: `end ${formatQuantity(makespan, 's')}`,
      colour: ink.text,
      type: 'solid' as const,
    },
    ...(latencyLimit === undefined
      ? []
      : [
          {
            at: latencyLimit * scale.factor,
            text: `limit ${formatQuantity(latencyLimit, 's')}`,
            colour: '#d55e00',
            type: 'dashed' as const,
          },
        ]),
  ];
  return {
    name: 'schedule',
    title: 'Schedule of the layers on the sub-accelerators',
    description: networks
      .map(
        ({ name, layers }) =>
          `${name}: ${layers.map((layer) => `${layer.name} on ${layer.accelerator} from ${layer.startCycle} to ${layer.endCycle}`).join(', ')}`,
      )
      .join('; '),
    caption: html`<b>Schedule</b>: every bar is a layer, numbered as in the tables of the networks; a sub-accelerator runs one
      layer at a time. The last layer ends after ${formatNumber(makespanCycles)} cycles, ${formatQuantity(makespan, 's')} at
      ${formatQuantity(clockHz, 'Hz')}${latencyLimit === undefined ? '' : html`; the limit is ${formatQuantity(latencyLimit, 's')}`}.`,
    width: WIDTH,
    height: GRID.top + GRID.bottom + LANE * accelerators.length,
    tip: (series, item) => {
      const network = networks[series];
      const layer = network?.layers[item];
      return layer === undefined
        ? undefined
        : `${network?.name} ${item + 1} ${layer.name}: cycles ${formatNumber(layer.startCycle)} to ${formatNumber(layer.endCycle)}`;
    },
    option: {
      legend: {
        top: 0,
        left: 'center',
        selectedMode: false,
        textStyle: { color: ink.text, fontSize: 12 },
        data: networks.map(({ name }) => name),
      },
      grid: GRID,
      xAxis: {
        type: 'value',
        min: 0,
        max: end * scale.factor,
        name: `time (${scale.unit})`,
        nameLocation: 'middle',
        nameGap: 30,
        ...axisStyle,
        axisLabel: { ...axisStyle.axisLabel, showMaxLabel: false, formatter: tickWords },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: names,
        ...axisStyle,
        axisTick: { show: false },
        splitLine: { show: true, lineStyle: { color: ink.grid } },
        axisLabel: {
          color: ink.text,
          rich: {
            a: { fontSize: 13, fontWeight: 'bold', color: ink.text, lineHeight: 17, align: 'right' },
            b: { fontSize: 12, color: ink.muted, lineHeight: 16, align: 'right' },
          },
        },
      },
      series: networks.map(
        (network, n): CustomSeriesOption => ({
          type: 'custom',
          name: network.name,
          itemStyle: { color: hue(n) },
          encode: { x: [0, 1], y: 2 },
          clip: true,
          data: network.layers.map((layer, i) => [
            time(layer.startCycle),
            time(layer.endCycle),
            lane.get(layer.accelerator) ?? 0,
            i + 1,
          ]),
          renderItem: (_, api) => bar(api, hue(n)),
          ...(n > 0
            ? {}
            : {
                markLine: {
                  silent: true,
                  symbol: 'none',
                  data: marks.map(({ at, text, colour, type }, i) => ({
                    xAxis: at,
                    lineStyle: { color: colour, type, width: 1.6 },
                    label: {
                      formatter: text,
                      color: colour,
                      fontSize: 12,
                      position: 'start',
                      distance: i === 0 && tooClose(marks, end * scale.factor) ? 20 : 5,
                    },
                  })),
                },
              }),
        }),
      ),
    },
  };
}

type Api = Parameters<NonNullable<CustomSeriesOption['renderItem']>>[1];

function bar(api: Api, colour: string): CustomSeriesRenderItemReturn {
  const lane = api.value(2);
  const [left, middle] = api.coord([api.value(0), lane]) as [number, number];
  const [right] = api.coord([api.value(1), lane]) as [number];
  const height = 30;
  const text = String(api.value(3));
  const width = Math.max(right - left, 1);
  const fits = width > 7 * text.length + 4;
  return {
    type: 'rect',
    shape: { x: left, y: middle - height / 2, width, height },
    style: { fill: colour, stroke: ink.paper, lineWidth: Math.min(0.8, width / 8) },
    ...(fits
      ? {
          textContent: { type: 'text', style: { text, fill: '#ffffff', fontSize: 12 } },
          textConfig: { position: 'inside' },
        }
      : {}),
  };
}

/** True when the labels of the two lines would overlap. */
function tooClose(marks: readonly { readonly at: number }[], end: number): boolean {
  const [a, b] = marks;
  return a !== undefined && b !== undefined && Math.abs(a.at - b.at) < 0.17 * end;
}

/** Cycles that a layer takes. */
export const duration = ({ startCycle, endCycle }: LayerDetails): number => endCycle - startCycle;
