/** A layer as the model sees it: its dimensions, the tensors over them, and its extents in each mode. */
import type { Layer, Mode } from './types.js';

/** The dimensions of an operator and which of them each tensor has. Numbers are positions in `names`. */
export interface Operator {
  /** Alphabetical, which is the order in which a level appends the dimensions it does not name. */
  readonly names: readonly string[];
  /** Tensors, their dimensions in the order that decides which spatial one counts (the last). */
  readonly input: readonly number[];
  readonly weight: readonly number[];
  readonly output: readonly number[];
  /** Input height and width and their kernel partners; -1 where the operator has none. */
  readonly y: number;
  readonly x: number;
  readonly r: number;
  readonly s: number;
}

const conv2d = operator('CKRSXY', { input: 'CYX', weight: 'KCRS', output: 'KYX' });
const depthwiseConv2d = operator('CRSXY', { input: 'CYX', weight: 'CRS', output: 'CYX' });
const gemm = operator('KMN', { input: 'MK', weight: 'KN', output: 'MN' });

function operator(names: string, tensors: Record<'input' | 'weight' | 'output', string>): Operator {
  const at = (name: string) => names.indexOf(name);
  const all = (tensor: string) => [...tensor].map(at);
  return {
    names: [...names],
    input: all(tensors.input),
    weight: all(tensors.weight),
    output: all(tensors.output),
    y: at('Y'),
    x: at('X'),
    r: at('R'),
    s: at('S'),
  };
}

/** Extents of one layer. */
export interface LayerShape {
  readonly operator: Operator;
  /** Extent of each dimension, in the order of `operator.names`; Y and X effective in mode `corrected`. */
  readonly extents: readonly number[];
  /** Kernel, stride and step (distance of the kept input rows of successive outputs) by axis; 1 for gemm. */
  readonly kernelY: number;
  readonly kernelX: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly stepY: number;
  readonly stepX: number;
  /** Elements. */
  readonly inputs: number;
  readonly weights: number;
  readonly outputs: number;
  /** What the tool counts as reads of the output from the shared buffer: outputs without regard to the stride. */
  readonly unstridedOutputs: number;
  /** Output width; 1 for gemm. */
  readonly outputHeight: number;
  readonly outputWidth: number;
  readonly macs: number;
}

/** Output extent of a convolution along one axis. */
export function outputExtent(input: number, kernel: number, stride: number): number {
  return Math.floor((input - kernel) / stride) + 1;
}

/**
 * Extents of a valid layer. In mode `corrected` the input is the effective one: rows and columns that no output reads
 * are left out, so that successive outputs lie min(stride, kernel) apart.
 * @param asConvolution a gemm is laid out as a 1x1 convolution with K = n, C = k, Y = m, X = 1
 */
export function layerShape(layer: Layer, mode: Mode, asConvolution: boolean): LayerShape {
  if (layer.op === 'gemm') {
    const { m, n, k } = layer;
    if (!asConvolution) return gemmShape(m, n, k);
    return convolutionShape(conv2d, mode, n, k, 1, 1, m, 1, 1, 1);
  }
  const { c, r, s, y, x, strideY = 1, strideX = 1 } = layer;
  if (layer.op === 'conv2d') return convolutionShape(conv2d, mode, layer.k, c, r, s, y, x, strideY, strideX);
  return convolutionShape(depthwiseConv2d, mode, 1, c, r, s, y, x, strideY, strideX);
}

function gemmShape(m: number, n: number, k: number): LayerShape {
  return {
    operator: gemm,
    extents: [k, m, n],
    kernelY: 1,
    kernelX: 1,
    strideY: 1,
    strideX: 1,
    stepY: 1,
    stepX: 1,
    inputs: m * k,
    weights: k * n,
    outputs: m * n,
    unstridedOutputs: m * n,
    outputHeight: 1,
    outputWidth: 1,
    macs: m * n * k,
  };
}

function convolutionShape(
  operator: Operator,
  mode: Mode,
  k: number,
  c: number,
  r: number,
  s: number,
  y: number,
  x: number,
  strideY: number,
  strideX: number,
): LayerShape {
  const depthwise = operator === depthwiseConv2d;
  const outputHeight = outputExtent(y, r, strideY);
  const outputWidth = outputExtent(x, s, strideX);
  const stepY = Math.min(strideY, r);
  const stepX = Math.min(strideX, s);
  const height = mode === 'corrected' ? (outputHeight - 1) * stepY + r : y;
  const width = mode === 'corrected' ? (outputWidth - 1) * stepX + s : x;
  const filters = depthwise ? c : k * c;
  const channels = depthwise ? c : k;
  return {
    operator,
    extents: depthwise ? [c, r, s, width, height] : [c, k, r, s, width, height],
    kernelY: r,
    kernelX: s,
    strideY,
    strideX,
    stepY,
    stepX,
    inputs: c * height * width,
    weights: filters * r * s,
    outputs: channels * outputHeight * outputWidth,
    unstridedOutputs: channels * (y - r + 1) * (x - s + 1),
    outputHeight,
    outputWidth,
    macs: filters * r * s * outputHeight * outputWidth,
  };
}
