/**
 * How an operator is cut into blocks: the search of Vela's `find_block_config` (ethos-u-vela a6f65663,
 * architecture_allocator), which weighs what must be fetched again against what fits the buffer.
 */
import { ceilDiv, roundUp, volume } from './integers.js';
import { hasEqualDepth, isConvolution, isElementwise } from './operator.js';
import type { BlockConfiguration, NpuAccelerator, NpuLayer, Shape } from './types.js';

/** Largest block. */
const LARGEST: Shape = [32, 64, 128];
/** Blocks shallower than the output are cut at multiples of this many channels. */
const DEPTH_STEP = 16;
/** The kernel is traversed in pieces of at most this many rows and columns. */
export const LARGEST_PIECE = 8;
/** Depths of an input block, and the multiple that they are rounded up to. */
const IN_DEPTH = { partKernel: 16, depthFirst: 32, granule: 8 } as const;
const BANK_BYTES = 1024;
const ACCUMULATOR_BYTES = 4;
/** Banks that the output takes, and those kept for tables where there are many. */
const OUTPUT_BANKS = 2;
const TABLE_BANKS = 2;
const MANY_BANKS = 16;
/** Of blocks that cost the same, only small ones are compared by how much of the input they cover. */
const SMALL_SIDE = 4;

/**
 * Whether the kernel's elements come before the input's depth: for shallow inputs, or where packing depths of 8 and
 * kernel elements by 4 wastes less than depths of 32.
 */
export function usesPartKernel(layer: NpuLayer): boolean {
  if (!isConvolution(layer)) return false;
  const depth = layer.inShape[2];
  if (depth <= 8) return true;
  const elements = layer.kernel[0] * layer.kernel[1];
  const packed = (depth * elements) / (roundUp(depth, 8) * roundUp(elements, 4));
  return packed > depth / roundUp(depth, 32);
}

/** The cheapest block that fits; undefined if none does (kernels too tall for the buffer). */
export function searchBlock(layer: NpuLayer, accelerator: NpuAccelerator): BlockConfiguration | undefined {
  const search = new Search(layer, accelerator);
  for (const depth of depths(layer, accelerator)) search.tryDepth(depth);
  return search.found;
}

/** All of an accelerator that the search looks at: equal geometries cut every operator into the same blocks. */
export const blockGeometry = ({ microBlock, shramBanks, bankGranule }: NpuAccelerator): string =>
  [microBlock, shramBanks, bankGranule.input, bankGranule.accumulator].join();

function* depths({ outShape }: NpuLayer, { microBlock }: NpuAccelerator): Generator<number> {
  const most = roundUp(Math.min(outShape[2], LARGEST[2]), microBlock[2]);
  const stepped = (depth: number) => (depth < outShape[2] ? roundUp(depth, DEPTH_STEP) : depth);
  let depth = stepped(Math.max(microBlock[2], Math.min(most, DEPTH_STEP)));
  for (; depth <= most; depth = stepped(depth + microBlock[2])) yield depth;
}

/**
 * Tries the blocks of one depth after the other and keeps the cheapest. Thousands are tried for an operator, so that
 * numbers are passed where objects would be clearer.
 */
class Search {
  readonly #layer: NpuLayer;
  readonly #accelerator: NpuAccelerator;
  readonly #partKernel: boolean;
  readonly #elementwise: boolean;
  readonly #equalDepth: boolean;
  /** Weights fetched for a block of unit depth; 0 for operators without weights. */
  readonly #windowWeights: number;
  readonly #banks: number;
  readonly #mostRows: number;
  readonly #mostColumns: number;
  /** By height: the least width that did not fit. */
  readonly #tooWide: Float64Array;
  #cost = Number.POSITIVE_INFINITY;
  /** See {@link SMALL_SIDE}. */
  #coverage = Number.POSITIVE_INFINITY;
  #found: BlockConfiguration | undefined;

  constructor(layer: NpuLayer, accelerator: NpuAccelerator) {
    const { outShape, inShape, kernel } = layer;
    const { microBlock, shramBanks } = accelerator;
    this.#layer = layer;
    this.#accelerator = accelerator;
    this.#partKernel = usesPartKernel(layer);
    this.#elementwise = isElementwise(layer);
    this.#equalDepth = hasEqualDepth(layer);
    this.#windowWeights = isConvolution(layer) ? kernel[0] * kernel[1] * inShape[2] : 0;
    this.#banks = shramBanks - (shramBanks > MANY_BANKS ? TABLE_BANKS : 0);
    this.#mostRows = roundUp(Math.min(outShape[0], LARGEST[0]), microBlock[0]);
    this.#mostColumns = roundUp(Math.min(outShape[1], LARGEST[1]), microBlock[1]);
    this.#tooWide = new Float64Array(Math.max(this.#mostRows, this.#mostColumns) + 1);
  }

