/** Compute-in-memory macros as a device of the system: what each layer asks of them, remembered by shape. */
import {
  type CimLayer,
  type LayerOptions,
  layerOnMacro,
  type PreparedArrayMacro,
  type PreparedGateMacro,
  type PreparedMacro,
} from '../cim/index.js';
import { remembered } from '../remembered.js';
import type { Cost, WeightTiles, Work } from './types.js';

/** A partial sum, bytes. */
const PARTIAL_BYTES = 2;

export interface CimDevice {
  /** One macro (gate level: D3 = 1; array level: one array). */
  readonly prepared: PreparedMacro;
  readonly macros: number;
  /** Half of the free macros are written while the other half computes. */
  readonly pingPong: boolean;
  /** False: cells keep their content and do not stand a write per inference. */
  readonly rewritable: boolean;
  readonly packDepthwise: boolean;
  readonly dynamicWeights: boolean;
  /** By key of the work and share of its channels. */
  readonly layers: Map<string, OnMacros>;
  /** Signal to noise, dB, by rows and noise options. */
  readonly noise: Map<string, number>;
}

/** A layer on macros that hold all of its weights. */
export interface OnMacros {
  readonly tiles: WeightTiles;
  readonly rowTiles: number;
  readonly columnTiles: number;
  readonly computePj: number;
  readonly macs: number;
  /** Bytes of the input vectors of one column tile, and of all outputs. */
  readonly inputBytes: number;
  readonly outputBytes: number;
  /** Bytes that each further row tile writes and reads: partial sums of all outputs. */
  readonly partialBytes: number;
  /** Bytes of one input vector and its outputs. */
  readonly blockBytes: number;
  readonly extrapolated: boolean;
}

export interface CimDeviceOptions {
  readonly macros: number;
  readonly pingPong: boolean;
  readonly packDepthwise?: boolean;
  readonly dynamicWeights?: boolean;
}

export function cimDevice(prepared: PreparedMacro, options: CimDeviceOptions): CimDevice {
  const rewritable = prepared.costModel === 'gate-level' || !prepared.nonVolatile;
  return {
    packDepthwise: false,
    dynamicWeights: false,
    ...options,
    prepared,
    rewritable,
    layers: new Map(),
    noise: new Map(),
  };
}

/** Whether the macros can run a layer at all. */
export function canRun(device: CimDevice | undefined, { product }: Work): boolean {
  if (device === undefined || product === undefined) return false;
  if (product.needs === 'packedDepthwise') return device.packDepthwise;
  return product.needs === 'none' || (device.dynamicWeights && device.rewritable);
}

/** @param share of the output channels, rounded to whole ones */
export function onMacros(device: CimDevice, work: Work, share = 1): OnMacros {
  const key = share === 1 ? work.key : `${work.key} ${share}`;
  return remembered(device.layers, key, () => {
    const { layer, repeat, needs } = work.product as NonNullable<Work['product']>;
    const part = share === 1 ? layer : { ...layer, outChannels: Math.max(1, Math.round(layer.outChannels * share)) };
    return measure(device.prepared, part, repeat, needs === 'packedDepthwise');
  });
}

function measure(prepared: PreparedMacro, layer: CimLayer, repeat: number, pack: boolean): OnMacros {
  const positions = layer.outPositions ?? (layer.outHeight ?? 1) * (layer.outWidth ?? 1);
  const { groups = 1, kernelHeight = 1, kernelWidth = 1 } = layer;
  const rows = (layer.inChannels / groups) * kernelHeight * kernelWidth;
  const weights = rows * layer.outChannels * repeat;
  const inBytes = prepared.macro.inputBits / 8;
  const sizes = { positions, groups, rows, weights, repeat, pack };
  const { tiles, ...figures } =
    prepared.costModel === 'gate-level' ? onGates(prepared, layer, sizes) : onArrays(prepared, layer, sizes);
  return {
    ...figures,
    tiles: { ...tiles, weightBytes: Math.ceil((weights * prepared.macro.weightBits) / 8) },
    inputBytes: positions * rows * groups * inBytes * repeat,
    outputBytes: positions * layer.outChannels * inBytes * repeat,
    partialBytes: positions * layer.outChannels * PARTIAL_BYTES * repeat,
    blockBytes: (rows + layer.outChannels / groups) * inBytes,
  };
}

interface Sizes {
  readonly positions: number;
  readonly groups: number;
  /** Of one group. */
  readonly rows: number;
  readonly weights: number;
  readonly repeat: number;
  /** Several groups to a macro. */
  readonly pack: boolean;
}

