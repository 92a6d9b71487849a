/** Requests and results of the NPU model: plain data. Shapes are [height, width, depth] of int8 maps. */
import type { NpuAccelerator, NpuMemorySystem, NpuTechnology } from '../../hwtemplates/index.js';

export type { NpuAccelerator, NpuMemorySystem, NpuTechnology };

export type Shape = readonly [height: number, width: number, depth: number];
export type Pair = readonly [vertical: number, horizontal: number];

export const npuOperators = [
  'conv2d',
  'depthwiseConv2d',
  'fullyConnected',
  'add',
  'mul',
  'averagePool',
  'maxPool',
] as const;
export type NpuOperator = (typeof npuOperators)[number];

/** Function fused to an operator's output: none, a clamp (the ReLU family) or a table (sigmoid, tanh, h-swish). */
export const npuActivations = ['none', 'relu', 'lut'] as const;
export type NpuActivation = (typeof npuActivations)[number];

/** One operator; of `add` and `mul` both inputs have `inShape`. */
export interface NpuLayer {
  readonly op: NpuOperator;
  readonly inShape: Shape;
  readonly outShape: Shape;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly activation: NpuActivation;
}

/** How an operator is cut so that a block of it fits the NPU's buffer. */
export interface BlockConfiguration {
  /** What is computed at a time. */
  readonly out: Shape;
  /** What must be read for it. */
  readonly in: Shape;
  /** True: the kernel's elements are traversed before the input's depth. */
  readonly partKernel: boolean;
}

/** Where a map lies. */
export type Place = 'sram' | 'offChip';

/** Places of the maps of one operator. */
export interface Placement {
  readonly input: Place;
  readonly output: Place;
  /** True for the network's own input, which is stored without bricks. */
  readonly firstInput: boolean;
}

/** Bytes that an operator reads from and writes to each memory, in whole bursts. */
export interface Traffic {
  readonly reads: Readonly<Record<Place, number>>;
  readonly writes: Readonly<Record<Place, number>>;
}

export interface NpuLayerResult {
  /** Largest of the three resources' cycles. */
  readonly cycles: number;
  /** Computation with the weight transfers that could not be hidden. */
  readonly npuCycles: number;
  /** Computation alone. */
  readonly computeCycles: number;
  readonly sramCycles: number;
  readonly offChipCycles: number;
  readonly sramBytes: number;
  readonly offChipBytes: number;
  /** Weights as stored, copied or read from off chip. */
  readonly weightBytes: number;
  readonly macs: number;
  readonly block: Shape;
  readonly partKernel: boolean;
}

/** How far a result can be trusted. */
export interface NpuProvenance {
  /** Inside what the reference rows cover. */
  readonly validated: boolean;
  /** The same formulas outside them. */
  readonly extrapolated: boolean;
  /** An assumed constant decided something. */
  readonly assumption: boolean;
}

export interface NpuResult {
  readonly cycles: number;
  readonly latencyMs: number;
  readonly macs: number;
  /** MACs over what the array could do in `cycles`. */
  readonly utilization: number;
  readonly energyMj: number;
  /** Parts of `energyMj`. */
  readonly energyMjBy: Readonly<Record<'compute' | 'sram' | 'offChip' | 'leakage', number>>;
  readonly areaMm2: number;
  readonly layers: readonly NpuLayerResult[];
  readonly provenance: NpuProvenance;
}

/** Cost of one access to the shared SRAM and its size on the chip. */
export interface SramCosts {
  readonly bytes: number;
  readonly readPjPerByte: number;
  readonly writePjPerByte: number;
  readonly areaUm2: number;
}
