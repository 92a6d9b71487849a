/** Commands per bank over time as a picture: one lane per bank, the command bus above, the data bus below. */
import type { DramDevice } from '../../hwtemplates/dram/schema.js';
import { badRequest } from '../../src/errors.js';
import { at, escaped, ticks } from '../svg.js';
import { type BankCommand, type DataBurst, type RankSpan, timelineOf } from './timeline.js';
import type { DramResult, LoggedCommand } from './types.js';

/** What a picture is made of: a run with its commands and requests. */
export interface TimelineRun {
  readonly device: DramDevice;
  readonly result: Pick<DramResult, 'totalCycles' | 'rowHitRate' | 'bandwidthGBps' | 'commands' | 'requestCycles'>;
}

export interface TimelineOptions {
  readonly title: string;
  /** First clock of the picture; default 0. */
  readonly from?: number;
  /** Clock behind the last; default 300 after the first, but no more than the run has. */
  readonly to?: number;
}

const width = 1280;
const left = 104;
const right = 24;
const top = 82;
const busHeight = 18;
const outstandingHeight = 46;
const DEFAULT_WINDOW = 300;
/** Commands that a picture shows at the most: with more, no box is as wide as a pixel. */
const MAX_COMMANDS = 20_000;

/** Colours that people who confuse red and green tell apart (Okabe and Ito). */
const colours = {
  ACT: '#e69f00',
  RD: '#0072b2',
  WR: '#d55e00',
  PRE: '#6e7781',
  REF: '#b05c97',
  PD: '#009e73',
  open: '#dfe9f3',
} as const;
const spanNames: Readonly<Record<RankSpan['kind'], string>> = {
  refresh: 'refresh',
  activePowerDown: 'active power-down',
  prechargePowerDown: 'precharge power-down',
  selfRefresh: 'self-refresh',
};

/** Where things lie. */
interface Layout {
  readonly from: number;
  readonly to: number;
  readonly laneHeight: number;
  readonly banks: number;
  readonly banksPerRank: number;
  readonly tCKns: number;
  x(clock: number): number;
  /** Top of a bank's lane. */
  y(bank: number): number;
}

/**
 * A self-contained SVG document, 1280 wide.
 * @throws CogymError `badRequest` for a run without its logs and a window that is empty or holds too much
 */
