/** SRAM macros counted gate by gate: area, clock and energy of one cycle (after ZigZag-IMC). */
import type { CompleteGateMacro } from '../complete-macro.js';
import { memoryOf, sliceOf } from '../memory.js';
import { outside, provenanceOf } from '../provenance.js';
import type { CimProvenance, CimTechnology, MacroFigures } from '../types.js';
import { placeValueAdders, placeValueDelayNs, treeAdders, treeDelayNs } from './adders.js';
import { type Converter, converterOf } from './converter.js';
import { type Gates, gatesOf } from './gates.js';

/** A macro with everything that its layers have in common worked out; made by `prepareGateMacro`. */
export interface PreparedGateMacro {
  readonly costModel: 'gate-level';
  readonly macro: CompleteGateMacro;
  readonly figures: MacroFigures;
  readonly gates: Gates;
  /** pJ a conversion; 0 in digital macros. */
  readonly conversionPj: number;
  /** Of the place-value adders of one output. */
  readonly placeValuePj: number;
  /** Of the accumulator of one output; 0 when all input bits come at once. */
  readonly accumulatorPj: number;
  /** Cycles per input vector. */
  readonly beats: number;
  /** SRAM of inputs and outputs, pJ a byte, and its smallest access, bytes. */
  readonly buffer: { readonly readPj: number; readonly writePj: number; readonly granuleBytes: number };
  /** pJ to bring one weight bit from DRAM. */
  readonly dramPjPerBit: number;
  /** pJ to write one weight into its cells. */
  readonly cellWritePj: number;
}

export function prepareGateMacro(macro: CompleteGateMacro, technology: CimTechnology): PreparedGateMacro {
  const { gateLevel, memory } = technology;
  const { inputBits, inputBitsPerCycle, outputsPerWordline, rows, macros, weightBits, groupDepth, supplyV } = macro;
  const gates = gatesOf(gateLevel, supplyV, inputBitsPerCycle);
  const logic = logicOf(macro, gates);
  const { placeValue, accumulator } = logic;
  const logicNs = gates.multiplier.ns + logic.treeNs + placeValue.ns + accumulator.ns;
  const converter = converterOf(macro, technology, logicNs);
  const bufferWidth = Math.max(rows * inputBits, 2 * outputsPerWordline * inputBits) * macros;
  const buffer = memoryOf(memory, gateLevel.buffer.bits, bufferWidth);
  const cellWritePj = (sliceOf(memory, rows * groupDepth).writePj * weightBits) / memory.wordBits;
  return {
    costModel: 'gate-level',
    macro,
    figures: figuresOf(macro, technology, gates, logic, converter),
    gates,
    conversionPj: converter.energyPj,
    placeValuePj: gates.fullAdder.pj * placeValue.adders,
    accumulatorPj: accumulator.width === 0 ? 0 : (gates.fullAdder.pj + gates.registerBit.pj) * accumulator.width,
    beats: Math.ceil(inputBits / inputBitsPerCycle),
    buffer: {
      readPj: (buffer.readPj * 8) / bufferWidth,
      writePj: (buffer.writePj * 8) / bufferWidth,
      granuleBytes: bufferWidth / 8 / gateLevel.buffer.accessesPerWord,
    },
    dramPjPerBit: gateLevel.dramPjPerBit,
    // The original keeps three decimals.
    cellWritePj: Math.round(cellWritePj * 1000) / 1000,
  };
}

interface Logic {
  /** One-bit adders and delay of the tree of one output; 0 in analog macros. */
  readonly treeAdders: number;
  readonly treeNs: number;
  readonly placeValue: { readonly adders: number; readonly ns: number };
  /** Bits for the energy and for the area, which differ in analog macros as in the original; 0 without accumulators. */
  readonly accumulator: { readonly width: number; readonly areaWidth: number; readonly ns: number };
}

