/** Requests and results of the microcontroller model: plain data, sizes in bytes. */
import type { Board, Core, RuntimeCosts } from '../../hwtemplates/index.js';
import type { ModelProgram, Network } from '../../src/networks/index.js';

export type { Board, Core, RuntimeCosts };

/** The layers of a convolutional network; batch 1, int8 unless a layer says otherwise. */
export type LayerNetwork = Pick<Network, 'input' | 'layers' | 'outputs'>;

/** A vision transformer with low-rank layers (MCUFormer, arXiv 2310.16898); head dimension 64. */
export interface TransformerNetwork {
  readonly family: 'mcuformer';
  /** Pixels. */
  readonly imageSize: number;
  readonly patchSize: number;
  readonly patchPadding: number;
  readonly rankRatioAttention: number;
  readonly rankRatioMlp: number;
  /** The one ratio of the release's bound; default `rankRatioMlp`. */
  readonly rankRatio?: number;
  readonly embed: number;
  /** Attention heads, one number per block. */
  readonly heads: readonly number[];
  /** Hidden width of the MLP as a multiple of `embed`, one number per block. */
  readonly mlpRatios: readonly number[];
  readonly classes: number;
}

export const runtimes = ['tinyengine', 'tflm-ref', 'tflm-cmsis', 'xcubeai', 'mcuformer'] as const;
export type Runtime = (typeof runtimes)[number];

export type KernelClass = 'dsp' | 'helium' | 'none';
export type PatchAccounting = 'exact' | 'tinyengine';
export type PadPolicy = 'none' | 'explicit' | 'all';
export type TieOrder = 'laterFirst' | 'earlierFirst';
export type McuformerAccounting = 'paper' | 'release' | 'honest';

/** How the network is run. Switches that a runtime does not have are ignored by it. */
export interface Schedule {
  /** TinyEngine: a depthwise output is written into its input's buffer. */
  readonly inPlace: boolean;
  /** TinyEngine: P x P tiles; 1 is layer by layer. */
  readonly patches: number;
  /** Leading layers that are run tile by tile; 0 is layer by layer. */
  readonly splitIndex: number;
  /** `exact`: our schedule; `tinyengine`: what the tool prints, its mistakes included. */
  readonly patchAccounting: PatchAccounting;
  /** `sram`: the whole image stays in memory during the tiled stage. Exact accounting only. */
  readonly inputSource: 'external' | 'sram';
  /** TFLM: which convolutions are preceded by a PAD that writes a tensor. */
  readonly padMaterialised: PadPolicy;
  /** TFLM: order of equal sizes in the planner. */
  readonly tieOrder: TieOrder;
  /** TFLM: 4 on the microcontroller, 8 on a 64-bit host. */
  readonly pointerBytes: 4 | 8;
  /** TFLM: fully connected layers carry a scale per channel. */
  readonly classifierPerChannel: boolean;
  /** CMSIS-NN kernels; default those of the board's core. */
  readonly coreClass?: KernelClass;
  readonly mcuformerAccounting: McuformerAccounting;
}

export interface McuRequest {
  readonly network: LayerNetwork | TransformerNetwork;
  readonly board: Board;
  readonly core: Core;
  readonly runtime: Runtime;
  readonly costs: RuntimeCosts;
  readonly schedule?: Partial<Schedule>;
  /** The file that `network` was read from: TFLM plans its tensors in place of those that the layers would make. */
  readonly program?: ModelProgram;
  /** A measured latency that replaces the model's, ms. */
  readonly latencyMs?: number;
  /** Selects the power figure, V. */
  readonly supplyVolts?: number;
  readonly includeTimeline?: boolean;
}

/** A buffer of the arena over time; ops are positions in the schedule, both inclusive. */
export interface TimelineEntry {
  /** What it holds: `input`, `layer 3`, `pad 3`, `scratch 3`, `tile input`, `image`, `stage output`; `tensor 3` of a file. */
  readonly tensor: string;
  readonly sizeBytes: number;
  readonly offsetBytes: number;
  readonly firstOp: number;
  readonly lastOp: number;
}

export type Reason =
  | {
      readonly code: 'sramExceeded' | 'flashExceeded';
      readonly budgetBytes: number;
      readonly neededBytes: number;
      /** Buffers that are live together where the arena is largest. */
      readonly liveTogether?: readonly string[];
    }
  /** An in-place depthwise convolution that got a buffer of its own because its input is still needed. */
  | { readonly code: 'inPlaceRefused'; readonly layer: number }
  /** Operators of the file that the runtime has no kernel for: it is not feasible. */
  | { readonly code: 'unsupportedOperator'; readonly operators: readonly string[] };

/** Tiled inference: sizes in pixels, MACs of the stage once and with the overlap of its tiles. */
export interface PatchFigures {
  readonly tileInputHeight: number;
  readonly tileInputWidth: number;
  readonly stageMacs: number;
  readonly stageMacsWithHalo: number;
  /** stageMacsWithHalo / stageMacs - 1 */
  readonly stageOverhead: number;
  /** (stageMacsWithHalo - stageMacs) / macs */
  readonly totalOverhead: number;
  readonly macsOnePatchPlusRest: number;
}

/** How far the figures can be trusted. */
export interface McuProvenance {
  /** Reference rows cover this rule, runtime and board. */
  readonly validated: boolean;
  /** The same formula outside them. */
  readonly extrapolated: boolean;
  /** An assumed constant decided something. */
  readonly assumption: boolean;
}

/** A figure without a model is null. */
export interface McuResult {
  /** All that the runtime needs. */
  readonly peakSramBytes: number | null;
  /** Planned tensors (with scratch in TFLM, without its persistent data). */
  readonly arenaBytes: number | null;
  /** Parts by name; which ones depends on the runtime. */
  readonly breakdown: Readonly<Record<string, number | null>>;
  readonly flashBytes: number;
  readonly latencyMs: number | null;
  readonly energyUj: number | null;
  readonly macs: number;
  /** `macs` plus one per element of every addition, as TinyEngine counts. */
  readonly toolMacs: number;
  /** Weights and biases. */
  readonly params: number;
  /** MCUFormer's log counts each MLP twice. */
  readonly paramsAsLogged?: number;
  readonly patch?: PatchFigures;
  /** Peak and flash are within the board's, and the runtime has every operator. */
  readonly feasible: boolean;
  readonly reasons: readonly Reason[];
  readonly provenance: McuProvenance;
  readonly timeline?: readonly TimelineEntry[];
}
