/** Energy by component as a picture: one stacked bar per layer. */
import { at, escaped, ticks } from '../svg.js';

export interface EnergyBar {
  /** Below the bar. */
  readonly label: string;
  /** pJ by component. */
  readonly parts: Readonly<Record<string, number>>;
}

const width = 1200;
const height = 560;
const margin = { left: 80, right: 226, top: 48, bottom: 60 };

/** Bottom of the stack first. Neighbours differ in brightness, so that they can be told apart without colour. */
const components: readonly (readonly [name: string, words: string, colour: string])[] = [
  ['multipliers', 'multipliers', '#2f5d8a'],
  ['dacs', 'DACs', '#9ecae1'],
  ['bitlines', 'bitlines', '#4e79a7'],
  ['adcs', 'ADCs', '#f28e2b'],
  ['adderTrees', 'adder trees', '#e6b34d'],
  ['placeValueAdders', 'place-value adders', '#b07d2b'],
  ['accumulators', 'accumulators', '#f3d9a4'],
  ['precharge', 'precharge', '#7f7f7f'],
  ['periphery', 'drivers, buffers, interconnect', '#bab0ac'],
  ['weights', 'loading of weights', '#c23b3b'],
  ['inputs', 'inputs', '#8cc084'],
  ['outputs', 'outputs', '#3d7f4a'],
];

/** A self-contained SVG document; bars in the order given. */
export function energyPicture(bars: readonly EnergyBar[], title: string): string {
  const shown = components.filter(([name]) => bars.some(({ parts }) => (parts[name] ?? 0) > 0));
  const totals = bars.map(({ parts }) => Object.values(parts).reduce((sum, part) => sum + part, 0));
  const top = Math.max(1e-3, ...totals) * 1.04;
  const unit = unitFor(top);
  const y = (picojoules: number) => height - margin.bottom - ((height - margin.top - margin.bottom) * picojoules) / top;
  const step = (width - margin.left - margin.right) / Math.max(1, bars.length);
  const columns = bars.map((bar, i) => column(bar, margin.left + i * step, step, shown, y, unit));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#222">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="${margin.left}" y="26" font-size="16">${escaped(title)}</text>
${grid(top, y, unit)}
${columns.join('\n')}
${labels(bars, step)}
${legend(shown)}
</svg>
`;
}

interface Unit {
  readonly name: string;
  readonly picojoules: number;
}

type Components = typeof components;

function unitFor(picojoules: number): Unit {
  const units: readonly Unit[] = [
    { name: 'mJ', picojoules: 1e9 },
    { name: 'µJ', picojoules: 1e6 },
    { name: 'nJ', picojoules: 1e3 },
  ];
  return units.find((unit) => picojoules >= unit.picojoules) ?? { name: 'pJ', picojoules: 1 };
}

const shownIn = (unit: Unit, picojoules: number) => `${Number((picojoules / unit.picojoules).toPrecision(3))}`;

function column(
  { label, parts }: EnergyBar,
  left: number,
  step: number,
  shown: Components,
  y: (picojoules: number) => number,
  unit: Unit,
): string {
  const gap = Math.min(4, 0.15 * step);
  let below = 0;
  return shown
    .flatMap(([name, words, colour]) => {
      const part = parts[name] ?? 0;
      if (part === 0) return [];
      const rect =
        `<rect x="${at(left + gap / 2)}" y="${at(y(below + part))}" width="${at(step - gap)}" ` +
        `height="${at(y(below) - y(below + part))}" fill="${colour}">` +
        `<title>${escaped(`${label}, ${words}: ${shownIn(unit, part)} ${unit.name}`)}</title></rect>`;
      below += part;
      return [rect];
    })
    .join('');
}

function grid(top: number, y: (picojoules: number) => number, unit: Unit): string {
  const right = width - margin.right;
  const lines = ticks(top / unit.picojoules).map((value) => {
    const level = at(y(value * unit.picojoules));
    return (
      `<line x1="${margin.left}" x2="${right}" y1="${level}" y2="${level}" stroke="#ddd"/>` +
      `<text x="${margin.left - 8}" y="${at(Number(level) + 4)}" text-anchor="end">${Number(value.toPrecision(6))}</text>`
    );
  });
  const middle = (margin.top + height - margin.bottom) / 2;
  lines.push(`<text transform="translate(22 ${middle}) rotate(-90)" text-anchor="middle">energy, ${unit.name}</text>`);
  lines.push(
    `<text x="${(margin.left + right) / 2}" y="${height - 14}" text-anchor="middle">layer of the network</text>`,
  );
  return lines.join('\n');
}

/** As many labels as fit side by side. */
function labels(bars: readonly EnergyBar[], step: number): string {
  const widest = Math.max(1, ...bars.map(({ label }) => label.length)) * 7 + 8;
  const every = Math.max(1, Math.ceil(widest / step));
  return bars
    .map(({ label }, i) =>
      i % every === 0
        ? `<text x="${at(margin.left + (i + 0.5) * step)}" y="${height - margin.bottom + 17}" text-anchor="middle">${escaped(label)}</text>`
        : '',
    )
    .join('');
}

/** Top of the stack first, as the bars show it. */
function legend(shown: Components): string {
  const left = width - margin.right + 16;
  return [...shown]
    .reverse()
    .map(
      ([, words, colour], i) =>
        `<rect x="${left}" y="${margin.top + 20 * i}" width="12" height="12" fill="${colour}"/>` +
        `<text x="${left + 18}" y="${margin.top + 20 * i + 10}">${words}</text>`,
    )
    .join('\n');
}
