import { CogymError } from '../../../src/errors.js';
import { zigzagAdc } from '../adc/zigzag.js';
import type { CompleteArrayMacro } from '../complete-macro.js';
import type { CimTechnology } from '../types.js';

/**
 * Clock period of an array, ns, and why it is extrapolated, if so: one conversion. SAR converters take a step per bit
 * and one more, and the column settles first; `zigzag-28nm` brings its own delay.
 * @throws CogymError `unsupported` for flash converters, whose clock has to be given
 */
export function clockOf(macro: CompleteArrayMacro, technology: CimTechnology): { ns: number; beyond: string[] } {
  const { clockNs, adcModel, adcType, adcBits, rows, supplyV, technologyNm } = macro;
  if (clockNs !== undefined) return { ns: clockNs, beyond: [] };
  if (adcType === 'flash') {
    const message = 'the clock of flash converters has no model; give clockNs (NeuroSim: 1.66 ns at 5 bits, 128 rows)';
    throw new CogymError('unsupported', message, '/macro/clockNs');
  }
  if (adcModel === 'zigzag-28nm') {
    return { ns: zigzagAdc(technology.adcs['zigzag-28nm'], adcBits, rows, supplyV).delayNs, beyond: [] };
  }
  const { clock, technologyNm: node } = technology.arrayLevel;
  const { ns, exact } = settlingOf(macro, technology);
  const beyond = exact ? [] : [`clock: no settling time for ${rows} rows and columnMux ${macro.columnMux}`];
  if (technologyNm !== node) beyond.push(`clock is that of ${node} nm`);
  return { ns: clock.factor * (adcBits + 1 + ns), beyond };
}

/** Settling of the column: log2-linear between the rows of the nearest multiplexing, its ends outside. */
function settlingOf(macro: CompleteArrayMacro, { arrayLevel }: CimTechnology): { ns: number; exact: boolean } {
  const cell = arrayLevel.cells[macro.kind].adc;
  const distance = (columnMux: number) => Math.abs(Math.log2(columnMux / macro.columnMux));
  const { rows, nanoseconds, columnMux } = arrayLevel.clock.settling
    .filter((entry) => entry.cell === cell)
    .reduce((best, entry) => (distance(entry.columnMux) < distance(best.columnMux) ? entry : best));
  const last = rows.length - 1;
  const exact = columnMux === macro.columnMux && macro.rows >= (rows[0] ?? 0) && macro.rows <= (rows[last] ?? 0);
  const above = rows.findIndex((count) => count >= macro.rows);
  if (above <= 0) return { ns: nanoseconds[above === 0 ? 0 : last] as number, exact };
  const [low, high] = [Math.log2(rows[above - 1] as number), Math.log2(rows[above] as number)];
  const share = (Math.log2(macro.rows) - low) / (high - low);
  const [below, over] = [nanoseconds[above - 1] as number, nanoseconds[above] as number];
  return { ns: below + share * (over - below), exact };
}