type Measured = Omit<OnMacros, 'tiles' | 'inputBytes' | 'outputBytes' | 'partialBytes' | 'blockBytes'> & {
  readonly tiles: Omit<WeightTiles, 'weightBytes'>;
};

function onGates(prepared: PreparedGateMacro, layer: CimLayer, { positions, weights, repeat, pack }: Sizes): Measured {
  const options: LayerOptions = {
    weightsResident: true,
    rowMapping: pack ? 'dense' : 'loop-factors',
    packDepthwise: pack,
  };
  const { mapping, energyPj, macs, clockNs, provenance } = layerOnMacro(prepared, layer, options);
  const tiles = mapping.tiles * repeat;
  return {
    tiles: {
      tiles,
      arrays: Math.ceil(tiles / prepared.macro.groupDepth),
      tilesPerMacro: prepared.macro.groupDepth,
      tileNs: positions * prepared.beats * clockNs,
      tileWriteNs: mapping.rows * clockNs,
      writePj: weights * prepared.cellWritePj,
    },
    rowTiles: mapping.rowTiles,
    columnTiles: mapping.columnTiles,
    computePj: energyPj.macro * repeat,
    macs: macs * repeat,
    extrapolated: provenance.extrapolated,
  };
}

function onArrays(
  prepared: PreparedArrayMacro,
  layer: CimLayer,
  { positions, groups, rows, repeat, pack }: Sizes,
): Measured {
  const figures = layerOnMacro(prepared, layer, { weightsResident: true, packDepthwise: pack });
  const { energyPj, macs, clockNs, weightWrite, provenance } = figures;
  const { macro, rowGroups, write } = prepared;
  const tiles = figures.arrays * repeat;
  const rowTiles = Math.ceil(rows / macro.rows);
  return {
    tiles: {
      tiles,
      arrays: tiles,
      tilesPerMacro: 1,
      tileNs: positions * macro.inputBits * macro.columnMux * rowGroups * clockNs,
      tileWriteNs: (weightWrite.rows / figures.arrays) * write.rowNs,
      writePj: weightWrite.energyPj * repeat,
    },
    rowTiles,
    columnTiles: Math.max(1, Math.round(figures.arrays / rowTiles / groups)),
    computePj: (energyPj.adcs + energyPj.accumulation + energyPj.other) * repeat,
    macs: macs * repeat,
    extrapolated: provenance.extrapolated,
  };
}

/** Compute time with `macros` macros that hold tiles of the layer, all rounds. */
export function computeNs({ tiles, tilesPerMacro, tileNs }: WeightTiles, macros: number): number {
  const perRound = macros * tilesPerMacro;
  const rounds = Math.floor(tiles / perRound);
  const rest = tiles - rounds * perRound;
  const deep = rounds * tilesPerMacro + (rest > 0 ? Math.ceil(rest / Math.min(macros, rest)) : 0);
  return deep * tileNs;
}

/** Time to write all weights through `macros` macros: a round's tiles, side by side, or as fast as the source gives them. */
export function reloadNs(weights: WeightTiles, macros: number, sourceBytesPerNs: number): number {
  const perRound = macros * weights.tilesPerMacro;
  const rounds = Math.floor(weights.tiles / perRound);
  const rest = weights.tiles - rounds * perRound;
  const full = rounds > 0 ? rounds * roundNs(weights, perRound, macros, sourceBytesPerNs) : 0;
  return rest > 0 ? full + roundNs(weights, rest, macros, sourceBytesPerNs) : full;
}

/** Time to write `count` tiles. */
function roundNs(weights: WeightTiles, count: number, macros: number, sourceBytesPerNs: number): number {
  const { tiles, tileWriteNs, weightBytes } = weights;
  return Math.max((count * tileWriteNs) / Math.min(macros, count), (weightBytes * count) / tiles / sourceBytesPerNs);
}

/** @param macros that work on the layer side by side and share the broadcast of an input vector */
export function cimCost(on: OnMacros, macros: number, copies: number): Cost {
  const side = Math.max(1, Math.floor(Math.min(macros, on.tiles.tiles) / on.rowTiles));
  const partial = (on.rowTiles - 1) * on.partialBytes;
  return {
    computeNs: computeNs(on.tiles, macros) / copies,
    sramReadBytes: on.inputBytes * Math.ceil(on.columnTiles / side) + partial,
    sramWriteBytes: on.outputBytes + partial,
    offChipBytes: 0,
    computePj: on.computePj,
    macs: on.macs,
    blockBytes: on.blockBytes,
  };
}
