/** Cycles that an operator computes: Vela's `_estimate_conv_cycles` and its kin (npu_performance). */
import { LARGEST_PIECE } from './block-search.js';
import { blocksOf, ceilDiv, least, roundUp, volume } from './integers.js';
import { BRICK, blockCycles, memoryAt } from './memory.js';
import { isConvolution, isElementwise } from './operator.js';
import type { BlockConfiguration, NpuAccelerator, NpuLayer, NpuMemorySystem, Placement, Shape } from './types.js';

/** Depth of an input block that one pass of the array takes in when the kernel comes first. */
const PART_DEPTH = 8;
/** Cycles that a micro-block takes per step, and kernel elements of a step. */
const STEP = 4;
/** A command's cost is its block's transfers and cycles over this. */
const COMMAND_SHARE = 4;
/** Bytes of a scale and bias per output channel, and bits of a transfer. */
const SCALE_BYTES = 10;
const SCALE_FETCH = 256;

/** The NPU with its memories. */
export interface Device {
  readonly accelerator: NpuAccelerator;
  readonly system: NpuMemorySystem;
}

/** @returns cycles of the whole operator, its maps placed, without its weights' transfer */
export function computeCycles(
  layer: NpuLayer,
  configuration: BlockConfiguration,
  placement: Placement,
  device: Device,
): number {
  if (isElementwise(layer)) return elementwiseCycles(layer, configuration, placement, device);
  const { outShape } = layer;
  let out = least(configuration.out, outShape);
  const flat = isFlat(layer, device.accelerator);
  if (flat) out = [1, out[1], out[2]];
  const microBlock: Shape = flat ? [1, 4, device.accelerator.microBlock[2]] : device.accelerator.microBlock;
  const steps = arrayCycles(layer, configuration, out, microBlock, device.accelerator);
  const written = outputCycles(layer, out, device);
  const command = (transferCycles(layer, configuration, placement, device) + written + steps) / COMMAND_SHARE;
  const [array, output] = [Math.max(steps, command), Math.max(written, command)];
  const blocks = blocksOf(outShape, out);
  return Math.floor(array > output ? array * blocks + output : output * blocks + array);
}

/** A row of outputs without a vertical kernel: two rows of the micro-block are laid side by side. */
function isFlat(layer: NpuLayer, { microBlock }: NpuAccelerator): boolean {
  const weighted = isConvolution(layer) || layer.op === 'fullyConnected';
  return (
    weighted && microBlock[0] === 2 && layer.outShape[0] === 1 && layer.outShape[1] % 2 === 0 && layer.kernel[0] === 1
  );
}

/** Cycles of the MAC array for one block. */
function arrayCycles(
  layer: NpuLayer,
  { in: inBlock, partKernel }: BlockConfiguration,
  out: Shape,
  microBlock: Shape,
  accelerator: NpuAccelerator,
): number {
  const [columns, rows, deep] = [
    ceilDiv(out[1], microBlock[1]),
    ceilDiv(out[0], microBlock[0]),
    ceilDiv(out[2], microBlock[2]),
  ];
  const inDepth = Math.min(inBlock[2], layer.inShape[2]);
  const passes = layer.op === 'conv2d' && partKernel ? ceilDiv(inDepth, PART_DEPTH) : 1;
  const single = columns === 1 && rows === 1;
  let cycles = 0;
  for (const elements of kernelPieces(layer)) {
    let steps = 1;
    if (layer.op === 'averagePool' || layer.op === 'maxPool') {
      cycles += Math.max(STEP, elements) * columns * rows * deep;
    } else {
      steps =
        layer.op === 'depthwiseConv2d' || passes > 1 || (layer.op === 'conv2d' && partKernel)
          ? ceilDiv(elements, STEP)
          : elements;
      cycles += Math.max(STEP * microBlock[2], STEP * columns * rows) * steps * passes * deep;
    }
    if (!single) continue;
    if (deep === 1) cycles += accelerator.delayCycles * steps * passes;
    else if (steps > 1) cycles += accelerator.delayCycles * (steps - 1) * deep * passes;
  }
  const sums = layer.op === 'conv2d' || layer.op === 'fullyConnected' ? ceilDiv(layer.inShape[2], inDepth) : 1;
  return (cycles * sums) / accelerator.cores;
}

/** Elements of the pieces of at most 8 x 8 that the kernel is traversed in. */
function kernelPieces({ op, kernel }: NpuLayer): number[] {
  if (op === 'fullyConnected') return [1];
  const pieces: number[] = [];
  for (let y = 0; y < kernel[0]; y += LARGEST_PIECE) {
    for (let x = 0; x < kernel[1]; x += LARGEST_PIECE) {
      pieces.push(Math.min(LARGEST_PIECE, kernel[0] - y) * Math.min(LARGEST_PIECE, kernel[1] - x));
    }
  }
  return pieces;
}

/** Cycles of the output unit per element: its own, or those of the fused activation if they are more. */
function cyclesPerElement({ op, activation }: NpuLayer, { outputCycles, activationCycles }: NpuAccelerator): number {
  const own = op === 'add' || op === 'mul' || op === 'maxPool' ? outputCycles[op] : outputCycles.other;
  return activation === 'none' ? own : Math.max(own, activationCycles[activation]);
}

/** Cycles of the output unit for one block. */
function outputCycles(layer: NpuLayer, out: Shape, { accelerator, system }: Device): number {
  const cycles = Math.ceil(cyclesPerElement(layer, accelerator) * volume(out));
  if (!isConvolution(layer) && layer.op !== 'fullyConnected') return cycles;
  const weights = memoryAt(isConvolution(layer) ? 'sram' : 'offChip', accelerator, system);
  return Math.max(cycles, (SCALE_BYTES * out[2] * weights.readLatencyCycles) / SCALE_FETCH);
}

/** Cycles to read one input block and to write one output block. */
function transferCycles(
  { inShape, outShape }: NpuLayer,
  { in: inBlock, out }: BlockConfiguration,
  { input, output, firstInput }: Placement,
  { accelerator, system }: Device,
): number {
  const [from, to] = [memoryAt(input, accelerator, system), memoryAt(output, accelerator, system)];
  const read = { block: inBlock, map: inShape, memory: from, linear: firstInput, cores: 1 };
  const write = { block: out, map: outShape, memory: to, linear: false, cores: accelerator.cores };
  return blockCycles(read, from.readLatencyCycles) + blockCycles(write, to.writeLatencyCycles);
}

function elementwiseCycles(
  layer: NpuLayer,
  configuration: BlockConfiguration,
  placement: Placement,
  device: Device,
): number {
  const elements = volume(least(configuration.out, layer.outShape));
  const own = cyclesPerElement(layer, device.accelerator);
  const command = (transferCycles(layer, configuration, placement, device) + own * elements) / COMMAND_SHARE / elements;
  const [height, width, depth] = layer.outShape;
  return Math.ceil(Math.max(own, command) * height * width * roundUp(depth, BRICK));
}
