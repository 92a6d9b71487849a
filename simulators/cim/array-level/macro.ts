/** Arrays of analog cells: area, clock and energy of one cycle (after NeuroSim). */
import type { ArrayCell } from '../../../hwtemplates/index.js';
import { columnEnergyPj, neurosimAdc } from '../adc/neurosim.js';
import { surveyAdc } from '../adc/survey.js';
import { zigzagAdc } from '../adc/zigzag.js';
import type { CompleteArrayMacro } from '../complete-macro.js';
import { sliceOf } from '../memory.js';
import { outside, provenanceOf } from '../provenance.js';
import type { CimProvenance, CimTechnology, MacroArea, MacroFigures } from '../types.js';
import { clockOf } from './clock.js';
import { meanConductanceUs } from './conductance.js';

/** A macro with everything that its layers have in common worked out; made by `prepareArrayMacro`. */
export interface PreparedArrayMacro {
  readonly costModel: 'array-level';
  readonly macro: CompleteArrayMacro;
  readonly figures: MacroFigures;
  /** Columns per weight. */
  readonly slices: number;
  /** Groups of rows that are switched on one after the other. */
  readonly rowGroups: number;
  /** pJ a conversion without the column's current. */
  readonly conversionPj: number;
  /** pJ that a row adds to a conversion while its input bit is 1. */
  readonly columnPj: number;
  readonly accumulationPj: number;
  /** Rest of the energy as a share of the converters'. */
  readonly otherShare: number;
  readonly defaultInputBitDensity: number;
  readonly areaUm2PerArray: number;
  /** Writing one row of an array, ns, and one cell, pJ. */
  readonly write: { readonly rowNs: number; readonly cellPj: number };
  /** The cells keep their content and do not stand a write per inference. */
  readonly nonVolatile: boolean;
  readonly dramPjPerBit: number;
}

export function prepareArrayMacro(macro: CompleteArrayMacro, technology: CimTechnology): PreparedArrayMacro {
  const { arrayLevel, memory, adcs } = technology;
  const cell = arrayLevel.cells[macro.kind];
  const slices = Math.ceil(macro.weightBits / macro.cellBits) * (macro.differentialPairs ? 2 : 1);
  const clock = clockOf(macro, technology);
  const converter = converterOf(macro, technology, clock.ns);
  const conductanceUs = meanConductanceUs(cell, macro.cellBits, arrayLevel.seriesOhm);
  const area = areaOf(macro, technology, cell, slices, converter.areaUm2);
  const parts = {
    macro,
    slices,
    rowGroups: Math.ceil(macro.rows / macro.rowsParallel),
    conversionPj: converter.energyPj,
    columnPj: columnEnergyPj(adcs['neurosim-sar'], cell.adc, macro.adcBits, macro.technologyNm, conductanceUs),
    accumulationPj: cell.accumulationFj / 1000,
    otherShare: cell.otherShare,
    defaultInputBitDensity: arrayLevel.defaultInputBitDensity,
    areaUm2PerArray: area.total,
    write: {
      rowNs: cell.write?.nanoseconds ?? clock.ns,
      cellPj: cell.write?.picojoules ?? sliceOf(memory, macro.rows).writePj / memory.wordBits,
    },
    nonVolatile: cell.write !== null,
    dramPjPerBit: arrayLevel.dramPjPerBit,
  };
  const provenance = provenanceFor(macro, technology, cell, clock.beyond);
  return { costModel: 'array-level', ...parts, figures: figuresOf(parts, area, clock.ns, provenance) };
}

/** One converter: pJ a conversion without the column's current, um2. */
function converterOf(macro: CompleteArrayMacro, { adcs, arrayLevel }: CimTechnology, clockNs: number) {
  const { adcModel, adcBits, rows, supplyV, technologyNm, kind } = macro;
  if (adcModel === 'zigzag-28nm') return zigzagAdc(adcs['zigzag-28nm'], adcBits, rows, supplyV);
  if (adcModel === 'andrulis') return surveyAdc(adcs.andrulis, adcBits, technologyNm, 1e9 / clockNs);
  return neurosimAdc(adcs['neurosim-sar'], arrayLevel.cells[kind].adc, adcBits, technologyNm);
}

