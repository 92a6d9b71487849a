/** The NPU as a device of the system: what each layer asks of it, remembered by shape. */
import {
  type BlockTable,
  computeEnergy,
  type Device,
  macsOf,
  type NpuLayer,
  type NpuTechnology,
  OperatorCosts,
  weightsOf,
} from '../npu/index.js';
import { remembered } from '../remembered.js';
import type { Cost, Work } from './types.js';

/** Maps lie in SRAM; what exceeds it is charged by the system. */
const IN_SRAM = { input: 'sram', output: 'sram', firstInput: false } as const;

export interface NpuDevice {
  readonly device: Device;
  readonly technology: NpuTechnology;
  readonly operators: OperatorCosts;
  /** By key of the work and share of its channels. */
  readonly costs: Map<string, Cost>;
}

/** @param blocks see {@link OperatorCosts} */
export const npuDevice = (device: Device, technology: NpuTechnology, blocks?: BlockTable): NpuDevice => ({
  device,
  technology,
  operators: new OperatorCosts(device, blocks),
  costs: new Map(),
});

/** @param share of the output channels, rounded to whole ones */
export function npuCost(device: NpuDevice, work: Work, share = 1): Cost {
  const key = share === 1 ? work.key : `${work.key} ${share}`;
  return remembered(device.costs, key, () =>
    work.operator === undefined ? passesCost(device, work) : operatorCost(device, work, work.operator, share),
  );
}

const nsPerCycle = ({ device }: NpuDevice): number => 1e9 / device.system.clockHz;

/** A layer that the output unit alone runs over the map. */
function passesCost(npu: NpuDevice, { passes, inBytes, outBytes }: Work): Cost {
  const cycles = passes * outBytes * npu.device.accelerator.outputCycles.other;
  return {
    computeNs: cycles * nsPerCycle(npu),
    sramReadBytes: passes * inBytes,
    sramWriteBytes: passes > 0 ? outBytes : 0,
    offChipBytes: 0,
    computePj: 0,
    macs: 0,
    blockBytes: 0,
  };
}

function operatorCost(npu: NpuDevice, work: Work, operator: NonNullable<Work['operator']>, share: number): Cost {
  const { repeat } = operator;
  const layer = share === 1 ? operator.layer : withChannels(operator.layer, share);
  const { reads, writes } = npu.operators.traffic(layer, IN_SRAM, 1);
  const block = npu.operators.block(layer);
  const macs = macsOf(layer) * repeat;
  const trained = work.weights > 0;
  // The second factor of a product of two maps takes the place of the weights, but lies in SRAM.
  const weightBytes = trained ? work.weightBytes * share : weightsOf(layer) * repeat;
  // Weights are copied into SRAM and read there; those of fully connected layers are read in place.
  const copied = layer.op === 'fullyConnected' ? 0 : weightBytes;
  return {
    computeNs: npu.operators.cycles(layer, IN_SRAM, layer.outShape[2]) * repeat * nsPerCycle(npu),
    sramReadBytes: reads.sram * repeat + copied,
    sramWriteBytes: writes.sram * repeat + (trained ? copied : 0),
    offChipBytes: trained ? weightBytes : 0,
    computePj: computeEnergy(macs, npu.technology),
    macs,
    blockBytes: smaller(block.in, layer.inShape) + smaller(block.out, layer.outShape),
  };
}

const smaller = (block: readonly number[], map: readonly number[]): number =>
  map.reduce((product, size, i) => product * Math.min(size, block[i] as number), 1);

function withChannels(layer: NpuLayer, share: number): NpuLayer {
  const [height, width, depth] = layer.outShape;
  return { ...layer, outShape: [height, width, Math.max(1, Math.round(depth * share))] };
}
