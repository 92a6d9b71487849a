/** A network as a picture: one block a layer, from the input down, skip connections beside them. */
import type { Layer, Network, Operator, Shape } from '../network.js';
import { volume } from '../shape.js';
import { type Skip, skipsOf } from './skips.js';

const ink = { text: '#24292f', muted: '#57606a', line: '#8c959f', paper: '#ffffff' } as const;

/** Hues that people with any colour vision can tell apart (Okabe & Ito 2008). */
const kinds = [
  { name: 'convolution', hue: '#0072b2', operators: ['conv2d', 'deconv2d'] },
  { name: 'depthwise convolution', hue: '#56b4e9', operators: ['dwconv2d'] },
  { name: 'linear', hue: '#d55e00', operators: ['fc'] },
  { name: 'matrix product', hue: '#cc79a7', operators: ['matmul'] },
  { name: 'sum, product, concatenation', hue: '#009e73', operators: ['add', 'mul', 'concat'] },
  { name: 'no multiply-accumulates', hue: '#b3bac2', operators: [] },
] as const satisfies readonly { name: string; hue: string; operators: readonly Operator[] }[];

const kindOf = (op: Operator) =>
  kinds.find(({ operators }) => (operators as readonly Operator[]).includes(op)) ?? kinds[kinds.length - 1];

const MARGIN = 20;
const HEAD = 84;
const LANE = 9;
/** Widest block, of the largest tensor. */
const BLOCK = 220;
/** Lowest block, and what the layer with the most multiply-accumulates has on top of it. */
const LOW = 13;
const TALL = 34;
const GAP = 3;
/** Columns of text right of the blocks: width of each. */
const columns = { index: 24, name: 172, role: 84, shape: 112, macs: 50, share: 52 } as const;

interface Row {
  readonly index: number;
  readonly y: number;
  readonly height: number;
  readonly width: number;
  readonly fill: string;
  readonly words: readonly [index: string, name: string, role: string, shape: string, macs: string, share: string];
}

/**
 * SVG of `network`. A block's width is the square root of its layer's output elements and its height grows with the
 * layer's share of the multiply-accumulates; edges that pass over layers are drawn on the left.
 */
export function drawNetwork(network: Network): string {
  const skips = skipsOf(network.layers);
  const lanes = skips.reduce((most, { lane }) => Math.max(most, lane + 1), 0);
  const left = MARGIN + LANE * lanes + 14;
  const text = left + BLOCK + 14;
  const width = text + Object.values(columns).reduce((sum, column) => sum + column, 0) + MARGIN;
  const rows = rowsOf(network);
  const last = rows[rows.length - 1] as Row;
  const height = last.y + last.height + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    ` role="img" font-family="system-ui, 'Segoe UI', 'Liberation Sans', sans-serif" font-size="11">`,
    `<title>${escapeText(network.id)}</title><rect width="100%" height="100%" fill="${ink.paper}"/>`,
    head(network, width),
    ...rows.map((row) => drawRow(row, network.layers[row.index], left, text)),
    ...skips.map((skip) => drawSkip(skip, rows, left)),
    '</svg>',
  ].join('\n');
}

function rowsOf({ input, layers, totals }: Network): Row[] {
  const inputShape: Shape = [input.h, input.w, input.c];
  const largest = layers.reduce((most, layer) => Math.max(most, volume(layer.out)), volume(inputShape));
  const most = layers.reduce((macs, layer) => Math.max(macs, layer.macs), 1);
  const side = (shape: Shape) => Math.max(3, BLOCK * Math.sqrt(volume(shape) / largest));
  let y = HEAD;
  const row = (index: number, shape: Shape, macs: number, fill: string, words: Row['words']): Row => {
    const height = LOW + (TALL * macs) / most;
    const placed = { index, y, height, width: side(shape), fill, words };
    y += height + GAP;
    return placed;
  };
  return [
    row(-1, inputShape, 0, ink.text, ['', 'input', '', inputShape.join(' x '), '', '']),
    ...layers.map((layer) => {
      const share = totals.macs === 0 ? 0 : (100 * layer.macs) / totals.macs;
      const costs = layer.macs === 0 ? (['', ''] as const) : ([short(layer.macs), `${share.toFixed(1)} %`] as const);
      const words = [String(layer.i), layerName(layer), layer.role ?? '', layer.out.join(' x '), ...costs] as const;
      return row(layer.i, layer.out, layer.macs, kindOf(layer.op).hue, words);
    }),
  ];
}

