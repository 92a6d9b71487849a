/** A network on the devices of one system: a lane for each device, and the memory traffic beneath. */
import type { CustomSeriesOption, CustomSeriesRenderItemReturn, LineSeriesOption } from 'echarts';
import { formatNumber, formatQuantity, type Scale, scaleFor } from '../../units.js';
import { axisStyle, type Drawing, hue, ink, tickWords } from '../chart.js';
import type { PartDetails, SystemDetails } from '../details.js';
import { html } from '../html.js';

const WIDTH = 1020;
const LANE = 56;
const TRAFFIC = 84;
const SIDES = { left: 92, right: 30 };
/** Waiting for a map or for weights. */
const WAITING = '#7f7f7f';

export function deviceGantt(details: SystemDetails): Drawing {
  const { schedule, latencyS, devices } = details;
  const names = [...new Set(schedule.map(({ device }) => device))];
  const scale = scaleFor([latencyS], 's');
  const lanes = LANE * names.length;
  const end = Math.max(...schedule.map(({ endS }) => endS)) * scale.factor;
  const limit = devices.offChip.gbPerSecond;
  const axis = { type: 'value' as const, min: 0, max: end, ...axisStyle };
  return {
    name: 'device-schedule',
    title: 'Schedule of the layers on the devices',
    description: schedule.map((part) => partWords(part)).join('; '),
    caption: html`<b>Schedule</b>: every bar is a layer, numbered as in the table; its grey beginning is the time that it waits for a
      map from the other device or for its weights, and an outlined bar keeps its weights on the device from frame to frame. Beneath, the traffic with the memory off
      the chip, spread evenly over each layer; the dashed line is what the memory gives, ${formatNumber(limit)} GB/s. One frame takes
      ${formatQuantity(latencyS, 's')}.`,
    width: WIDTH,
    height: 20 + lanes + 40 + TRAFFIC + 48,
    tip: (series, item) => {
      const part = partsOf(schedule, names[series])[item];
      return part === undefined ? undefined : partWords(part);
    },
    option: {
      grid: [
        { ...SIDES, top: 20, height: lanes },
        { ...SIDES, top: 20 + lanes + 40, height: TRAFFIC },
      ],
      xAxis: [
        { ...axis, gridIndex: 0, axisLabel: { show: false } },
        {
          ...axis,
          gridIndex: 1,
          name: `time (${scale.unit})`,
          nameLocation: 'middle',
          nameGap: 30,
          axisLabel: { ...axisStyle.axisLabel, showMaxLabel: false, formatter: tickWords },
        },
      ],
      yAxis: [
        {
          type: 'category',
          gridIndex: 0,
          inverse: true,
          data: names,
          ...axisStyle,
          axisTick: { show: false },
          axisLabel: { color: ink.text, fontSize: 13, fontWeight: 'bold' },
        },
        {
          type: 'value',
          gridIndex: 1,
          min: 0,
          name: 'off chip (GB/s)',
          nameGap: 8,
          ...axisStyle,
          splitNumber: 2,
          nameTextStyle: { ...axisStyle.nameTextStyle, align: 'left', padding: [0, 0, 0, -60] },
        },
      ],
      series: [
        ...names.map((name, lane) => bars(partsOf(schedule, name), lane, hue(lane), scale)),
        traffic(schedule, limit, scale),
      ],
    },
  };
}

const partsOf = (schedule: readonly PartDetails[], device: string | undefined): PartDetails[] =>
  schedule.filter((part) => part.device === device);

function partWords({ name, device, startS, endS, handoverS, reloadS, share }: PartDetails): string {
  const part = share < 1 ? `, ${formatNumber(100 * share)} % of it` : '';
  const waits = handoverS + reloadS;
  const wait = waits > 0 ? `, of which it waits ${formatQuantity(waits, 's')} for maps and weights` : '';
  return `${name} on ${device}${part}: ${formatQuantity(startS, 's')} to ${formatQuantity(endS, 's')}${wait}`;
}

function bars(parts: readonly PartDetails[], lane: number, colour: string, { factor }: Scale): CustomSeriesOption {
  return {
    type: 'custom',
    xAxisIndex: 0,
    yAxisIndex: 0,
    clip: true,
    encode: { x: [0, 1], y: 2 },
    data: parts.map(({ startS, endS, layer, handoverS, reloadS, resident }) => [
      startS * factor,
      endS * factor,
      lane,
      layer,
      Math.min(endS, startS + handoverS + reloadS) * factor,
      resident ? 1 : 0,
    ]),
    renderItem: (_, api) => bar(api, colour),
  };
}

type Api = Parameters<NonNullable<CustomSeriesOption['renderItem']>>[1];

function bar(api: Api, colour: string): CustomSeriesRenderItemReturn {
  const [start, end, lane, layer, working, resident] = [0, 1, 2, 3, 4, 5].map((i) => Number(api.value(i))) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const at = (time: number): [x: number, y: number] => api.coord([time, lane]) as [number, number];
  const [left, middle] = at(start);
  const [right] = at(end);
  const [busy] = at(working);
  const height = 30;
  const width = Math.max(right - busy, 0.6);
  const text = String(layer);
  const box = { y: middle - height / 2, height };
  const waits = { type: 'rect' as const, shape: { ...box, x: left, width: busy - left }, style: { fill: WAITING } };
  const outline =
    resident === 1 ? { stroke: ink.text, lineWidth: 1.4 } : { stroke: ink.paper, lineWidth: Math.min(0.8, width / 8) };
  return {
    type: 'group',
    children: [
      ...(busy - left > 0.2 ? [waits] : []),
      {
        type: 'rect',
        shape: { ...box, x: busy, width },
        style: { fill: colour, ...outline },
        ...(width > 7 * text.length + 4
          ? {
              textContent: { type: 'text' as const, style: { text, fill: '#ffffff', fontSize: 11 } },
              textConfig: { position: 'inside' as const },
            }
          : {}),
      },
    ],
  };
}

/** Traffic of the parts that run at the same time, added up. */
function traffic(schedule: readonly PartDetails[], limit: number, { factor }: Scale): LineSeriesOption {
  const changes = schedule
    .filter(({ startS, endS, offChipBytes }) => endS > startS && offChipBytes > 0)
    .flatMap(({ startS, endS, offChipBytes }) => {
      const rate = offChipBytes / (endS - startS) / 1e9;
      return [
        { at: startS, by: rate },
        { at: endS, by: -rate },
      ];
    })
    .sort((a, b) => a.at - b.at);
  let rate = 0;
  const points = changes.map(({ at, by }) => {
    rate += by;
    return [at * factor, Math.max(0, Number(rate.toPrecision(9)))];
  });
  return {
    type: 'line',
    xAxisIndex: 1,
    yAxisIndex: 1,
    step: 'end',
    symbol: 'none',
    lineStyle: { color: hue(1), width: 1.4 },
    areaStyle: { color: hue(1), opacity: 0.18 },
    data: [[0, 0], ...points],
    markLine: {
      silent: true,
      symbol: 'none',
      data: [{ yAxis: limit, lineStyle: { color: ink.muted, type: 'dashed', width: 1.2 }, label: { show: false } }],
    },
  };
}
