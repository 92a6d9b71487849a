/**
 * Figures as people read them: `0.000712 s` as `712 µs`. Inside there is one unit per quantity; reports and the command
 * line convert here and nowhere else.
 */

/** How one axis, column or row of figures is shown: `value * factor` in `unit`. */
export interface Scale {
  readonly factor: number;
  /** `''` for a plain number. */
  readonly unit: string;
}

const SI: readonly (readonly [prefix: string, size: number])[] = [
  ['T', 1e12],
  ['G', 1e9],
  ['M', 1e6],
  ['k', 1e3],
  ['', 1],
  ['m', 1e-3],
  ['µ', 1e-6],
  ['n', 1e-9],
  ['p', 1e-12],
];

const BINARY: readonly (readonly [prefix: string, size: number])[] = [
  ['Gi', 2 ** 30],
  ['Mi', 2 ** 20],
  ['Ki', 2 ** 10],
  ['', 1],
];

/**
 * Units that take prefixes, with how they are written. Seconds, watts and joules take none above 1; sizes count by 1024,
 * rates by 1000.
 */
const prefixed: Readonly<Record<string, { readonly symbol: string; readonly steps: typeof SI }>> = {
  s: { symbol: 's', steps: SI.filter(([, size]) => size <= 1) },
  J: { symbol: 'J', steps: SI.filter(([, size]) => size <= 1) },
  W: { symbol: 'W', steps: SI.filter(([, size]) => size <= 1) },
  Hz: { symbol: 'Hz', steps: SI.filter(([, size]) => size >= 1) },
  bytes: { symbol: 'B', steps: BINARY },
  'bytes/s': { symbol: 'B/s', steps: SI.filter(([, size]) => size >= 1) },
  'J s': { symbol: 'J s', steps: SI.filter(([, size]) => size <= 1) },
};

const written: Readonly<Record<string, string>> = { mm2: 'mm²', um2: 'µm²', us: 'µs', uJ: 'µJ', uW: 'µW' };

/** How a metric's name ends -> its unit, the longer endings first. */
const suffixes: readonly (readonly [suffix: string, unit: string])[] = [
  ['BytesPerS', 'bytes/s'],
  ['Mm2', 'mm2'],
  ['Um2', 'um2'],
  ['Bytes', 'bytes'],
  ['Percent', '%'],
  ['Cycles', 'cycles'],
  ['Hz', 'Hz'],
  ['Ms', 'ms'],
  ['Us', 'us'],
  ['Ns', 'ns'],
  ['Mj', 'mJ'],
  ['Uj', 'uJ'],
  ['Nj', 'nJ'],
  ['Pj', 'pJ'],
  ['Mw', 'mW'],
  ['JS', 'J s'],
  ['S', 's'],
  ['J', 'J'],
  ['W', 'W'],
];

/** Unit that a metric's name tells (`latencyS`: s), `''` without one. */
export function unitOf(name: string): string {
  return suffixOf(name)?.[1] ?? '';
}

/** A metric's name without its unit, in words: `averageQuality` -> `average quality`, `latencyP99S` -> `latency P99`. */
export function wordsOf(name: string): string {
  const suffix = suffixOf(name)?.[0] ?? '';
  const stem = name.slice(0, name.length - suffix.length);
  return /^[a-z][A-Za-z0-9]*$/.test(stem)
    ? stem
        .replace(/(?<=[a-z0-9])[A-Z](?=[a-z])/g, (letter) => ` ${letter.toLowerCase()}`)
        .replace(/(?<=[a-z])[A-Z](?=\d)/g, ' $&')
        .replace(/\bmacs\b/, 'MACs')
    : stem;
}

/** True for a fraction that is printed in percent: an accuracy, never a quality. */
export function isAccuracy(name: string, unit: string): boolean {
  return unit === '' && /(^a|A)ccuracy(?!\w*(StandardError|Drop))/.test(name);
}

/** The scale at which the largest of `values` reads best; `unit` as in a metric's description. */
export function scaleFor(values: readonly number[], unit: string): Scale {
  const known = prefixed[unit];
  if (known === undefined) return { factor: 1, unit: written[unit] ?? unit };
  const largest = values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
  const [prefix, size] =
    known.steps.find(([, step]) => largest >= step * (1 - 1e-12)) ??
    (largest === 0 ? (['', 1] as const) : (known.steps.at(-1) as readonly [string, number]));
  return { factor: 1 / size, unit: `${prefix}${known.symbol}` };
}

/**
 * A number with at least `digits` significant digits and thousands set apart: `0.712`, `48.0`, `1,234,567`; very large
 * and very small ones as `1.23e+15`.
 */
export function formatNumber(value: number, digits = 3): string {
  if (Number.isNaN(value)) return 'n/a';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e15 || size < 1e-4) return value.toExponential(digits - 1);
  if (Number.isInteger(value)) return grouped(String(value));
  const rounded = Number(value.toPrecision(digits));
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(rounded))));
  return grouped((size >= 10 ** digits ? value : rounded).toFixed(Math.min(decimals, 20)));
}

/** `value` at `scale`, with its unit: `712 µs`. */
export function formatAt(value: number, scale: Scale, digits = 3): string {
  return withUnit(formatNumber(value * scale.factor, digits), scale.unit);
}

/** `value` (in `unit`) at the scale that suits it: `712 µs`, `1.43 mJ`, `48.0 mm²`, `64 KiB`. */
export function formatQuantity(value: number, unit: string, digits = 3): string {
  return formatAt(value, scaleFor([value], unit), digits);
}

/** A metric as people read it; accuracies, which are fractions, in percent. */
export function formatMetric(name: string, value: number, unit = unitOf(name), digits = 3): string {
  return isAccuracy(name, unit) ? formatPercent(value) : formatQuantity(value, unit, digits);
}

/** A fraction in percent: `75.1 %`. */
export function formatPercent(fraction: number, decimals = 1): string {
  return Number.isFinite(fraction) ? `${(100 * fraction).toFixed(decimals)} %` : 'n/a';
}

/** An accuracy with one standard error and how it was got: `75.1 % ± 1.6 (surrogate)`. All fractions. */
export function formatAccuracy(value: number, standardError: number, scale: string): string {
  const error = standardError > 0 ? ` ± ${(100 * standardError).toFixed(1)}` : '';
  return `${formatPercent(value)}${error} (${scale})`;
}

const withUnit = (text: string, unit: string): string => (unit === '' ? text : `${text} ${unit}`);

/** Expressions have none. */
function suffixOf(name: string): readonly [string, string] | undefined {
  if (!/^[\w.]+$/.test(name)) return undefined;
  return suffixes.find(([suffix]) => {
    const stem = name.slice(0, -suffix.length);
    return name.endsWith(suffix) && /[a-z0-9]$/.test(stem) && !stem.endsWith('Per');
  });
}

function grouped(text: string): string {
  const [whole, fraction] = text.split('.') as [string, string?];
  const digits = whole.replace('-', '');
  const set = digits.length < 5 ? whole : whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? set : `${set}.${fraction}`;
}