export function timelinePicture({ device, result }: TimelineRun, options: TimelineOptions): string {
  const { commands: log, requestCycles, totalCycles } = result;
  if (log === undefined || requestCycles === undefined) {
    throw badRequest('/include', 'a timeline needs the commands and the requests of the run');
  }
  const layout = layoutOf(device, totalCycles, options);
  const inWindow = (from: number, to: number) => to > layout.from && from < layout.to;
  const timeline = timelineOf(device, log, totalCycles);
  const commands = timeline.commands.filter(({ from, to }) => inWindow(from, to));
  if (commands.length > MAX_COMMANDS) {
    throw badRequest('/window', `${commands.length} commands are too many for a picture; choose a narrower window`);
  }
  const bottom = layout.y(layout.banks);
  const dataTop = bottom + 14;
  const outstandingTop = dataTop + busHeight + 14;
  const axisTop = outstandingTop + outstandingHeight + 6;
  const height = axisTop + 78;
  const parts = [
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    header(result, options.title, layout, timeline.data),
    grid(layout, axisTop),
    lanes(layout, device),
    ...timeline.openRows.filter(({ from, to }) => inWindow(from, to)).map((row) => openRow(row, layout)),
    ...timeline.rankSpans.filter(({ from, to }) => inWindow(from, to)).map((span) => rankSpan(span, layout)),
    ...commands.map((command) => bankCommand(command, layout)),
    commandBus(log, device, layout),
    dataBus(
      timeline.data.filter(({ from, to }) => inWindow(from, to)),
      layout,
      dataTop,
    ),
    outstanding(requestCycles, layout, outstandingTop),
    axes(layout, axisTop),
    legend(axisTop + 58),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, 'Segoe UI', sans-serif" font-size="11" fill="#1f2328">
<title>${escaped(options.title)}</title>
${parts.join('\n')}
</svg>
`;
}

function layoutOf(device: DramDevice, totalCycles: number, options: TimelineOptions): Layout {
  const { nbrOfBanks, nbrOfRanks, nbrOfPseudoChannels } = device.architecture;
  const from = options.from ?? 0;
  const to = Math.min(options.to ?? from + DEFAULT_WINDOW, totalCycles);
  if (!(from >= 0 && from < to)) {
    throw badRequest('/window', `a window from clock ${from} to ${to} is empty; the run has ${totalCycles} clocks`);
  }
  const ranks = nbrOfRanks ?? nbrOfPseudoChannels ?? 1;
  const banks = ranks * nbrOfBanks;
  const laneHeight = banks <= 8 ? 30 : banks <= 16 ? 24 : 17;
  const rankGap = 10;
  return {
    from,
    to,
    laneHeight,
    banks,
    banksPerRank: nbrOfBanks,
    tCKns: device.tCK_ps / 1000,
    x: (clock) => left + ((width - left - right) * (clock - from)) / (to - from),
    y: (bank) => top + busHeight + 14 + bank * laneHeight + Math.floor(Math.max(0, bank - 1) / nbrOfBanks) * rankGap,
  };
}

function header(
  { rowHitRate, bandwidthGBps, totalCycles }: TimelineRun['result'],
  title: string,
  layout: Layout,
  data: readonly DataBurst[],
): string {
  const { from, to, tCKns } = layout;
  const busy = data.reduce((sum, burst) => sum + Math.max(0, Math.min(burst.to, to) - Math.max(burst.from, from)), 0);
  const facts = [
    `clocks ${from} to ${to} of ${totalCycles} (${figure(from * tCKns)} to ${figure(to * tCKns)} ns)`,
    `data bus busy ${Math.round((100 * busy) / (to - from))} % of the window`,
    `whole run: ${Math.round(100 * rowHitRate)} % row hits, ${bandwidthGBps.toFixed(2)} GB/s`,
  ];
  return (
    `<text x="${left}" y="30" font-size="18" font-weight="600">${escaped(title)}</text>` +
    `<text x="${left}" y="52" font-size="12" fill="#57606a">${facts.join(' &#183; ')}</text>`
  );
}

function grid(layout: Layout, bottom: number): string {
  return clockTicks(layout)
    .map(
      (clock) =>
        `<line x1="${at(layout.x(clock))}" x2="${at(layout.x(clock))}" y1="${top - 8}" y2="${at(bottom)}" stroke="#e4e7eb"/>`,
    )
    .join('\n');
}

function lanes(layout: Layout, device: DramDevice): string {
  const { nbrOfBankGroups = 1 } = device.architecture;
  const { banks, banksPerRank, laneHeight } = layout;
  const perGroup = banksPerRank / nbrOfBankGroups;
  const words = Array.from({ length: banks }, (_, bank) => {
    const inRank = bank % banksPerRank;
    const group = nbrOfBankGroups > 1 ? `g${Math.floor(inRank / perGroup)} ` : '';
    const rank = banks > banksPerRank ? `r${Math.floor(bank / banksPerRank)} ` : '';
    const y = layout.y(bank);
    const shade = Math.floor(inRank / perGroup) % 2 === 1 && nbrOfBankGroups > 1 ? '#f6f8fa' : '#fff';
    return (
      `<rect x="${left}" y="${at(y)}" width="${width - left - right}" height="${laneHeight}" fill="${shade}" fill-opacity="0.6"/>` +
      `<line x1="${left}" x2="${width - right}" y1="${at(y + laneHeight)}" y2="${at(y + laneHeight)}" stroke="#eceff2"/>` +
      label(`${rank}${group}bank ${inRank}`, y + laneHeight / 2)
    );
  });
  return words.join('\n');
}

function openRow(
  { bank, row, from, to }: { bank: number; row: number; from: number; to: number },
  layout: Layout,
): string {
  const [start, end] = [layout.x(Math.max(from, layout.from)), layout.x(Math.min(to, layout.to))];
  const y = layout.y(bank);
  const text = `row ${row}`;
  const shown =
    layout.laneHeight >= 24 && end - start > 7 * text.length + 8
      ? `<text x="${at(start + 4)}" y="${at(y + layout.laneHeight - 4)}" font-size="9" fill="#57606a">${text}</text>`
      : '';
  return (
    `<g><title>bank ${bank}: row ${row} open, clocks ${from} to ${to}</title>` +
    `<rect x="${at(start)}" y="${at(y + 2)}" width="${at(end - start)}" height="${layout.laneHeight - 4}" fill="${colours.open}"/>${shown}</g>`
  );
}

function rankSpan({ kind, rank, from, to }: RankSpan, layout: Layout): string {
  const [start, end] = [layout.x(Math.max(from, layout.from)), layout.x(Math.min(to, layout.to))];
  const first = rank * layout.banksPerRank;
  const y = layout.y(first);
  const height = layout.y(first + layout.banksPerRank - 1) + layout.laneHeight - y;
  const colour = kind === 'refresh' ? colours.REF : colours.PD;
  const name = spanNames[kind];
  const word =
    end - start > 7 * name.length
      ? `<text x="${at((start + end) / 2)}" y="${at(y + height / 2 + 4)}" text-anchor="middle" font-size="12" fill="${colour}" font-weight="600">${name}</text>`
      : '';
  return (
    `<g><title>${name} of rank ${rank}, clocks ${from} to ${to} (${figure((to - from) * layout.tCKns)} ns)</title>` +
    `<rect x="${at(start)}" y="${at(y)}" width="${at(Math.max(1, end - start))}" height="${at(height)}" fill="${colour}" fill-opacity="${kind === 'selfRefresh' ? 0.3 : 0.16}" stroke="${colour}" stroke-opacity="0.5"/>${word}</g>`
  );
}

/** Column commands are tall when they hit; a command that opens or closes a row is a thin bar as long as that takes. */
function bankCommand(command: BankCommand, layout: Layout): string {
  const { name, from, to, bank, row, column, hit } = command;
  const end = Math.min(to, layout.to);
  const [x, x2] = [layout.x(Math.max(from, layout.from)), layout.x(end)];
  const y = layout.y(bank);
  const { laneHeight } = layout;
  const access = column !== null;
  const height = access ? Math.max(8, laneHeight - 13) : 5;
  const word = access
    ? `row ${row}, column ${column}, ${hit ? 'row hit' : 'row opened for it'}`
    : row === null
      ? ''
      : `row ${row}`;
  const title = `${name} bank ${bank} at clock ${from} (${figure(from * layout.tCKns)} ns)${word === '' ? '' : `: ${word}`}`;
  const gap = x2 - x > 3 ? 0.6 : 0;
  const box =
    `<rect x="${at(x)}" y="${at(y + 2)}" width="${at(Math.max(0.8, x2 - x - gap))}" height="${height}" fill="${colourOf(name)}"` +
    `${access && !hit ? ` fill-opacity="0.45" stroke="${colourOf(name)}"` : ''}>`;
  const letter =
    access && x2 - x > 16 && laneHeight >= 17
      ? `<text x="${at((x + x2) / 2)}" y="${at(y + 2 + height / 2 + 3.5)}" text-anchor="middle" font-size="9" fill="${hit ? '#fff' : '#1f2328'}" pointer-events="none">${name}</text>`
      : '';
  return `${box}<title>${escaped(title)}</title></rect>${letter}`;
}

function commandBus(log: readonly LoggedCommand[], device: DramDevice, layout: Layout): string {
  const lengthOf = (name: string) => device.command_length_cycles[name] ?? device.command_length_cycles['all'] ?? 1;
  const boxes = log
    .filter(([clock]) => clock >= layout.from && clock < layout.to)
    .map(([clock, name]) => {
      const [x, x2] = [layout.x(clock), layout.x(Math.min(layout.to, clock + lengthOf(name)))];
      return `<rect x="${at(x)}" y="${top}" width="${at(Math.max(0.8, x2 - x))}" height="${busHeight}" fill="${colourOf(name)}"><title>${name} at clock ${clock}</title></rect>`;
    });
  return [label('command bus', top + busHeight / 2), ...boxes].join('\n');
}

function dataBus(data: readonly DataBurst[], layout: Layout, y: number): string {
  const boxes = data.map(({ write, bank, from, to }) => {
    const [x, x2] = [layout.x(Math.max(from, layout.from)), layout.x(Math.min(to, layout.to))];
    const gap = x2 - x > 3 ? 0.6 : 0;
    return `<rect x="${at(x)}" y="${at(y)}" width="${at(Math.max(0.8, x2 - x - gap))}" height="${busHeight}" fill="${write ? colours.WR : colours.RD}"><title>${write ? 'write' : 'read'} data of bank ${bank}, clocks ${from} to ${to}</title></rect>`;
  });
  const frame = `<rect x="${left}" y="${at(y)}" width="${width - left - right}" height="${busHeight}" fill="#f6f8fa"/>`;
  return [frame, label('data bus', y + busHeight / 2), ...boxes].join('\n');
}

/** How many requests are sent and not answered, as steps. */
function outstanding(requests: readonly (readonly [number, number, number])[], layout: Layout, y: number): string {
  const changes = requests
    .flatMap(([sent, , answered]): [number, number][] => [
      [sent, 1],
      [answered, -1],
    ])
    .sort((a, b) => a[0] - b[0]);
  const steps: (readonly [number, number])[] = [];
  let count = 0;
  for (const [clock, change] of changes) {
    count += change;
    if (steps.at(-1)?.[0] === clock) steps.pop();
    steps.push([clock, count]);
  }
  const before = steps.findLast(([clock]) => clock <= layout.from)?.[1] ?? 0;
  const shown = [
    [layout.from, before] as const,
    ...steps.filter(([clock]) => clock > layout.from && clock < layout.to),
  ];
  const most = Math.max(1, ...shown.map(([, n]) => n));
  const base = y + outstandingHeight;
  const high = (n: number) => base - ((outstandingHeight - 8) * n) / most;
  const path = shown.map(([clock, n], i) => {
    const next = layout.x(shown[i + 1]?.[0] ?? layout.to);
    return `L${at(layout.x(clock))} ${at(high(n))}H${at(next)}`;
  });
  return (
    `<path d="M${left} ${at(base)}${path.join('')}L${width - right} ${at(base)}Z" fill="#8c959f" fill-opacity="0.35" stroke="#6e7781" stroke-width="0.8"/>` +
    `<line x1="${left}" x2="${width - right}" y1="${at(base)}" y2="${at(base)}" stroke="#d0d7de"/>` +
    label('unanswered', y + outstandingHeight / 2 - 5) +
    label(`at most ${most}`, y + outstandingHeight / 2 + 8, '#57606a')
  );
}

function clockTicks({ from, to }: Layout): number[] {
  const steps = ticks(to - from, 12);
  const step = Math.max(1, (steps[1] ?? 1) - (steps[0] ?? 0));
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, i) => first + i * step);
}

function axes(layout: Layout, y: number): string {
  const marks = clockTicks(layout).map(
    (clock) =>
      `<text x="${at(layout.x(clock))}" y="${at(y + 12)}" text-anchor="middle">${clock}</text>` +
      `<text x="${at(layout.x(clock))}" y="${at(y + 28)}" text-anchor="middle" fill="#57606a">${figure(clock * layout.tCKns)}</text>`,
  );
  return [label('clock', y + 8, undefined, 40), label('ns', y + 24, '#57606a', 40), ...marks].join('\n');
}

function legend(y: number): string {
  const entries: readonly (readonly [string, string, string])[] = [
    [colours.ACT, '', 'ACT: open a row'],
    [colours.RD, '', 'RD, row hit'],
    [colours.RD, 'fill-opacity="0.45" stroke="#0072b2"', 'RD, row opened for it'],
    [colours.WR, '', 'WR, row hit'],
    [colours.WR, 'fill-opacity="0.45" stroke="#d55e00"', 'WR, row opened for it'],
    [colours.PRE, '', 'PRE: close'],
    [colours.open, '', 'row open'],
    [colours.REF, 'fill-opacity="0.3" stroke="#b05c97"', 'refresh'],
    [colours.PD, 'fill-opacity="0.3" stroke="#009e73"', 'power-down'],
  ];
  let x = left;
  return entries
    .map(([colour, style, word]) => {
      const entry = `<rect x="${x}" y="${at(y - 9)}" width="14" height="10" fill="${colour}" ${style}/><text x="${x + 19}" y="${at(y)}">${word}</text>`;
      x += 44 + 6 * word.length;
      return entry;
    })
    .join('\n');
}

function colourOf(name: string): string {
  if (name === 'ACT') return colours.ACT;
  if (name.startsWith('RD')) return colours.RD;
  if (name.startsWith('WR')) return colours.WR;
  if (name.startsWith('PRE')) return colours.PRE;
  return name.startsWith('REF') ? colours.REF : colours.PD;
}

const label = (text: string, y: number, colour = '#1f2328', gap = 10): string =>
  `<text x="${left - gap}" y="${at(y + 4)}" text-anchor="end" fill="${colour}">${text}</text>`;

const figure = (value: number): string => String(Math.round(value * 100) / 100);