  get found(): BlockConfiguration | undefined {
    return this.#found;
  }

  /**
   * Tries the blocks of one depth that fit the buffer, height first. A block whose transpose did not fit is not tried;
   * wider ones than the first that does not fit need more still.
   */
  tryDepth(depth: number): void {
    const { kernel, stride, inShape, outShape } = this.#layer;
    const { microBlock } = this.#accelerator;
    const flat = outShape[0] === 1 && kernel[0] === 1 && microBlock[0] === 2;
    const [kernelRows, kernelColumns] = [Math.min(kernel[0], LARGEST_PIECE), Math.min(kernel[1], LARGEST_PIECE)];
    const mostDepth = this.#partKernel ? IN_DEPTH.partKernel : IN_DEPTH.depthFirst;
    const inDepth = this.#equalDepth ? depth : roundUp(Math.min(inShape[2], mostDepth), IN_DEPTH.granule);
    const tooWide = this.#tooWide.fill(Number.POSITIVE_INFINITY);
    for (let height = microBlock[0]; height <= this.#mostRows; height += microBlock[0]) {
      const rows = flat ? 1 : height;
      const inRows = roundUp((height - 1) * stride[0] + kernelRows, microBlock[0]);
      for (let width = microBlock[1]; width <= this.#mostColumns; width += microBlock[1]) {
        if (height >= (tooWide[width] as number)) continue;
        const inColumns = roundUp((width - 1) * stride[1] + kernelColumns, microBlock[1]);
        if (!this.#fits(rows * width, depth, inRows * inColumns, inDepth)) {
          tooWide[height] = width;
          break;
        }
        this.#offer(rows, width, depth, inRows, inColumns, inDepth);
      }
    }
  }

  #fits(positions: number, depth: number, inPositions: number, inDepth: number): boolean {
    const { bankGranule } = this.#accelerator;
    const input = roundUp(2 * ceilDiv(inPositions * roundUp(inDepth, 8), BANK_BYTES), bankGranule.input);
    if (this.#elementwise) return OUTPUT_BANKS + 2 * input <= this.#banks;
    const accumulatorBytes = positions * roundUp(depth, 8) * ACCUMULATOR_BYTES;
    const accumulators = roundUp(2 * ceilDiv(accumulatorBytes, BANK_BYTES), bankGranule.accumulator);
    return OUTPUT_BANKS + input + accumulators <= this.#banks;
  }

  #offer(rows: number, columns: number, depth: number, inRows: number, inColumns: number, inDepth: number): void {
    const cost = this.#costOf(rows, columns, depth, inRows, inColumns, inDepth);
    if (cost > this.#cost) return;
    if (cost === this.#cost) {
      const { inShape } = this.#layer;
      const covered = Math.min(inShape[0], inRows) * Math.min(inShape[1], inColumns);
      const coverage = (inShape[0] * inShape[1]) / covered;
      if (rows > SMALL_SIDE || columns > SMALL_SIDE || coverage > this.#coverage) return;
      this.#coverage = coverage;
    } else this.#coverage = Number.POSITIVE_INFINITY;
    this.#cost = cost;
    this.#found = { out: [rows, columns, depth], in: [inRows, inColumns, inDepth], partKernel: this.#partKernel };
  }

  /** Values fetched per output element; for elementwise operators how much of the block is wasted. */
  #costOf(rows: number, columns: number, depth: number, inRows: number, inColumns: number, inDepth: number): number {
    const { op, inShape, outShape, kernel } = this.#layer;
    const outElements = volume(outShape);
    const halved = volume(inShape) < 2 * (inRows * inColumns * inDepth) ? 2 : 1;
    if (this.#elementwise) return Math.max(outElements / (rows * columns * depth), 1) / halved;
    const [down, across, deep] = [outShape[0] / rows, outShape[1] / columns, outShape[2] / depth];
    const perDepth = op === 'depthwiseConv2d' ? 1 : depth * deep;
    const weights = this.#windowWeights * Math.ceil(down) * Math.ceil(across) * perDepth;
    const pieces = ceilDiv(kernel[0], LARGEST_PIECE) * ceilDiv(kernel[1], LARGEST_PIECE);
    const again = this.#equalDepth ? 1 : Math.ceil(deep);
    const maps = inRows * inColumns * inShape[2] * pieces * down * across * again;
    return (maps + weights) / outElements / halved;
  }
}
