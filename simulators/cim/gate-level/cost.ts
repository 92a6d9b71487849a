/** Cycles and energy of a layer under one mapping. */
import { type Loops, macsOf, positionsOf, rowsOf } from '../loops.js';
import type { GateEnergyComponents, GateMapping } from '../types.js';
import { treeEnergyPj } from './adders.js';
import type { PreparedGateMacro } from './macro.js';

/** Cycles; `onload` brings the first weights, `offload` the last outputs. */
export interface GateCycles {
  readonly compute: number;
  readonly weightLoad: number;
  readonly onload: number;
  readonly offload: number;
  readonly total: number;
}

export interface GateEnergy {
  readonly macro: number;
  readonly weights: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly total: number;
  readonly components: GateEnergyComponents;
}

/** Rows and columns of a tile when all tiles are of one size; may be fractional. */
function balanced(loops: Loops, { rowTiles, columnTiles }: GateMapping) {
  return { rows: rowsOf(loops) / rowTiles, columns: loops.outChannels / columnTiles };
}

/** One wordline of weights is written a cycle, in all macros at once. */
export function cyclesOf(
  { macro, beats }: PreparedGateMacro,
  loops: Loops,
  mapping: GateMapping,
  resident: boolean,
): GateCycles {
  const { macroDimension, macroUnroll, tiles } = mapping;
  const height = Math.ceil(loops.outHeight / (macroDimension === 'OY' ? macroUnroll : 1));
  const width = Math.ceil(loops.outWidth / (macroDimension === 'OX' ? macroUnroll : 1));
  const compute = tiles * height * width * beats;
  const { rows, columns } = balanced(loops, mapping);
  const weightLoad = resident ? 0 : tiles * mapping.rows;
  const weightsPerCycle = macro.outputsPerWordline * macro.macros;
  const onload = resident ? 0 : Math.ceil((Math.ceil(rows) * Math.ceil(columns)) / weightsPerCycle);
  const offload = 1;
  return { compute, weightLoad, onload, offload, total: compute + weightLoad + onload + offload };
}

export function energyOf(
  prepared: PreparedGateMacro,
  loops: Loops,
  mapping: GateMapping,
  resident: boolean,
): GateEnergy {
  const components = componentsOf(prepared, loops, mapping);
  const macro =
    components.multipliers +
    components.dacs +
    components.adcs +
    components.bitlines +
    components.adderTrees +
    components.placeValueAdders +
    components.accumulators +
    components.precharge;
  const weights = resident ? 0 : weightEnergyPj(prepared, loops, mapping);
  const inputs = inputEnergyPj(prepared, loops, mapping);
  const outputs = outputEnergyPj(prepared, loops, mapping);
  return { macro, weights, inputs, outputs, total: macro + weights + inputs + outputs, components };
}

/** What every mapping of a layer spends at least: its multiplications, and its weights once and without rounding. */
export function leastEnergyPj(prepared: PreparedGateMacro, loops: Loops, resident: boolean): number {
  const { macro, gates, beats, dramPjPerBit, cellWritePj } = prepared;
  const { outputsPerWordline, weightBits, inputBitsPerCycle, adc } = macro;
  const columns = Math.min(loops.outChannels, outputsPerWordline);
  const perMac = (weightBits * outputsPerWordline * beats * (adc === undefined ? inputBitsPerCycle : 1)) / columns;
  const weights = loops.groups * loops.outChannels * rowsOf(loops);
  const perWeight = resident ? 0 : dramPjPerBit * weightBits + cellWritePj;
  return gates.multiplier.pj * perMac * macsOf(loops) + perWeight * weights;
}

/** Copies of the weights: macros that work on different outputs hold the same ones. */
const replicas = ({ macroDimension, macroUnroll }: GateMapping) =>
  macroDimension === 'OY' || macroDimension === 'OX' ? macroUnroll : 1;

