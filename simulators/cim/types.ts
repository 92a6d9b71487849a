/** Requests and results of the compute-in-memory model: plain data; energy pJ, time ns, area um2. */
import type { CimTechnology } from '../../hwtemplates/index.js';

export type { CimTechnology };

export const adcModels = ['zigzag-28nm', 'andrulis', 'neurosim-sar'] as const;
/** Which model of the analog-to-digital converters; the figures of analog macros hinge on it, so it has no default. */
export type AdcModel = (typeof adcModels)[number];

export const gateKinds = ['digital-sram', 'analog-sram'] as const;
export const arrayKinds = ['analog-sram', 'rram', 'pcm', 'mram'] as const;
export type GateKind = (typeof gateKinds)[number];
export type ArrayKind = (typeof arrayKinds)[number];

/** SRAM macros counted gate by gate (after ZigZag-IMC). */
export interface GateMacro {
  readonly costModel: 'gate-level';
  readonly kind: GateKind;
  /** Weights on one wordline (D1). */
  readonly outputsPerWordline: number;
  /** Rows summed together (D2), a power of two. */
  readonly rows: number;
  /** Macros side by side (D3); default 1. */
  readonly macros?: number;
  /** Weights that share one compute cell; default 1. */
  readonly groupDepth?: number;
  /** Default 8. */
  readonly inputBits?: number;
  /** Default 8. */
  readonly weightBits?: number;
  /** Default 1. */
  readonly inputBitsPerCycle?: number;
  /** 28, the only node whose gates are known. */
  readonly technologyNm?: number;
  /** Default 0.9. */
  readonly supplyV?: number;
  /** Analog macros only, and needed there. */
  readonly adcModel?: AdcModel;
  readonly adcBits?: number;
}

/** Arrays of analog cells with converters shared by columns (after NeuroSim). */
export interface ArrayMacro {
  readonly costModel: 'array-level';
  readonly kind: ArrayKind;
  readonly rows: number;
  readonly columns: number;
  readonly adcModel: AdcModel;
  readonly adcBits: number;
  /** Weight bits in one cell; default 1. */
  readonly cellBits?: number;
  /** Columns that share a converter; default 8. */
  readonly columnMux?: number;
  /** Rows switched on together; default all. */
  readonly rowsParallel?: number;
  /** Default `sar`. */
  readonly adcType?: 'sar' | 'flash';
  /** Two columns per weight slice; default false: offset binary. */
  readonly differentialPairs?: boolean;
  /** Arrays side by side; default 1. Layers take as many as they need. */
  readonly macros?: number;
  /** Default 8. */
  readonly inputBits?: number;
  /** Default 8. */
  readonly weightBits?: number;
  /** 1: inputs come bit by bit. */
  readonly inputBitsPerCycle?: number;
  /** Default 22. */
  readonly technologyNm?: number;
  /** Default 0.9; only the converter `zigzag-28nm` depends on it. */
  readonly supplyV?: number;
  /** Clock period that replaces the model's, ns. */
  readonly clockNs?: number;
  /** Cells per side of the floorplan; default 2 and 4 times the rows. */
  readonly processingElementCells?: number;
  readonly tileCells?: number;
  /** `components` (default): sum of the parts; `bounding`: the rectangle around them. */
  readonly areaModel?: 'components' | 'bounding';
}

export type Macro = GateMacro | ArrayMacro;

/** A layer as macros see it; batch 1. Depthwise: groups = inChannels = outChannels. */
export interface CimLayer {
  readonly outChannels: number;
  readonly inChannels: number;
  /** Default 1. */
  readonly groups?: number;
  /** Default 1. */
  readonly kernelHeight?: number;
  /** Default 1. */
  readonly kernelWidth?: number;
  /** Accepted and unused: the outputs are given. */
  readonly stride?: number;
  /** Output pixels as height and width, or their number: tokens of a linear layer. */
  readonly outHeight?: number;
  readonly outWidth?: number;
  readonly outPositions?: number;
}

export interface LayerOptions {
  /** `dense` (default): receptive fields fill the rows; `loop-factors`: whole factors of each loop, as ZigZag-IMC. */
  readonly rowMapping?: 'dense' | 'loop-factors';
  /** `lowest-edp` (default): best of all mappings; `widest-two`: best of the two with most rows, as ZigZag-IMC. */
  readonly mapper?: 'lowest-edp' | 'widest-two';
  /** Block diagonal: several groups to an array; `dense` only. Default false. */
  readonly packDepthwise?: boolean;
  /** Weights are there already. Default false; true of cells that are not rewritten per inference. */
  readonly weightsResident?: boolean;
  /** Mean share of ones in the bits of the inputs; default 0.2. Array level only. */
  readonly inputBitDensity?: number;
}

/** How far the figures can be trusted. */
export interface CimProvenance {
  /** All parameters are inside the ranges of the reference rows. */
  readonly validated: boolean;
  /** Some figure comes from the same formula outside them. */
  readonly extrapolated: boolean;
  /** An assumed constant decided some figure. */
  readonly assumption: boolean;
  /** What is extrapolated or assumed. */
  readonly reasons: readonly string[];
}