function logicOf(macro: CompleteGateMacro, gates: Gates): Logic {
  const { rows, inputBits, weightBits, inputBitsPerCycle, adc } = macro;
  const { operandToCarryNs, carryNs } = gates.fullAdder;
  const sumBits = weightBits + Math.log2(rows);
  const width = inputBitsPerCycle === inputBits ? 0 : inputBits + sumBits;
  const accumulatorNs = (ripple: number) => (width === 0 ? 0 : operandToCarryNs + ripple * carryNs);
  if (adc !== undefined) {
    return {
      treeAdders: 0,
      treeNs: 0,
      placeValue: {
        adders: placeValueAdders(weightBits, adc.bits),
        ns: placeValueDelayNs(gates, weightBits, weightBits + adc.bits - 1),
      },
      accumulator: {
        width,
        areaWidth: width === 0 ? 0 : weightBits + adc.bits + inputBits,
        ns: accumulatorNs(inputBits),
      },
    };
  }
  const arriving = inputBitsPerCycle === 1 ? sumBits : sumBits + inputBitsPerCycle;
  return {
    treeAdders: treeAdders(rows, weightBits),
    treeNs: treeDelayNs(gates, rows, weightBits),
    placeValue: {
      adders: placeValueAdders(inputBitsPerCycle, sumBits),
      ns: placeValueDelayNs(gates, inputBitsPerCycle, inputBitsPerCycle - 1),
    },
    accumulator: { width, areaWidth: width, ns: accumulatorNs(width - arriving) },
  };
}

function figuresOf(
  macro: CompleteGateMacro,
  technology: CimTechnology,
  gates: Gates,
  { treeAdders, treeNs, placeValue, accumulator }: Logic,
  converter: Converter,
): MacroFigures {
  const { rows, macros, outputsPerWordline, groupDepth, weightBits, inputBits, inputBitsPerCycle, adc } = macro;
  const { memory } = technology;
  const { fullAdder, registerBit, multiplier } = gates;
  const outputs = outputsPerWordline * macros;
  const columns = weightBits * outputs;
  const multipliers = columns * rows * (adc === undefined ? inputBitsPerCycle : 1);
  const converters = adc === undefined ? 0 : columns;
  const trees = treeAdders * inputBitsPerCycle * outputs;
  const places = placeValue.adders * outputs;
  const areaUm2 = {
    cells: (sliceOf(memory, rows * groupDepth).areaUm2 * columns) / memory.wordBits,
    multipliers: multiplier.um2 * multipliers,
    adcs: converter.areaUm2 * converters,
    adderTrees: fullAdder.um2 * trees,
    placeValueAdders: fullAdder.um2 * places,
    accumulators: (fullAdder.um2 + registerBit.um2) * accumulator.areaWidth * outputs,
    periphery: 0,
  };
  const delayNs = {
    multipliers: multiplier.ns,
    adcs: converter.delayNs,
    adderTrees: treeNs,
    placeValueAdders: placeValue.ns,
    accumulators: accumulator.ns,
  };
  const cycleEnergyPj = {
    multipliers: multiplier.pj * multipliers,
    dacs: adc === undefined ? 0 : gates.dacPj * rows * macros,
    adcs: converter.energyPj * converters,
    bitlines: adc === undefined ? 0 : gates.linePj * columns * rows,
    adderTrees: fullAdder.pj * trees,
    placeValueAdders: fullAdder.pj * places,
    accumulators: (fullAdder.pj + registerBit.pj) * accumulator.width * outputs,
    periphery: 0,
  };
  const area = sum(areaUm2);
  const clockNs = sum(delayNs);
  const energy = sum(cycleEnergyPj);
  const macsPerCycle = (outputs * rows * inputBitsPerCycle) / inputBits;
  const peakTops = (2 * macsPerCycle) / clockNs / 1000;
  return {
    areaUm2: { ...areaUm2, total: area },
    delayNs,
    clockNs,
    cycleEnergyPj: { ...cycleEnergyPj, total: energy },
    macsPerCycle,
    peakTops,
    peakTopsPerWatt: (2 * macsPerCycle) / energy,
    peakTopsPerMm2: peakTops / (area / 1e6),
    provenance: provenance(macro, technology),
  };
}

function provenance(macro: CompleteGateMacro, { adcs, gateLevel }: CimTechnology): CimProvenance {
  const beyond = [...outside(macro as unknown as Readonly<Record<string, number>>, gateLevel.validated)];
  const assumed: string[] = [];
  if (macro.adc !== undefined) {
    const { model, bits } = macro.adc;
    beyond.push(...outside({ adcBits: bits }, { adcBits: adcs['zigzag-28nm'].validatedBits }));
    if (model !== 'zigzag-28nm') {
      beyond.push(`adcModel ${model} was not compared in gate-level macros`);
      assumed.push(`adcModel ${model} takes the conversion time of zigzag-28nm`);
    }
  }
  return provenanceOf(beyond, [], assumed);
}

const sum = (parts: Readonly<Record<string, number>>) => Object.values(parts).reduce((total, part) => total + part, 0);
