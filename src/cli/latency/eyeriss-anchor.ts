/**
 * How near the dataflow template `rs` comes to the Eyeriss figures of HW-NAS-Bench: rates and energies of one edge of a
 * NAS-Bench-201 cell in its 15 copies. A comparison, to be printed as it is; nothing is tuned to it.
 */
import { loadTemplate } from '../../../hwtemplates/index.js';
import { layerCost } from '../../../simulators/dataflow/index.js';

export interface AnchorOptions {
  readonly pes: number;
  readonly nocBandwidth: number;
  readonly clockMhz: number;
  readonly costs: string;
}

/** 168 PEs are Eyeriss's (Chen et al., ISCA 2016); its 200 MHz is assumed of the benchmark, whose source does not say. */
export const anchorDefaults: AnchorOptions = { pes: 168, nocBandwidth: 16, clockMhz: 200, costs: 'maestro-2021' };

/** Images and channels of the three stages, each with five cells. */
const stages = [
  { side: 32, channels: 16 },
  { side: 16, channels: 32 },
  { side: 8, channels: 64 },
] as const;
const cellsPerStage = 5;

export interface AnchorRow {
  readonly edge: '3x3' | '1x1';
  readonly macs: number;
  /** HW-NAS-Bench. */
  readonly reference: Rate;
  /** Template `rs`. */
  readonly template: Rate;
  /** Template over reference. */
  readonly rateRatio: number;
  readonly withinFactor: boolean;
}

export interface Rate {
  readonly gmacPerS: number;
  readonly pjPerMac: number;
  readonly busyPes: number;
}

export interface Anchor {
  readonly options: AnchorOptions;
  readonly rows: readonly AnchorRow[];
  /** Rate of the 3x3 edge over that of the 1x1 edge. */
  readonly ratio: { readonly reference: number; readonly template: number; readonly within: boolean };
}

/** Bounds of "resembles": a factor for each rate, a share for the ratio between them. */
export const bounds = { rateFactor: 1.5, ratioShare: 0.25 } as const;

export function eyerissAnchor(options: AnchorOptions = anchorDefaults): Anchor {
  const device = loadTemplate('accuracy/latency', 'hw-nas-bench').devices.find(
    (entry) => entry.device === 'eyeriss' && entry.dataset === 'cifar10',
  );
  if (device?.energyMj === undefined) throw new Error('hw-nas-bench has Eyeriss latencies and energies on cifar10');
  const { latencyMs, energyMj } = device;
  const rows = ([3, 1] as const).map((kernel): AnchorRow => {
    const operation = kernel === 3 ? 'conv3x3' : 'conv1x1';
    const { macs, cycles, energyPj } = runEdge(kernel, options);
    const rate = (seconds: number, pj: number): Rate => ({
      gmacPerS: macs / seconds / 1e9,
      pjPerMac: pj / macs,
      busyPes: macs / (seconds * options.clockMhz * 1e6),
    });
    const reference = rate(latencyMs[operation] / 1e3, energyMj[operation] * 1e9);
    const template = rate(cycles / (options.clockMhz * 1e6), energyPj);
    const rateRatio = template.gmacPerS / reference.gmacPerS;
    const withinFactor = rateRatio <= bounds.rateFactor && rateRatio >= 1 / bounds.rateFactor;
    return { edge: kernel === 3 ? '3x3' : '1x1', macs, reference, template, rateRatio, withinFactor };
  });
  const [wide, pointwise] = rows as [AnchorRow, AnchorRow];
  const reference = wide.reference.gmacPerS / pointwise.reference.gmacPerS;
  const template = wide.template.gmacPerS / pointwise.template.gmacPerS;
  const within = Math.abs(template / reference - 1) <= bounds.ratioShare;
  return { options, rows, ratio: { reference, template, within } };
}

/** One edge with a convolution of `kernel`, in all its copies one after the other. */
function runEdge(kernel: 1 | 3, { pes, nocBandwidth, costs }: AnchorOptions) {
  let [macs, cycles, energyPj] = [0, 0, 0];
  for (const { side, channels } of stages) {
    const extent = side + kernel - 1;
    const layer = { op: 'conv2d', k: channels, c: channels, r: kernel, s: kernel, y: extent, x: extent } as const;
    const template = loadTemplate('dataflow', 'rs');
    const cost = layerCost({ layer, template, pes, nocBandwidth, costs: loadTemplate('dataflow/costs', costs) });
    macs += cellsPerStage * kernel * kernel * channels * channels * side * side;
    cycles += cellsPerStage * cost.cycles;
    energyPj += cellsPerStage * cost.energyPj;
  }
  return { macs, cycles, energyPj };
}
