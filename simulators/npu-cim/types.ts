/** Requests and results of an NPU beside compute-in-memory macros: plain data; time ns, energy pJ, sizes in bytes. */
import type { Network } from '../../src/networks/index.js';
import type { CimLayer } from '../cim/index.js';
import type { NpuLayer, SramCosts } from '../npu/index.js';
import type { CimDevice } from './cim-device.js';
import type { NpuDevice } from './npu-device.js';

export type LayerNetwork = Pick<Network, 'input' | 'layers'>;

export const devices = ['npu', 'cim'] as const;
export type DeviceName = (typeof devices)[number];

/** What macros need to be able to run a layer: nothing, block-diagonal weights, or weights written for each product. */
export type CimNeed = 'none' | 'packedDepthwise' | 'dynamicWeights';

/** One layer of the network as both devices see it. */
export interface Work {
  /** Position in the network. */
  readonly index: number;
  /** Equal for layers that ask the same of every device. */
  readonly key: string;
  /** Role or operator, for people. */
  readonly name: string;
  /** Layers whose maps it reads. */
  readonly inputs: readonly number[];
  /** It reads the network's input. */
  readonly readsInput: boolean;
  /** The NPU's operator and how often it runs; absent for layers that only touch maps. */
  readonly operator?: { readonly layer: NpuLayer; readonly repeat: number } | undefined;
  /** Passes of the output unit over the map, for layers without an operator. */
  readonly passes: number;
  /** The macros' matrix product; absent where they cannot run the layer. */
  readonly product?: { readonly layer: CimLayer; readonly repeat: number; readonly needs: CimNeed } | undefined;
  /** True for 1x1 convolutions and linear layers: what the policy `static` gives to the macros. */
  readonly pointwise: boolean;
  /** Where noise counts for more. */
  readonly places: readonly ('first' | 'last' | 'attentionOutput')[];
  readonly inBytes: number;
  readonly outBytes: number;
  readonly weights: number;
  readonly weightBytes: number;
  readonly macs: number;
}

/** What a layer, or a share of its output channels, asks of a device while its weights are there. */
export interface Cost {
  /** Computation alone. */
  readonly computeNs: number;
  readonly sramReadBytes: number;
  readonly sramWriteBytes: number;
  /** Weights that stream in at each run; reloads of macros are not in it. */
  readonly offChipBytes: number;
  /** Without memories. */
  readonly computePj: number;
  readonly macs: number;
  /** What must be in SRAM at the same time at least. */
  readonly blockBytes: number;
}

/** A layer's weights on macros. */
export interface WeightTiles {
  readonly tiles: number;
  /** Macros that hold all of them. */
  readonly arrays: number;
  /** Tiles of one macro. */
  readonly tilesPerMacro: number;
  /** Compute time of one tile. */
  readonly tileNs: number;
  /** Writing one tile. */
  readonly tileWriteNs: number;
  readonly weightBytes: number;
  /** Writing the cells, all tiles. */
  readonly writePj: number;
}

export interface Memory extends SramCosts {
  readonly bytesPerNs: number;
}

export interface OffChip {
  readonly bytesPerNs: number;
  readonly pjPerByte: number;
}

export interface System {
  readonly npu: NpuDevice;
  /** Absent: no macros. */
  readonly cim?: CimDevice;
  readonly sram: Memory;
  readonly offChip: OffChip;
  /** Cycles of the NPU's clock that a change of device takes beside the transfer [A]. */
  readonly switchCycles: number;
}

export const schedules = ['sequential', 'parallel', 'pipelined'] as const;
export type ScheduleName = (typeof schedules)[number];
export const residencies = ['none', 'greedy', 'optimal'] as const;
export type Residency = (typeof residencies)[number];
export const contentions = ['fluid', 'slowdown', 'none'] as const;
export type Contention = (typeof contentions)[number];
export const policies = ['npu-only', 'cim-only', 'static', 'greedy', 'optimal'] as const;
export type Policy = (typeof policies)[number];

/** Per layer the share of its output channels on the macros: 0 NPU, 1 macros, between: split. */
export type Assignment = readonly number[];

export interface SystemRequest {
  readonly system: System;
  readonly work: readonly Work[];
  readonly assignment: Assignment | Policy;
  readonly schedule: ScheduleName;
  readonly residency: Residency;
  readonly contention: Contention;
  /** `parallel` alone: layers that both devices can run are split where they then end earlier. */
  readonly splitOutputChannels: boolean;
}

export interface ScheduledPart {
  readonly layer: number;
  readonly device: DeviceName;
  readonly startNs: number;
  readonly endNs: number;
  /** Writing the weights, and what of it the layer waits for. */
  readonly reloadNs: number;
  readonly exposedReloadNs: number;
  readonly handoverNs: number;
  /** Weights stay in the macros from one inference to the next. */
  readonly resident: boolean;
  /** Times that the weights lie in the macros. */
  readonly copies: number;
  /** Share of the layer's output channels. */
  readonly share: number;
  readonly sramBytes: number;
  readonly offChipBytes: number;
}

/** A constraint of the system that the mapping breaks. */
export interface SystemViolation {
  readonly name: 'nvmReload' | 'sramTooSmall';
  readonly value: number;
  readonly limit: number;
}

export const energyParts = ['npu', 'cim', 'sram', 'offChip', 'reload', 'handover', 'leakage'] as const;
export type EnergyPart = (typeof energyParts)[number];
export type EnergyParts = Readonly<Record<EnergyPart, number>>;

export interface SystemProvenance {
  readonly validated: boolean;
  readonly extrapolated: boolean;
  readonly assumption: boolean;
  readonly reasons: readonly string[];
}

export interface SystemResult {
  readonly feasible: boolean;
  /** Name of the first violation; absent when feasible. */
  readonly reason?: SystemViolation['name'];
  readonly violations: readonly SystemViolation[];
  readonly latencyNs: number;
  /** Between two frames of a stream. */
  readonly periodNs: number;
  /** pJ of one frame, by component. */
  readonly energyPj: EnergyParts;
  /** pJ by layer of the network, without leakage. */
  readonly layerEnergyPj: readonly number[];
  /** um2. */
  readonly area: { readonly npu: number; readonly cim: number; readonly sram: number };
  readonly macs: number;
  /** Busy time of each device in one frame. */
  readonly busyNs: Readonly<Record<DeviceName, number>>;
  readonly sramBytes: number;
  readonly offChipBytes: number;
  readonly assignment: Assignment;
  readonly schedule: readonly ScheduledPart[];
  readonly macrosUsed: number;
  readonly provenance: SystemProvenance;
}