/** One array, scaled with the square of the node. */
function areaOf(
  macro: CompleteArrayMacro,
  { arrayLevel }: CimTechnology,
  cell: ArrayCell,
  slices: number,
  adcUm2: number,
): MacroArea {
  const { rows, columns, columnMux, adcBits } = macro;
  const { constant, perSlice, perAdcBit } = arrayLevel.accumulatorUm2;
  const scale = (macro.technologyNm / arrayLevel.technologyNm) ** 2;
  const converters = Math.ceil(columns / columnMux);
  const accumulatorUm2 = scale * cell.accumulatorFactor * (constant + perSlice * slices + perAdcBit * adcBits);
  const { constantUm2, perConverterArea } = cell.bounding;
  const between = scale * constantUm2 + (perConverterArea * (adcUm2 + accumulatorUm2)) / columnMux;
  const cells = scale * cell.areaUm2 * rows * columns;
  const adcs = adcUm2 * converters;
  const accumulators = accumulatorUm2 * converters;
  const periphery = scale * cell.rowPeripheryUm2 * rows + (macro.areaModel === 'bounding' ? between : 0);
  return {
    cells,
    multipliers: 0,
    adcs,
    adderTrees: 0,
    placeValueAdders: 0,
    accumulators,
    periphery,
    total: cells + adcs + accumulators + periphery,
  };
}

/** A cycle: each converter reads one column against one bit of each input that is on, at the default density. */
function figuresOf(
  parts: Omit<PreparedArrayMacro, 'costModel' | 'figures'>,
  area: MacroArea,
  clockNs: number,
  provenance: CimProvenance,
): MacroFigures {
  const { macro, slices, conversionPj, columnPj, accumulationPj, otherShare, defaultInputBitDensity } = parts;
  const conversions = Math.ceil(macro.columns / macro.columnMux) * macro.macros;
  const adcs = conversions * (conversionPj + columnPj * macro.rowsParallel * defaultInputBitDensity);
  const accumulators = conversions * accumulationPj;
  const periphery = otherShare * adcs;
  const total = adcs + accumulators + periphery;
  const macsPerCycle = (conversions * macro.rowsParallel) / (slices * macro.inputBits);
  const peakTops = (2 * macsPerCycle) / clockNs / 1000;
  const areaUm2 = Object.fromEntries(Object.entries(area).map(([name, um2]) => [name, um2 * macro.macros]));
  return {
    areaUm2: areaUm2 as unknown as MacroArea,
    delayNs: { multipliers: 0, adcs: clockNs, adderTrees: 0, placeValueAdders: 0, accumulators: 0 },
    clockNs,
    cycleEnergyPj: {
      multipliers: 0,
      dacs: 0,
      adcs,
      bitlines: 0,
      adderTrees: 0,
      placeValueAdders: 0,
      accumulators,
      periphery,
      total,
    },
    macsPerCycle,
    peakTops,
    peakTopsPerWatt: (2 * macsPerCycle) / total,
    peakTopsPerMm2: peakTops / ((area.total * macro.macros) / 1e6),
    provenance,
  };
}

function provenanceFor(
  macro: CompleteArrayMacro,
  { arrayLevel, adcs }: CimTechnology,
  cell: ArrayCell,
  clockBeyond: readonly string[],
): CimProvenance {
  const beyond = [
    ...outside(macro as unknown as Readonly<Record<string, number>>, arrayLevel.validated),
    ...outside({ adcBits: macro.adcBits }, { adcBits: adcs['neurosim-sar'].validatedBits }),
    ...clockBeyond,
  ];
  if (macro.adcModel !== 'neurosim-sar') beyond.push(`adcModel ${macro.adcModel} was not compared in arrays`);
  if (macro.adcType === 'flash') beyond.push('energy and area are those of SAR converters, not flash');
  if (macro.differentialPairs) beyond.push('differentialPairs was not compared');
  if (macro.kind === 'analog-sram' && macro.rows > 128) beyond.push('SRAM arrays of more than 128 rows');
  const assumed = [];
  if (cell.assumed) assumed.push(`${macro.kind} reads as rram does`);
  if (cell.write !== null) assumed.push('pulses that write the cells');
  return provenanceOf(beyond, ['peripheral energy is a median with a spread of 0.14 to 1.35'], assumed);
}
