/** Macros and layers to try, and rows of the reference tables. */
import { readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { cimTechnology } from '../../../hwtemplates/index.js';
import {
  type ArrayMacro,
  type CimLayer,
  type GateMacro,
  type LayerOptions,
  layerOnMacro,
  prepareMacro,
} from '../../../simulators/cim/index.js';
import { referencePath } from '../../networks/reference.js';

export const technology = cimTechnology();

/** 32 weights on a wordline, 256 rows, digital. */
export const digital: GateMacro = { costModel: 'gate-level', kind: 'digital-sram', outputsPerWordline: 32, rows: 256 };
/** The same with converters of 6 bits. */
export const analog: GateMacro = { ...digital, kind: 'analog-sram', adcModel: 'zigzag-28nm', adcBits: 6 };
export const rram: ArrayMacro = {
  costModel: 'array-level',
  kind: 'rram',
  rows: 128,
  columns: 128,
  adcModel: 'neurosim-sar',
  adcBits: 5,
};

/** 128 -> 128 channels, 3 x 3, 7 x 7 outputs. */
export const conv: CimLayer = {
  outChannels: 128,
  inChannels: 128,
  kernelHeight: 3,
  kernelWidth: 3,
  outHeight: 7,
  outWidth: 7,
};
export const asZigzag: LayerOptions = { rowMapping: 'loop-factors', mapper: 'widest-two' };

export const gateLayer = (macro: GateMacro, layer: CimLayer, options?: LayerOptions) =>
  layerOnMacro(prepareMacro(macro, technology), layer, options);
export const arrayLayer = (macro: ArrayMacro, layer: CimLayer, options?: LayerOptions) =>
  layerOnMacro(prepareMacro(macro, technology), layer, options);

export type Row = Readonly<Record<string, string>>;

/** Rows of a table of `reference/cim`, or undefined with the test skipped. Quotes protect commas. */
export function referenceRows(test: TestContext, file: string): Row[] | undefined {
  const path = referencePath(test, 'cim', file);
  if (path === undefined) return undefined;
  const [header = '', ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = fieldsOf(header);
  return lines.map((line) => Object.fromEntries(fieldsOf(line).map((value, i) => [names[i] ?? '', value])));
}

const fieldsOf = (line: string) =>
  [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
    .slice(0, -1)
    .map(([, field = '']) => (field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field));

/** |got - expected| / |expected|. */
export const relativeError = (got: number, expected: number) => Math.abs(got - expected) / Math.abs(expected);

/** The value below which `share` of `values` lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
}