function componentsOf(prepared: PreparedGateMacro, loops: Loops, mapping: GateMapping): GateEnergyComponents {
  const { macro, gates, beats, conversionPj, placeValuePj, accumulatorPj } = prepared;
  const { inputBits, inputBitsPerCycle, outputsPerWordline, rows, weightBits, groupDepth } = macro;
  const analog = macro.adc !== undefined;
  const macs = macsOf(loops);
  const columns = Math.min(loops.outChannels, outputsPerWordline);
  const activations = macs / (columns * mapping.rows);
  const cycles = activations * beats;
  const multiplied = weightBits * mapping.rows * outputsPerWordline * (analog ? 1 : inputBitsPerCycle);
  const prechargePj = groupDepth > 1 ? gates.linePj * (1 + groupDepth) * weightBits : 0;
  return {
    multipliers: gates.multiplier.pj * multiplied * cycles,
    dacs: analog ? gates.dacPj * mapping.rows * cycles : 0,
    adcs: analog ? conversionPj * weightBits * columns * cycles : 0,
    bitlines: analog ? gates.linePj * weightBits * columns * rows * cycles : 0,
    adderTrees: analog ? 0 : treeEnergyPj(gates, rows, weightBits, mapping.rows) * columns * inputBits * activations,
    placeValueAdders: placeValuePj * columns * cycles,
    accumulators: accumulatorPj * columns * cycles,
    precharge: ((prechargePj * macs) / positionsOf(loops)) * replicas(mapping),
  };
}

/** DRAM in granules of a wordline's sixteenth, and the writes into the cells. */
function weightEnergyPj(prepared: PreparedGateMacro, loops: Loops, mapping: GateMapping): number {
  const { macro, dramPjPerBit, cellWritePj } = prepared;
  const weights = loops.groups * loops.outChannels * rowsOf(loops);
  const { rows, columns } = balanced(loops, mapping);
  const granule = (macro.outputsPerWordline * macro.macros) / 16;
  const dram = weights * dramPjPerBit * macro.weightBits * roundedUp(rows * columns, granule);
  return dram + weights * replicas(mapping) * cellWritePj;
}

/** Input registers of each macro's wordlines, and reads of the SRAM. */
function inputEnergyPj({ macro, gates, buffer }: PreparedGateMacro, loops: Loops, mapping: GateMapping): number {
  const { inputBits } = macro;
  const bytes = inputBits / 8;
  const fetched = positionsOf(loops) * mapping.columnTiles * loops.groups * rowsOf(loops);
  const registers = inputBits * gates.registerBit.pj * (mapping.macroDimension === 'K' ? mapping.macroUnroll : 1);
  const together = balanced(loops, mapping).rows * replicas(mapping) * bytes;
  return fetched * (registers + buffer.readPj * bytes * roundedUp(together, buffer.granuleBytes));
}

/** Output registers of two bytes; with several row tiles partial sums of two bytes go to the SRAM and back. */
function outputEnergyPj({ macro, gates, buffer }: PreparedGateMacro, loops: Loops, mapping: GateMapping): number {
  const { inputBits } = macro;
  const bytes = inputBits / 8;
  const outputs = positionsOf(loops) * loops.outChannels * loops.groups;
  const register = 2 * inputBits * gates.registerBit.pj;
  const together = balanced(loops, mapping).columns * replicas(mapping) * bytes;
  if (mapping.rowTiles === 1) {
    return outputs * (register + buffer.writePj * bytes * roundedUp(together, buffer.granuleBytes));
  }
  const partial = 2 * bytes * (buffer.readPj + buffer.writePj) * roundedUp(2 * together, buffer.granuleBytes);
  return outputs * mapping.rowTiles * (2 * register + partial);
}

/** How much larger `amount` gets when it is moved in whole granules, as a factor. */
const roundedUp = (amount: number, granule: number) => (Math.ceil(amount / granule) * granule) / amount;
