/** The study's words for people: terminal, page and pictures. */
import { formatPercent } from '../units.js';
import type { GainRow } from './table.js';
import type { Arm, Measure, Setting } from './types.js';

export const words: Readonly<Record<Measure, string>> = {
  latencyS: 'latency',
  energyJ: 'energy',
  hypervolume: 'latency and energy',
  accuracy: 'accuracy',
};

export const armWords: Readonly<Record<Arm, string>> = {
  fresh: 'whole space',
  seeded: 'whole space, continued',
  continued: 'NPU-only, continued',
};

export const settingWords = ({ areaMm2, leastAccuracy }: Setting): string =>
  `${areaMm2} mm², accuracy ≥ ${formatPercent(leastAccuracy, 0)}`;

/** What must stand next to every table. */
export const heterogeneityNote =
  'Our models of NPU, macros and system; not silicon, and not the models of H4H (ASP-DAC 2025), whose abstract gives up to ' +
  '1.34 % better top-1, 56.08 % better latency and 41.72 % better energy on other models and other hardware.';

export const GAIN_HEAD = [
  'what',
  'setting',
  'search',
  'seeds',
  'median',
  'quartiles',
  'best',
  'better in',
  'with macros',
] as const;

/** One line of a table; accuracies differ in points (pt), all else is a share. */
export function gainCells(row: GainRow): string[] {
  const { measure, arm, compared, seeds, median, quartiles, best, better, withMacros } = row;
  const gain = (value: number): string =>
    measure === 'accuracy' && Number.isFinite(value) ? `${(100 * value).toFixed(2)} pt` : formatPercent(value);
  return [
    words[measure],
    settingWords(row),
    armWords[arm],
    `${compared} of ${seeds}`,
    gain(median),
    compared === 0 ? 'n/a' : quartiles.map(gain).join(' to '),
    gain(best),
    formatPercent(better, 0),
    formatPercent(withMacros, 0),
  ];
}
