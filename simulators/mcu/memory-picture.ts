/** Memory over time as a picture: one box per buffer, ops to the right, addresses upwards. */
import { at, escaped, ticks } from '../svg.js';
import type { TimelineEntry } from './types.js';

const width = 1200;
const height = 620;
const margin = { left: 76, right: 20, top: 44, bottom: 66 };
const colours: Readonly<Record<string, string>> = {
  input: '#4e79a7',
  layer: '#76b7b2',
  tensor: '#76b7b2',
  pad: '#f28e2b',
  scratch: '#e15759',
  tile: '#4e79a7',
  image: '#b07aa1',
  stage: '#edc948',
};

export interface PictureOptions {
  readonly title: string;
  /** A line is drawn here where it lies in the picture. */
  readonly budgetBytes?: number;
  readonly arenaBytes: number;
}

/** A self-contained SVG document. A box is as wide as its buffer lives, as high as it is large. */
export function memoryPicture(timeline: readonly TimelineEntry[], options: PictureOptions): string {
  const { title, arenaBytes, budgetBytes } = options;
  const ops = Math.max(0, ...timeline.map(({ lastOp }) => lastOp)) + 1;
  const top = Math.max(1, arenaBytes) * 1.05;
  const x = (op: number) => margin.left + ((width - margin.left - margin.right) * op) / ops;
  const y = (bytes: number) => height - margin.bottom - ((height - margin.top - margin.bottom) * bytes) / top;
  const boxes = timeline.map((entry) => box(entry, x, y)).join('\n');
  const budget =
    budgetBytes === undefined || budgetBytes > top
      ? ''
      : `<line x1="${margin.left}" x2="${width - margin.right}" y1="${at(y(budgetBytes))}" y2="${at(y(budgetBytes))}" stroke="#c00" stroke-dasharray="6 4"/>` +
        `<text x="${width - margin.right}" y="${at(y(budgetBytes) - 5)}" text-anchor="end" fill="#c00">the board's ${kib(budgetBytes)} KiB</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#222">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="${margin.left}" y="24" font-size="16">${escaped(title)}</text>
${axes(ops, top, x, y)}
${boxes}
${budget}
${legend(timeline)}
</svg>
`;
}

type Scale = (value: number) => number;

function box({ tensor, sizeBytes, offsetBytes, firstOp, lastOp }: TimelineEntry, x: Scale, y: Scale): string {
  const [left, right, low, high] = [x(firstOp), x(lastOp + 1), y(offsetBytes), y(offsetBytes + sizeBytes)];
  const name = `${tensor}: ${sizeBytes} B at ${offsetBytes}, ops ${firstOp} to ${lastOp}`;
  const rect =
    `<rect x="${at(left)}" y="${at(high)}" width="${at(right - left)}" height="${at(low - high)}" ` +
    `fill="${colourOf(tensor)}" fill-opacity="0.75" stroke="#fff"><title>${escaped(name)}</title></rect>`;
  const label = /\d/.test(tensor) ? (tensor.split(' ')[1] as string) : tensor;
  if (right - left < 7 * label.length + 4 || low - high < 13) return rect;
  return `${rect}<text x="${at((left + right) / 2)}" y="${at((low + high) / 2 + 4)}" text-anchor="middle" font-size="11">${escaped(label)}</text>`;
}

function axes(ops: number, top: number, x: Scale, y: Scale): string {
  const lines: string[] = [];
  for (const bytes of ticks(top / 1024).map((value) => value * 1024)) {
    lines.push(
      `<line x1="${margin.left}" x2="${width - margin.right}" y1="${at(y(bytes))}" y2="${at(y(bytes))}" stroke="#ddd"/>` +
        `<text x="${margin.left - 8}" y="${at(y(bytes) + 4)}" text-anchor="end">${kib(bytes)}</text>`,
    );
  }
  for (const op of ticks(ops).filter((value) => Number.isInteger(value) && value < ops)) {
    lines.push(
      `<text x="${at((x(op) + x(op + 1)) / 2)}" y="${height - margin.bottom + 17}" text-anchor="middle">${op}</text>`,
    );
  }
  const middle = (margin.top + height - margin.bottom) / 2;
  lines.push(
    `<text x="${(margin.left + width - margin.right) / 2}" y="${height - margin.bottom + 35}" text-anchor="middle">operator in execution order</text>`,
    `<text transform="translate(20 ${middle}) rotate(-90)" text-anchor="middle">address, KiB</text>`,
  );
  return lines.join('\n');
}

function legend(timeline: readonly TimelineEntry[]): string {
  const words: Readonly<Record<string, string>> = {
    input: 'input',
    layer: "a layer's output (its number)",
    tensor: 'a tensor of the file (its number)',
    pad: 'padded input (number of its layer)',
    scratch: 'working memory of a kernel',
    tile: 'input of a tile',
    image: 'whole image',
    stage: 'output of the tiled stage',
  };
  const kinds = new Set(timeline.map(({ tensor }) => tensor.split(' ')[0] as string));
  let left = margin.left;
  return [...kinds]
    .map((kind) => {
      const word = words[kind] ?? kind;
      const entry =
        `<rect x="${left}" y="${height - 20}" width="12" height="12" fill="${colourOf(kind)}" fill-opacity="0.75"/>` +
        `<text x="${left + 17}" y="${height - 10}">${escaped(word)}</text>`;
      left += 40 + 7 * word.length;
      return entry;
    })
    .join('\n');
}

const colourOf = (tensor: string): string => colours[tensor.split(' ')[0] as string] ?? '#999';
const kib = (bytes: number): string => String(Math.round((bytes / 1024) * 100) / 100);
