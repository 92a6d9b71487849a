/** Pictures: echarts drawn to SVG on the server, then stripped of what a printed page has no use for. */

import type { EChartsOption } from 'echarts';
import { BarChart, BoxplotChart, CustomChart, LineChart, ParallelChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, ParallelComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { formatNumber } from '../units.js';
import { escapeText, type Html } from './html.js';

use([
  BarChart,
  BoxplotChart,
  CustomChart,
  LineChart,
  ParallelChart,
  ScatterChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  ParallelComponent,
  SVGRenderer,
]);

/** Colours of text and lines; a page may replace them for dark screens, see {@link themed}. */
export const ink = { text: '#24292f', muted: '#57606a', grid: '#dde2e8', paper: '#fefefe' } as const;

/**
 * Hues that people with any colour vision can tell apart (Okabe & Ito 2008, "Color Universal Design", without its
 * yellow and black, which vanish on white and on dark pages).
 */
export const hues = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#7f7f7f', '#882255'] as const;

export const hue = (i: number): string => hues[i % hues.length] as string;

export const axisStyle = {
  axisLine: { show: true, lineStyle: { color: ink.muted } },
  axisTick: { lineStyle: { color: ink.muted } },
  axisLabel: { color: ink.text, fontSize: 12, hideOverlap: true },
  nameTextStyle: { color: ink.text, fontSize: 12 },
  splitLine: { lineStyle: { color: ink.grid } },
  minorTick: { show: false },
  minorSplitLine: { show: false },
} as const;

/** Words at a tick: as few digits as say it. */
export function tickWords(value: number): string {
  const short = Number(value.toPrecision(6));
  return Math.abs(short) >= 1e4 && Math.abs(short) < 1e15 ? formatNumber(short) : String(short);
}

export interface Picture {
  /** Of its file and its elements: letters and dashes, unique in a report. */
  readonly name: string;
  readonly title: string;
  /** What the picture shows, in words, for those who cannot see it. */
  readonly description: string;
  readonly caption: Html;
  readonly svg: string;
}

export interface Drawing extends Omit<Picture, 'svg'> {
  readonly width: number;
  readonly height: number;
  readonly option: EChartsOption;
  /** Words shown while the pointer rests on an item. */
  readonly tip?: (series: number, item: number) => string | undefined;
}

/** Draws `option`; equal drawings give equal bytes. */
export function draw({ width, height, option, tip, ...words }: Drawing): Picture {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  let raw: string;
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'sans-serif' }, ...option });
    raw = chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
  return { ...words, svg: titled(tipped(clean(raw, words.name), tip), words) };
}

/** Removes styles for the pointer and makes identifiers the picture's own instead of counters of the process. */
function clean(svg: string, name: string): string {
  return svg
    .replace(/<style\b[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class|pointer-events|xml:space|version|baseProfile|stroke-linecap)="[^"]*"/g, '')
    .replace(/\bzr\d+-/g, `${name}-`)
    .replace(/ fill="transparent"/g, ' fill="none"')
    .replace(/ (?:d|points|transform)="[^"]*"/g, shortened)
    .replace(/\n\s*\n/g, '\n');
}

/** Coordinates to a hundredth of a pixel. */
const shortened = (attribute: string): string =>
  attribute.replace(/\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2))));

/**
 * Gives items their words as `<title>`, which browsers show and screen readers read. Entries of the legend and limit
 * lines carry the marks of the item whose place they take, and get none.
 */
function tipped(svg: string, tip: Drawing['tip']): string {
  return svg
    .replace(
      /<(\w+)([^>]* ecmeta_series_index="(\d+)" ecmeta_data_index="(\d+)"[^>]*)><\/\1>/g,
      (element, tag, attributes, series, item) => {
        if (!attributes.includes('ecmeta_ssr_type="chart"') || attributes.includes('ecmeta_silent')) return element;
        const words = tip?.(Number(series), Number(item));
        return words === undefined ? element : `<${tag}${attributes}><title>${escapeText(words)}</title></${tag}>`;
      },
    )
    .replace(/ ecmeta_\w+="[^"]*"/g, '');
}

function titled(svg: string, { name, title, description }: Omit<Picture, 'svg' | 'caption'>): string {
  const words = `<title id="${name}-title">${escapeText(title)}</title><desc id="${name}-desc">${escapeText(description)}</desc>`;
  return svg.replace(/<svg([^>]*)>/, (_, attributes) => {
    const named = `role="img" aria-labelledby="${name}-title" aria-describedby="${name}-desc"`;
    const viewed = attributes.includes('viewBox') ? '' : viewBoxOf(attributes);
    return `<svg${attributes}${viewed} ${named}>${words}`;
  });
}

function viewBoxOf(attributes: string): string {
  const [width, height] = ['width', 'height'].map((side) => new RegExp(`${side}="([\\d.]+)"`).exec(attributes)?.[1]);
  return ` viewBox="0 0 ${width} ${height}"`;
}

/** Colours that a page replaces on dark screens, by the name of its variable. */
const replaceable: Readonly<Record<string, string>> = { ...ink, blue: hues[0], wine: hues[7] };

/** `colour` as the page's variable, where it has one. */
export function themedColour(colour: string): string {
  const name = Object.keys(replaceable).find((key) => replaceable[key] === colour);
  return name === undefined ? colour : `var(--${name})`;
}

/** The picture in a page's own colours; it takes the width that it is given. */
export function themed(svg: string): string {
  let text = svg.replace(/(<svg[^>]*?) width="[^"]*" height="[^"]*"/, '$1');
  for (const colour of Object.values(replaceable)) text = text.replaceAll(colour, themedColour(colour));
  return text;
}

/** The picture on paper of its own, for a file. */
export function standalone(svg: string): string {
  return svg.replace(/<\/desc>/, `</desc><rect width="100%" height="100%" fill="${ink.paper}"/>`);
}

/** Rows that a legend of `names` takes at `width`, so that the plot can begin below it. */
export function legendRows(names: readonly string[], width: number): number {
  let rows = 1;
  let used = 0;
  for (const name of names) {
    const needed = 42 + 6.6 * name.length;
    if (used > 0 && used + needed > width) {
      rows++;
      used = 0;
    }
    used += needed;
  }
  return rows;
}
