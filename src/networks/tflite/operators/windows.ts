/** Convolutions and pools. */
import type { Padding, Pair, Shape } from '../../network.js';
import { unsupported } from '../../onnx/unsupported.js';
import type { TfliteOperator } from '../model.js';
import { convolutionOptions, poolOptions, transposedOptions } from '../options.js';
import { shapeOf, type Translation } from '../translation.js';
import type { Convert, Converters } from './convert.js';

/** What a window slides over: a map, or one that a PAD directly before it makes. */
interface SlidMap {
  readonly inputs: number[];
  readonly in: Shape;
  readonly padding: Padding;
  readonly padded_in?: Shape;
}

function slidOver(operator: TfliteOperator, position: number, padding: Padding, translation: Translation): SlidMap {
  const { index, tensor } = translation.operand(operator, position);
  if (tensor.dims.length !== 4)
    throw unsupported(`its input has the shape [${tensor.dims.join(', ')}], not [1, h, w, c]`);
  if (tensor.dims[0] !== 1) throw unsupported(`its batch is ${tensor.dims[0]}; a network has batch 1`);
  const pad = translation.padOf(index);
  if (pad === undefined || pad.along !== 'map' || padding !== 'valid') {
    return { inputs: [translation.handle(index)], in: shapeOf(tensor), padding };
  }
  return { inputs: [pad.source], in: pad.shape, padding: 'explicit', padded_in: shapeOf(tensor) };
}

/** Bias of a convolution or a fully connected layer: its third operand, which may be left out. */
export const hasBias = ({ inputs }: TfliteOperator): boolean => (inputs[2] ?? -1) >= 0;

/** Kernel and groups by the weights [out, kh, kw, in / groups], or [1, kh, kw, out] of a depthwise convolution. */
function kernelOf(operator: TfliteOperator, translation: Translation): { kernel: Pair; groups: number } {
  const { dims } = translation.operand(operator, 1).tensor;
  const { dims: map } = translation.operand(operator, 0).tensor;
  const [, height, width, depth] = dims;
  const channels = map[3] ?? 0;
  if (dims.length !== 4 || !height || !width || !depth) throw unsupported(`its weights are [${dims.join(', ')}]`);
  const depthwise = operator.op === 'DEPTHWISE_CONV_2D';
  const groups = depthwise ? channels : channels / depth;
  if (!Number.isInteger(groups) || groups < 1) {
    throw unsupported(`its weights [${dims.join(', ')}] do not fit ${channels} channels`);
  }
  return { kernel: [height, width], groups };
}

/** A depthwise convolution of a multiplier above 1 is one of as many groups as it has input channels. */
const convolution: Convert = (operator, translation) => {
  const { padding, ...window } = convolutionOptions(operator);
  const { kernel, groups } = kernelOf(operator, translation);
  const map = slidOver(operator, 0, padding, translation);
  const [, , channels] = shapeOf(translation.result(operator).tensor);
  const depthwise = groups > 1 && groups === map.in[2] && groups === channels;
  const form = depthwise ? { op: 'dwconv2d' as const } : { op: 'conv2d' as const, groups };
  translation.emit(operator, { ...form, ...map, ...window, kernel, useBias: hasBias(operator) });
};

const pool =
  (op: 'avgpool' | 'maxpool'): Convert =>
  (operator, translation) => {
    const { padding, act, ...window } = poolOptions(operator);
    const map = slidOver(operator, 0, padding, translation);
    translation.emit(operator, { op, ...map, ...window, act });
  };

/** Operands: the shape of the output, the weights [out, kh, kw, in], the map, the bias. */
const transposed: Convert = (operator, translation) => {
  const { padding, stride, act } = transposedOptions(operator);
  const { dims } = translation.operand(operator, 1).tensor;
  const [, height, width] = dims;
  if (dims.length !== 4 || !height || !width) throw unsupported(`its weights are [${dims.join(', ')}]`);
  const { index, tensor } = translation.operand(operator, 2);
  const useBias = (operator.inputs[3] ?? -1) >= 0;
  const layer = { op: 'deconv2d' as const, inputs: [translation.handle(index)], in: shapeOf(tensor), padding, act };
  translation.emit(operator, { ...layer, stride, kernel: [height, width], useBias });
};

/** A mean or maximum over rows, columns or both is a pool over all of them. */
const reduction =
  (op: 'avgpool' | 'maxpool'): Convert =>
  (operator, translation) => {
    const { index, tensor } = translation.operand(operator, 0);
    const rank = tensor.dims.length;
    const axes = translation.model.values(operator.inputs[1] ?? -1)?.map((axis) => (axis < 0 ? axis + rank : axis));
    const [rows, columns] = [rank - 3, rank - 2];
    if (axes === undefined || axes.length === 0 || axes.some((axis) => axis !== rows && axis !== columns)) {
      throw unsupported(`it reduces axes ${axes?.join(', ') ?? 'unknown'} of [${tensor.dims.join(', ')}]`);
    }
    const shape = shapeOf(tensor);
    if (rank === 4 && tensor.dims[0] !== 1) throw unsupported(`its batch is ${tensor.dims[0]}; a network has batch 1`);
    const kernel: Pair = [axes.includes(rows) ? shape[0] : 1, axes.includes(columns) ? shape[1] : 1];
    const out: Shape = [shape[0] / kernel[0], shape[1] / kernel[1], shape[2]];
    const layer = { op, inputs: [translation.handle(index)], in: shape, kernel, stride: kernel };
    translation.emit(operator, { ...layer, padding: 'valid' }, out);
  };

export const windows: Converters = {
  CONV_2D: convolution,
  DEPTHWISE_CONV_2D: convolution,
  TRANSPOSE_CONV: transposed,
  AVERAGE_POOL_2D: pool('avgpool'),
  MAX_POOL_2D: pool('maxpool'),
  MEAN: reduction('avgpool'),
  REDUCE_MAX: reduction('maxpool'),
};
