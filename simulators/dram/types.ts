/** What the DRAM simulator takes and gives: plain data and typed arrays. Clocks are those of the memory (tCK). */
import type { DramAddressMap, DramDevice } from '../../hwtemplates/dram/schema.js';
import type { CommandName } from './commands.js';

/**
 * Requests in the order in which they come; every request is one burst.
 *
 * The arrays have one length and must not change once they were simulated: what is derived from them is kept.
 */
export interface DramTrace {
  /** Arrival clocks; integers that never decrease. */
  readonly clocks: Float64Array;
  /** 1 for a write, 0 for a read. */
  readonly writes: Uint8Array;
  /** Byte address divided by the bytes of a burst. */
  readonly lines: Uint32Array;
  /** No further request is sent while so many reads are unanswered; unlimited when absent. */
  readonly maxOutstandingReads?: number;
}

export const dramModes = ['dramsys-5.1', 'archgym', 'corrected'] as const;
/**
 * `dramsys-5.1`: as that release. `archgym`: the same with a think delay of 0, as DRAMSys 4.0 has none.
 * `corrected`: buffers look at the bank and the direction of the new request.
 */
export type DramMode = (typeof dramModes)[number];

/** The choices of each option that has names. */
export const dramChoices = {
  pagePolicy: ['Open', 'OpenAdaptive', 'Closed', 'ClosedAdaptive'],
  scheduler: ['Fifo', 'FrFcfs', 'FrFcfsGrp'],
  schedulerBuffer: ['Bankwise', 'ReadWrite', 'Shared'],
  commandMux: ['Oldest', 'Strict'],
  responseQueue: ['Fifo', 'Reorder'],
  refreshPolicy: ['NoRefresh', 'AllBank', 'PerBank'],
  powerDownPolicy: ['NoPowerDown', 'Staggered'],
  arbiter: ['Simple', 'Fifo', 'Reorder'],
} as const;

type Choice<K extends keyof typeof dramChoices> = (typeof dramChoices)[K][number];

/** Every option of the memory controller. */
export interface DramController {
  /** When a row is closed: never before another is wanted, at once, or by whether more requests for it wait. */
  readonly pagePolicy: Choice<'pagePolicy'>;
  /** Which request of a bank is served: the oldest, hits first, or hits of the bus direction first. */
  readonly scheduler: Choice<'scheduler'>;
  /** What the buffer size counts: requests of a bank, reads and writes apart, or all. */
  readonly schedulerBuffer: Choice<'schedulerBuffer'>;
  /** 1..1024 requests; with ReadWrite the size of each of the two. */
  readonly requestBufferSize: number;
  /** Which command goes on the bus: of the oldest request, or columns strictly in order. */
  readonly commandMux: Choice<'commandMux'>;
  /** Answers in order of issue or of the requests. */
  readonly responseQueue: Choice<'responseQueue'>;
  readonly refreshPolicy: Choice<'refreshPolicy'>;
  /** 0..64 refresh intervals. */
  readonly refreshMaxPostponed: number;
  /** 0..64 refresh intervals. */
  readonly refreshMaxPulledIn: number;
  readonly powerDownPolicy: Choice<'powerDownPolicy'>;
  readonly arbiter: Choice<'arbiter'>;
  /** 1..65536 requests between arbiter and answer; the arbiter Simple ignores it. */
  readonly maxActiveTransactions: number;
  /** All delays: 0..1024 clocks. The default of this one is 1, in mode archgym 0. */
  readonly thinkDelayForwardCycles: number;
  readonly thinkDelayBackwardCycles: number;
  readonly arbitrationDelayForwardCycles: number;
  readonly arbitrationDelayBackwardCycles: number;
  readonly phyDelayForwardCycles: number;
  readonly phyDelayBackwardCycles: number;
}

export interface DramRequest {
  readonly device: DramDevice;
  readonly addressMap: DramAddressMap;
  readonly trace: DramTrace;
  /** Options that differ from the defaults of the mode. */
  readonly controller?: Partial<DramController>;
  /** Default `dramsys-5.1`. */
  readonly mode?: DramMode;
  /** Logs to give besides the totals. */
  readonly include?: readonly ('commands' | 'requests')[];
}

/** Energy by component, pJ, of all ranks. */
export interface DramEnergy {
  readonly activate: number;
  readonly precharge: number;
  readonly read: number;
  readonly write: number;
  readonly refresh: number;
  readonly refreshPerBank: number;
  readonly activeStandby: number;
  readonly prechargeStandby: number;
  readonly activePowerDown: number;
  readonly prechargePowerDown: number;
  readonly selfRefresh: number;
  readonly total: number;
}

/** Latencies in ns; with `count` 0 there is nothing else. Percentiles by nearest rank. */
export interface LatencySummary {
  readonly count: number;
  readonly mean?: number;
  readonly p50?: number;
  readonly p95?: number;
  readonly p99?: number;
  readonly maximum?: number;
}

/** `[clock, name, rank, bank, row, column]`; bank is null for commands of a rank. */
export type LoggedCommand = readonly [number, CommandName, number, number | null, number | null, number | null];

export interface DramResult {
  /** Clock at which the last answer reached the requester. */
  readonly totalCycles: number;
  readonly totalTimeNs: number;
  readonly commandCounts: Readonly<Record<CommandName, number>>;
  /** null where the device has no energy model. */
  readonly energyPj: DramEnergy | null;
  readonly averagePowerMw: number | null;
  /** From sending to answer. */
  readonly readLatencyNs: LatencySummary;
  readonly writeLatencyNs: LatencySummary;
  /** From acceptance to answer. */
  readonly readLatencyFromAcceptanceNs: LatencySummary;
  readonly bandwidthGBps: number;
  /** Share of the column commands that needed no activation of their own. */
  readonly rowHitRate: number;
  /** Validated: the mode and the device were compared with DRAMSys to the clock. */
  readonly provenance: { readonly simulator: 'dram'; readonly mode: DramMode; readonly validated: boolean };
  /** In order of issue. */
  readonly commands?: readonly LoggedCommand[];
  /** `[sent, accepted, answered]` of each request. */
  readonly requestCycles?: readonly (readonly [number, number, number])[];
}
