/** Bytes that an operator moves between the NPU and its memories. */

import { LARGEST_PIECE } from './block-search.js';
import type { Device } from './compute-cycles.js';
import { blocksOf, ceilDiv, least, roundUp, volume } from './integers.js';
import { BRICK, burstBytes, mapBytes, memoryAt } from './memory.js';
import { hasEqualDepth, isElementwise } from './operator.js';
import type { BlockConfiguration, NpuLayer, Place, Placement, Shape, Traffic } from './types.js';

/**
 * @param weightRatio stored bytes per weight; the weights of fully connected layers are read in place, from off chip
 */
export function trafficOf(
  layer: NpuLayer,
  configuration: BlockConfiguration,
  placement: Placement,
  { accelerator, system }: Device,
  weightRatio: number,
): Traffic {
  const { inShape, outShape } = layer;
  const [from, to] = [memoryAt(placement.input, accelerator, system), memoryAt(placement.output, accelerator, system)];
  const out = least(configuration.out, outShape);
  const read = {
    block: configuration.in,
    map: inShape,
    memory: from,
    linear: placement.firstInput,
    cores: 1,
  };
  const write = { block: configuration.out, map: outShape, memory: to, linear: false, cores: accelerator.cores };
  const reads: Record<Place, number> = { sram: 0, offChip: 0 };
  reads[placement.input] += burstBytes(readBytes(layer, configuration, out, placement.firstInput), read);
  if (layer.op === 'fullyConnected') reads.offChip += inShape[2] * out[2] * blocksOf(outShape, out) * weightRatio;
  const writes: Record<Place, number> = { sram: 0, offChip: 0 };
  writes[placement.output] += burstBytes(mapBytes(outShape), write);
  return { reads, writes };
}

/** Bytes of the inputs, as often as blocks fetch them again. */
function readBytes(layer: NpuLayer, { in: inBlock }: BlockConfiguration, out: Shape, linear: boolean): number {
  const { inShape, outShape, kernel } = layer;
  if (isElementwise(layer)) return 2 * volume(outShape);
  const depth = linear ? inShape[2] : roundUp(inShape[2], BRICK);
  const pieces = ceilDiv(kernel[0], LARGEST_PIECE) * ceilDiv(kernel[1], LARGEST_PIECE);
  const blocks = hasEqualDepth(layer)
    ? ceilDiv(outShape[0], out[0]) * ceilDiv(outShape[1], out[1])
    : blocksOf(outShape, out);
  const block = least(inBlock, inShape);
  return block[0] * block[1] * depth * pieces * blocks;
}