/** Operator with its window and activation, such as `conv2d 3x3/2 relu`. */
export function layerName({ op, kernel, stride, act }: Layer): string {
  const window = kernel === undefined ? '' : ` ${kernel.join('x')}`;
  const step = stride === undefined || (stride[0] === 1 && stride[1] === 1) ? '' : `/${stride[0]}`;
  const name = op === 'act' ? act : op;
  return `${name}${window}${step}${op === 'act' || act === 'none' ? '' : ` ${act}`}`;
}

function drawRow(
  { y, height, width, fill, words, index }: Row,
  layer: Layer | undefined,
  left: number,
  at: number,
): string {
  const middle = (y + height / 2 + 4).toFixed(1);
  const reads = layer === undefined || layer.inputs.includes(index - 1);
  const link =
    reads && index >= 0 ? `<path d="M${left + 1.5} ${y - GAP}v${GAP}" stroke="${ink.line}" stroke-width="3"/>` : '';
  let x = at;
  const texts = Object.entries(columns).map(([column, room], i) => {
    // Figures end where their column does, words start where theirs does.
    const figure = column === 'index' || column === 'macs' || column === 'share';
    const anchor = figure ? ` x="${x + room - (column === 'index' ? 8 : 0)}" text-anchor="end"` : ` x="${x}"`;
    x += room;
    const colour = column === 'index' || column === 'role' ? ink.muted : ink.text;
    return words[i] === ''
      ? ''
      : `<text${anchor} y="${middle}" fill="${colour}">${escapeText(words[i] as string)}</text>`;
  });
  return `${link}<rect x="${left}" y="${y.toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}" rx="2" fill="${fill}"/>${texts.join('')}`;
}

/** From the lower part of the block read to the upper part of the one that reads it. */
function drawSkip({ from, to, lane }: Skip, rows: readonly Row[], left: number): string {
  const [source, target] = [rows[from + 1] as Row, rows[to + 1] as Row];
  const start = source.y + source.height * 0.7;
  const end = target.y + target.height * 0.3;
  const x = left - 8 - LANE * (lane + 1);
  return (
    `<path d="M${left - 1} ${start.toFixed(1)}H${x + 4}q-4 0 -4 4V${(end - 4).toFixed(1)}q0 4 4 4H${left - 5}" fill="none" stroke="${ink.line}" stroke-width="1.3"/>` +
    `<path d="M${left - 7} ${(end - 3).toFixed(1)}l6 3l-6 3z" fill="${ink.line}"/>`
  );
}

function head({ id, totals, layers }: Network, width: number): string {
  const used = new Set(layers.map(({ op }) => kindOf(op)));
  let x = MARGIN;
  const legend = kinds
    .filter((kind) => used.has(kind))
    .map(({ name, hue }) => {
      const drawn = `<rect x="${x}" y="62" width="10" height="10" rx="2" fill="${hue}"/><text x="${x + 14}" y="71" fill="${ink.muted}">${name}</text>`;
      x += 30 + 6 * name.length;
      return drawn;
    });
  const counts = `${short(totals.macs)} MACs, ${short(totals.params)} parameters as deployed, ${totals.layers} layers`;
  const key = 'width: square root of the output elements; height: share of the MACs';
  return (
    `<text x="${MARGIN}" y="28" font-size="16" font-weight="600" fill="${ink.text}">${escapeText(id)}</text>` +
    `<text x="${MARGIN}" y="48" fill="${ink.muted}">${counts}</text>` +
    `<text x="${width - MARGIN}" y="48" fill="${ink.muted}" text-anchor="end">${key}</text>${legend.join('')}`
  );
}

/** A count in three digits, such as `5.42 M`. */
function short(count: number): string {
  const [size, unit] = count >= 1e9 ? [1e9, ' G'] : count >= 1e6 ? [1e6, ' M'] : count >= 1e3 ? [1e3, ' k'] : [1, ''];
  return size === 1
    ? String(count)
    : `${(count / size).toFixed(count >= 100 * size ? 0 : count >= 10 * size ? 1 : 2)}${unit}`;
}

const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
