/** Request and result of the dataflow cost model: plain data, one byte an element. */
import type { DataflowCosts, DataflowTemplate } from '../../hwtemplates/dataflow/schema.js';

/** `maestro` repeats the tool to the count, miscounts included; `corrected` repairs it. */
export type Mode = 'maestro' | 'corrected';
/** `flat`: one matrix arbiter over all PEs, as in the tool; `tree`: two-input arbiters. */
export type NocArea = 'flat' | 'tree';
/** What crosses the chip's edge once a layer: every tensor, or the weights alone. */
export type DramPolicy = 'perLayer' | 'weightsOnly';

/** Convolution of k filters of c x r x s over c x y x x; y and x hold the padding already. */
export interface ConvolutionLayer {
  readonly op: 'conv2d';
  readonly k: number;
  readonly c: number;
  readonly r: number;
  readonly s: number;
  readonly y: number;
  readonly x: number;
  /** Default 1. */
  readonly strideY?: number;
  /** Default 1. */
  readonly strideX?: number;
}

/** One r x s filter for each of c channels. */
export interface DepthwiseLayer {
  readonly op: 'depthwiseConv2d';
  readonly k?: 1;
  readonly c: number;
  readonly r: number;
  readonly s: number;
  readonly y: number;
  readonly x: number;
  readonly strideY?: number;
  readonly strideX?: number;
}

/** m x k by k x n; k is the reduction. */
export interface GemmLayer {
  readonly op: 'gemm';
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

export type Layer = ConvolutionLayer | DepthwiseLayer | GemmLayer;

/** A map of a dimension: tiles `size` wide, `offset` apart, dealt to successive steps or to successive sub-units. */
export interface MapDirective {
  readonly map: 'temporal' | 'spatial';
  readonly size: number;
  readonly offset: number;
  /** C K R S X Y X' Y' (primed: counted in outputs); gemm: M N K. */
  readonly dimension: string;
}

/** Ends a level; the maps after it belong to the `cluster` sub-units of each unit. */
export interface ClusterDirective {
  readonly cluster: number;
}

export type Directive = MapDirective | ClusterDirective;

/** One layer on one array. Exactly one of `template` and `directives` is given. */
export interface LayerRequest {
  readonly layer: Layer;
  readonly template?: DataflowTemplate;
  /** Cluster size of the template, instead of its default. */
  readonly cluster?: number;
  /** Loop order, outermost first. */
  readonly directives?: readonly Directive[];
  /** Processing elements, 1..65536. */
  readonly pes: number;
  /** Elements a cycle at every level of the array's network, 1..1e6. */
  readonly nocBandwidth: number;
  /** Cycles from a buffer to a PE, 0..1000; default 1. */
  readonly nocLatencyCycles?: number;
  /** MACs per PE and cycle, 1..1024; default 1. */
  readonly simdLanes?: number;
  /** Elements a cycle across the chip's edge, 1..1e6; default 70000. */
  readonly offchipBandwidth?: number;
  /** Default `corrected`. */
  readonly mode?: Mode;
  readonly costs: DataflowCosts;
  /** Default `tree` in mode `corrected`, `flat` in mode `maestro`. */
  readonly nocArea?: NocArea;
  /** Default `perLayer`. */
  readonly dramPolicy?: DramPolicy;
  /** Size of each PE's buffer, for area and power instead of the required one. */
  readonly l1Bytes?: number;
  /** Size of the shared buffer, for area and power instead of the required one. */
  readonly l2Bytes?: number;
}

/** Accesses of one tensor, in elements. */
export interface TensorAccesses {
  readonly l1Reads: number;
  readonly l1Writes: number;
  readonly l2Reads: number;
  readonly l2Writes: number;
}

export interface Accesses {
  readonly input: TensorAccesses;
  readonly weight: TensorAccesses;
  readonly output: TensorAccesses;
}

export interface EnergyPj {
  readonly mac: number;
  readonly l1: number;
  readonly l2: number;
  readonly dram: number;
  readonly total: number;
  /** The tool's own figure (no MACs, no output reads); null in mode `corrected`. */
  readonly maestroActivity: number | null;
}

export interface AreaUm2 {
  readonly macs: number;
  readonly l1: number;
  readonly l2: number;
  readonly bus: number;
  readonly arbiter: number;
  readonly total: number;
}

export interface PowerMw {
  readonly macs: number;
  readonly l1: number;
  readonly l2: number;
  /** Bus and arbiter. */
  readonly noc: number;
  readonly total: number;
}

export interface LayerCost {
  readonly cycles: number;
  /** Multiply-accumulates counted by the mode; `maestro` miscounts some mappings. */
  readonly macs: number;
  readonly macsTrue: number;
  readonly averageActivePes: number;
  /** macsTrue / (cycles * pes). */
  readonly utilization: number;
  /** Innermost cluster of a template (1 without); product of the clusters of a directive list. */
  readonly cluster: number;
  /** Buffer of one PE that the mapping needs, double-buffered. */
  readonly l1RequiredBytes: number;
  /** Shared buffer that the mapping needs, double-buffered. */
  readonly l2RequiredBytes: number;
  /** Whether the mapping needs no more than the given sizes; null where none is given. */
  readonly fits: boolean | null;
  readonly accesses: Accesses;
  /** Bytes across the chip's edge; 0 in mode `maestro`, which does not count them. */
  readonly dramBytes: number;
  readonly energyPj: EnergyPj;
  readonly areaUm2: AreaUm2;
  readonly powerMw: PowerMw;
  readonly provenance: {
    readonly mode: Mode;
    /** Name of the cost database. */
    readonly costs: string;
    /** True where the figures are known to be the tool's: mode `maestro`, its MAC count right, no oversized inner tile. */
    readonly validated: boolean;
  };
}

/** The figures a search needs of each layer. */
export interface LayerSummary {
  readonly cycles: number;
  /** `energyPj.total`. */
  readonly energyPj: number;
  readonly l1RequiredBytes: number;
  readonly l2RequiredBytes: number;
}
