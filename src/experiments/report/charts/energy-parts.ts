/** Energy of one inference by component. */
import { formatPercent, formatQuantity, scaleFor } from '../../units.js';
import { axisStyle, type Drawing, hue, ink, tickWords } from '../chart.js';
import type { SystemDetails } from '../details.js';
import { html } from '../html.js';

const WIDTH = 560;
const ROW = 26;

/** One bar for each component that takes energy, the largest first. */
export function energyParts({ energyJ }: SystemDetails): Drawing {
  const total = Object.values(energyJ).reduce((sum, part) => sum + part, 0);
  const parts = Object.entries(energyJ)
    .filter(([, energy]) => energy > 0)
    .sort(([, a], [, b]) => b - a);
  const scale = scaleFor(
    parts.map(([, energy]) => energy),
    'J',
  );
  return {
    name: 'energy-parts',
    title: 'Energy by component',
    description: parts.map(([name, energy]) => `${name}: ${formatQuantity(energy, 'J')}`).join('; '),
    caption: html`<b>Energy of one inference by component</b>, ${formatQuantity(total, 'J')} in all.`,
    width: WIDTH,
    height: 60 + ROW * parts.length,
    tip: (_, item) => parts[item] && `${parts[item][0]}: ${formatQuantity(parts[item][1], 'J')}`,
    option: {
      grid: { left: 84, right: 66, top: 8, bottom: 44 },
      xAxis: {
        type: 'value',
        name: `energy (${scale.unit})`,
        nameLocation: 'middle',
        nameGap: 28,
        ...axisStyle,
        axisLabel: { ...axisStyle.axisLabel, formatter: tickWords },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: parts.map(([name]) => words(name)),
        ...axisStyle,
        axisTick: { show: false },
      },
      series: [
        {
          type: 'bar',
          barWidth: 14,
          itemStyle: { color: hue(0) },
          data: parts.map(([, energy]) => ({
            value: energy * scale.factor,
            label: {
              show: true,
              position: 'right',
              color: ink.text,
              fontSize: 12,
              formatter: formatPercent(energy / total, 0),
            },
          })),
        },
      ],
    },
  };
}

/** `offChip` as `off chip`. */
const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