/** Components that a macro does not have are 0. */
export interface MacroArea {
  readonly cells: number;
  readonly multipliers: number;
  readonly adcs: number;
  readonly adderTrees: number;
  readonly placeValueAdders: number;
  readonly accumulators: number;
  /** Array level: drivers, multiplexers, decoders, and with `areaModel: 'bounding'` what lies between the parts. */
  readonly periphery: number;
  readonly total: number;
}

/** Delays that add up to the clock period. */
export interface MacroDelay {
  readonly multipliers: number;
  readonly adcs: number;
  readonly adderTrees: number;
  readonly placeValueAdders: number;
  readonly accumulators: number;
}

export interface MacroEnergy {
  readonly multipliers: number;
  readonly dacs: number;
  readonly adcs: number;
  readonly bitlines: number;
  readonly adderTrees: number;
  readonly placeValueAdders: number;
  readonly accumulators: number;
  /** Array level: drivers, multiplexers, buffers, interconnect. */
  readonly periphery: number;
  readonly total: number;
}

/** All macros together, every cell in use. */
export interface MacroFigures {
  readonly areaUm2: MacroArea;
  readonly delayNs: MacroDelay;
  readonly clockNs: number;
  readonly cycleEnergyPj: MacroEnergy;
  readonly macsPerCycle: number;
  readonly peakTops: number;
  readonly peakTopsPerWatt: number;
  readonly peakTopsPerMm2: number;
  readonly provenance: CimProvenance;
}

export type MacroDimension = 'none' | 'K' | 'C' | 'OY' | 'OX';

/** How a layer lies on gate-level macros. */
export interface GateMapping {
  /** Rows unrolled over input channels (`dense`: over the whole receptive field), kernel height and width. */
  readonly c: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  /** Loop that is spread over the macros, and over how many. */
  readonly macroDimension: MacroDimension;
  readonly macroUnroll: number;
  /** c * kernelHeight * kernelWidth: rows in use. */
  readonly rows: number;
  readonly rowTiles: number;
  readonly columnTiles: number;
  /** rowTiles * columnTiles * groups: fillings of the macros. */
  readonly tiles: number;
}

/** Energy inside the macros, pJ a layer; their sum is `macro`. */
export interface GateEnergyComponents {
  readonly multipliers: number;
  readonly dacs: number;
  readonly adcs: number;
  readonly bitlines: number;
  readonly adderTrees: number;
  readonly placeValueAdders: number;
  readonly accumulators: number;
  readonly precharge: number;
}

export interface GateLayerFigures {
  readonly costModel: 'gate-level';
  readonly macs: number;
  readonly mapping: GateMapping;
  readonly computeCycles: number;
  readonly weightLoadCycles: number;
  readonly computeAndLoadCycles: number;
  /** First weights from outside. */
  readonly onloadCycles: number;
  readonly offloadCycles: number;
  readonly totalCycles: number;
  readonly clockNs: number;
  readonly latencyNs: number;
  readonly energyPj: {
    readonly macro: number;
    /** From DRAM into the cells. */
    readonly weights: number;
    /** Registers and the SRAM of inputs and outputs. */
    readonly inputs: number;
    readonly outputs: number;
    readonly total: number;
    readonly components: GateEnergyComponents;
  };
  readonly macsPerSecond: number;
  /** MACs over those that the macros could do in `computeCycles`. */
  readonly utilization: number;
  readonly provenance: CimProvenance;
}

/** Writing a layer's weights into its arrays, each array a row at a time and all together. */
export interface WeightWrite {
  /** Rows of arrays that are written. */
  readonly rows: number;
  readonly cells: number;
  readonly timeNs: number;
  /** The cells alone; what brings the weights is not in it. */
  readonly energyPj: number;
}

export interface ArrayLayerFigures {
  readonly costModel: 'array-level';
  readonly macs: number;
  readonly arrays: number;
  /** Arrays whose partial sums are added up, and arrays side by side; times the groups they are `arrays`. */
  readonly rowTiles: number;
  readonly columnTiles: number;
  /** Used cells over all cells of `arrays`. */
  readonly utilization: number;
  /** Times the weights lie in the floorplan's otherwise empty arrays; divides the latency. */
  readonly copies: number;
  readonly clockNs: number;
  /** Sensing, without buffers and interconnect. */
  readonly readLatencyNs: number;
  /** `readLatencyNs` and, unless the weights are resident, `weightWrite.timeNs`. */
  readonly latencyNs: number;
  readonly conversions: number;
  readonly energyPj: {
    /** Converters and the current of their columns. */
    readonly adcs: number;
    readonly accumulation: number;
    /** Drivers, multiplexers, buffers, interconnect: a median with a wide spread. */
    readonly other: number;
    /** From DRAM into the cells; 0 when resident. */
    readonly weights: number;
    readonly total: number;
  };
  readonly weightWrite: WeightWrite;
  /** Of `arrays`. */
  readonly areaUm2: number;
  readonly macsPerSecond: number;
  readonly provenance: CimProvenance;
}

export type LayerFigures = GateLayerFigures | ArrayLayerFigures;
