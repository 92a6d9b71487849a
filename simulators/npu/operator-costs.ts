/** Costs of operators on one NPU, each computed once: block search and cycles dominate, and networks repeat themselves. */
import { CogymError } from '../../src/errors.js';
import { remembered } from '../remembered.js';
import { searchBlock } from './block-search.js';
import { computeCycles, type Device } from './compute-cycles.js';
import { trafficOf } from './traffic.js';
import type { BlockConfiguration, NpuLayer, Placement, Traffic } from './types.js';

/** Blocks by operator. */
export type BlockTable = Map<string, BlockConfiguration>;

/** A remembered answer is the same bits: everything it depends on is in its key. */
export class OperatorCosts {
  readonly device: Device;
  readonly #blocks: BlockTable;
  readonly #cycles = new Map<string, number>();

  /** @param blocks a table that accelerators of one geometry (`blockGeometry`) may share */
  constructor(device: Device, blocks: BlockTable = new Map()) {
    this.device = device;
    this.#blocks = blocks;
  }

  /** @throws CogymError `unsupported` for an operator of which not even the smallest block fits the NPU's buffer */
  block(layer: NpuLayer): BlockConfiguration {
    return remembered(this.#blocks, keyOf(layer), () => {
      const found = searchBlock(layer, this.device.accelerator);
      if (found !== undefined) return found;
      const { name, shramBanks } = this.device.accelerator;
      throw new CogymError(
        'unsupported',
        `${layer.op} of kernel ${layer.kernel.join('x')}, stride ${layer.stride.join('x')}: no block of it fits the ${shramBanks} KiB buffer of ${name}`,
      );
    });
  }

  /** Cycles of computing `outDepth` of the operator's output channels, in the blocks of the whole operator. */
  cycles(layer: NpuLayer, placement: Placement, outDepth: number): number {
    const { input, output, firstInput } = placement;
    return remembered(this.#cycles, `${keyOf(layer)} ${input} ${output} ${firstInput} ${outDepth}`, () => {
      const [height, width] = layer.outShape;
      const part = { ...layer, outShape: [height, width, outDepth] } as NpuLayer;
      return computeCycles(part, this.block(layer), placement, this.device);
    });
  }

  traffic(layer: NpuLayer, placement: Placement, weightRatio: number): Traffic {
    return trafficOf(layer, this.block(layer), placement, this.device, weightRatio);
  }
}

function keyOf({ op, inShape, outShape, kernel, stride, activation }: NpuLayer): string {
  const maps = `${inShape[0]},${inShape[1]},${inShape[2]} ${outShape[0]},${outShape[1]},${outShape[2]}`;
  return `${op} ${maps} ${kernel[0]},${kernel[1]} ${stride[0]},${stride[1]} ${activation}`;
}
