/** A chain of operators on an NPU: cycles of each, latency, energy. */
import { areaOf, computeEnergy, leakageOf, macsPerCycle, offChipPjPerByte, sramEnergy, sramLeakage } from './energy.js';
import { memoryAt } from './memory.js';
import { isConvolution, macsOf, weightsOf } from './operator.js';
import { OperatorCosts } from './operator-costs.js';
import { liveBytes, placements } from './placement.js';
import type {
  NpuAccelerator,
  NpuLayer,
  NpuLayerResult,
  NpuMemorySystem,
  NpuResult,
  NpuTechnology,
  Placement,
  SramCosts,
  Traffic,
} from './types.js';
import { overlapTransfer } from './weight-transfer.js';

export interface NpuRequest {
  readonly accelerator: NpuAccelerator;
  readonly memorySystem: NpuMemorySystem;
  readonly technology: NpuTechnology;
  readonly sram: SramCosts;
  /** Stored bytes per weight. */
  readonly weightCompressionRatio: number;
  /** In order; each reads what the one before it wrote. */
  readonly layers: readonly NpuLayer[];
}

/** @param costs remembered costs of the same accelerator and memories */
export function evaluateNpu(
  request: NpuRequest,
  costs = new OperatorCosts({ accelerator: request.accelerator, system: request.memorySystem }),
): NpuResult {
  const { accelerator, memorySystem, layers } = request;
  const places = placements(layers, memorySystem);
  const spent = { compute: 0, sram: 0, offChip: 0, leakage: 0 };
  let slack = 0;
  let cycles = 0;
  let macs = 0;
  const results = layers.map((layer, i) => {
    const { result, traffic, nextSlack } = runOperator(request, costs, layer, places[i] as Placement, slack);
    slack = nextSlack;
    cycles += result.cycles;
    macs += result.macs;
    const copied = isConvolution(layer) ? result.weightBytes : 0;
    spent.compute += computeEnergy(result.macs, request.technology);
    spent.sram += sramEnergy(traffic, copied, request.sram);
    spent.offChip += (result.offChipBytes + copied) * offChipPjPerByte(memorySystem, request.technology);
    return result;
  });
  const seconds = cycles / memorySystem.clockHz;
  const watts = leakageOf(accelerator, request.technology) + sramLeakage(request.sram.bytes, request.technology);
  spent.leakage = watts * seconds * 1e12;
  const energyMjBy = {
    compute: spent.compute / 1e9,
    sram: spent.sram / 1e9,
    offChip: spent.offChip / 1e9,
    leakage: spent.leakage / 1e9,
  };
  return {
    cycles,
    latencyMs: seconds * 1e3,
    macs,
    utilization: cycles > 0 ? macs / (cycles * macsPerCycle(accelerator)) : 0,
    energyMj: energyMjBy.compute + energyMjBy.sram + energyMjBy.offChip + energyMjBy.leakage,
    energyMjBy,
    areaMm2: (areaOf(accelerator, request.technology) + request.sram.areaUm2) / 1e6,
    layers: results,
    provenance: { validated: !accelerator.assumed, extrapolated: accelerator.assumed, assumption: true },
  };
}

function runOperator(
  { accelerator, memorySystem, weightCompressionRatio }: NpuRequest,
  costs: OperatorCosts,
  layer: NpuLayer,
  placement: Placement,
  slack: number,
): { result: NpuLayerResult; traffic: Traffic; nextSlack: number } {
  const depth = layer.outShape[2];
  const block = costs.block(layer);
  const computed = costs.cycles(layer, placement, depth);
  const weightBytes = weightsOf(layer) * weightCompressionRatio;
  const [sram, offChip] = [memoryAt('sram', accelerator, memorySystem), memorySystem.offChip];
  const overlapped = isConvolution(layer)
    ? overlapTransfer(
        {
          bytes: weightBytes,
          depth,
          blockDepth: block.out[2],
          bufferBytes: bufferBytes(layer, memorySystem),
          cycles: (part) => costs.cycles(layer, placement, part),
          sram,
          offChip,
        },
        slack,
      )
    : { cycles: computed, slack: computed };
  const traffic = costs.traffic(layer, placement, weightCompressionRatio);
  const sramBytes = traffic.reads.sram + traffic.writes.sram;
  const offChipBytes = traffic.reads.offChip + traffic.writes.offChip;
  const [sramCycles, offChipCycles] = [sramBytes / sram.bytesPerCycle, offChipBytes / offChip.bytesPerCycle];
  const result: NpuLayerResult = {
    cycles: Math.max(overlapped.cycles, sramCycles, offChipCycles),
    npuCycles: overlapped.cycles,
    computeCycles: computed,
    sramCycles,
    offChipCycles,
    sramBytes,
    offChipBytes,
    weightBytes,
    macs: macsOf(layer),
    block: block.out,
    partKernel: block.partKernel,
  };
  return { result, traffic, nextSlack: overlapped.slack };
}

/** SRAM that each of the two weight buffers of an operator may take. */
function bufferBytes(layer: NpuLayer, { sramLimitBytes = Number.POSITIVE_INFINITY }: NpuMemorySystem): number {
  return (sramLimitBytes - liveBytes(layer)) / 2;
}
