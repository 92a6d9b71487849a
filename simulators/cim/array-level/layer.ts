/** A layer on arrays of analog cells: arrays, copies, time and energy (after NeuroSim). */
import { CogymError } from '../../../src/errors.js';
import { type CompleteOptions, type Loops, macsOf, packed, positionsOf, rowsOf } from '../loops.js';
import { alsoBeyond } from '../provenance.js';
import type { ArrayLayerFigures, WeightWrite } from '../types.js';
import type { PreparedArrayMacro } from './macro.js';

export function layerOnArrays(prepared: PreparedArrayMacro, layer: Loops, options: CompleteOptions): ArrayLayerFigures {
  const { macro, figures, slices } = prepared;
  if (options.rowMapping !== 'dense') {
    throw new CogymError('unsupported', 'array-level macros map rows densely: rowMapping dense', '/rowMapping');
  }
  const loops = options.packDepthwise ? packed(layer, macro.rows, Math.floor(macro.columns / slices)) : layer;
  const resident = residence(prepared, options);
  const rows = rowsOf(loops);
  const rowTiles = Math.ceil(rows / macro.rows);
  const columnTiles = Math.ceil((loops.outChannels * slices) / macro.columns);
  const arrays = loops.groups * rowTiles * columnTiles;
  const copies = copiesOf(prepared, loops);
  const { clockNs } = figures;
  const steps = macro.inputBits * macro.columnMux * prepared.rowGroups;
  const readLatencyNs = (clockNs * positionsOf(loops) * steps) / copies;
  const weightWrite = weightWriteOf(prepared, loops, arrays);
  const latencyNs = readLatencyNs + (resident ? 0 : weightWrite.timeNs);
  const macs = macsOf(layer);
  const readings = loops.groups * loops.outChannels * slices * positionsOf(loops) * macro.inputBits;
  const conversions = readings * prepared.rowGroups * rowTiles;
  const ones = readings * rows * (options.inputBitDensity ?? prepared.defaultInputBitDensity);
  return {
    costModel: 'array-level',
    macs,
    arrays,
    rowTiles,
    columnTiles,
    utilization: (layer.groups * rowsOf(layer) * layer.outChannels * slices) / (arrays * macro.rows * macro.columns),
    copies,
    clockNs,
    readLatencyNs,
    latencyNs,
    conversions,
    energyPj: energyOf(prepared, conversions, ones, resident ? undefined : weightWrite),
    weightWrite,
    areaUm2: arrays * prepared.areaUm2PerArray,
    macsPerSecond: (macs / latencyNs) * 1e9,
    provenance: loops === layer ? figures.provenance : alsoBeyond(figures.provenance, 'packDepthwise was not compared'),
  };
}

/** Cells that keep their content hold the weights for good: their endurance forbids a write per inference. */
function residence({ nonVolatile, macro }: PreparedArrayMacro, { weightsResident }: CompleteOptions): boolean {
  if (nonVolatile && weightsResident === false) {
    const message = `${macro.kind} cells do not stand a write per inference: weightsResident is true`;
    throw new CogymError('unsupported', message, '/weightsResident');
  }
  return weightsResident ?? nonVolatile;
}

function energyOf(
  prepared: PreparedArrayMacro,
  conversions: number,
  ones: number,
  written: WeightWrite | undefined,
): ArrayLayerFigures['energyPj'] {
  const { macro, conversionPj, columnPj, accumulationPj, otherShare, dramPjPerBit } = prepared;
  const adcs = conversions * conversionPj + ones * columnPj;
  const accumulation = conversions * accumulationPj;
  const other = otherShare * adcs;
  const weights = written === undefined ? 0 : written.energyPj + written.cells * macro.cellBits * dramPjPerBit;
  return { adcs, accumulation, other, weights, total: adcs + accumulation + other + weights };
}

/** Every array is written a row at a time, all of them together. */
function weightWriteOf({ macro, slices, write }: PreparedArrayMacro, loops: Loops, arrays: number): WeightWrite {
  const rows = loops.groups * rowsOf(loops) * Math.ceil((loops.outChannels * slices) / macro.columns);
  const cells = loops.groups * rowsOf(loops) * loops.outChannels * slices;
  return { rows, cells, timeNs: Math.ceil(rows / arrays) * write.rowNs, energyPj: cells * write.cellPj };
}

/** Copies that fit the empty slots of the floorplan: processing elements of arrays, tiles of processing elements. */
function copiesOf({ macro, slices }: PreparedArrayMacro, loops: Loops): number {
  const { processingElementCells, tileCells } = macro;
  const rows = rowsOf(loops);
  const columns = loops.outChannels * slices;
  return (
    copiesInside(rows, columns, processingElementCells, macro.rows, macro.columns) *
    copiesInside(rows, columns, tileCells, processingElementCells, processingElementCells)
  );
}

/** Copies of a rows x columns matrix in a square of side `side` made of parts; 1 where it is larger both ways. */
function copiesInside(rows: number, columns: number, side: number, partRows: number, partColumns: number): number {
  if (rows > side && columns > side) return 1;
  const along = (part: number, size: number) =>
    Math.max(1, Math.floor(Math.ceil(side / part) / Math.ceil(size / part)));
  return along(partRows, rows) * along(partColumns, columns);
}
