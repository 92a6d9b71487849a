/** Operators that move, pick or join values without computing any. */
import { unsupported } from '../../onnx/unsupported.js';
import type { TfliteOperator } from '../model.js';
import { fusedActivation } from '../options.js';
import { shapeOf, type Translation } from '../translation.js';
import type { Convert, Converters } from './convert.js';

/** The same values in another shape, order or number format. */
const view: Convert = (operator, translation) => {
  const { index, tensor } = translation.operand(operator, 0);
  const { index: result, tensor: made } = translation.result(operator);
  if (tensor.elements !== made.elements) {
    throw unsupported(`it makes [${made.dims.join(', ')}] of [${tensor.dims.join(', ')}]`);
  }
  translation.setLayer(result, translation.handle(index));
};

/** Paddings are [rank, 2]: before and after each axis. */
const pad: Convert = (operator, translation) => {
  const { index, tensor } = translation.operand(operator, 0);
  const { index: result } = translation.result(operator);
  const rank = tensor.dims.length;
  const amounts = translation.model.values(operator.inputs[1] ?? -1);
  const padded =
    amounts?.length === 2 * rank
      ? [...tensor.dims.keys()].filter((i) => amounts[2 * i] || amounts[2 * i + 1])
      : undefined;
  if (padded?.length === 0) return view(operator, translation);
  const source = translation.handle(index);
  const shape = shapeOf(tensor);
  const along = padded?.every((axis) => axis === rank - 3 || axis === rank - 2) ? 'map' : 'channels';
  const known = along === 'map' || (padded?.length === 1 && padded[0] === rank - 1 && amounts?.[2 * rank - 2] === 0);
  if (known) translation.setPad(result, { source, shape, along });
  else picked(operator, translation, 0);
};

/** Part of a tensor, or values picked from it. */
function picked(operator: TfliteOperator, translation: Translation, position: number): void {
  const { index, tensor } = translation.operand(operator, position);
  const source = translation.handle(index);
  operator.outputs.forEach((result, i) => {
    const made = translation.result(operator, i).tensor;
    if (made.elements === tensor.elements) translation.setLayer(result, source);
    else {
      const op = made.elements < tensor.elements ? ('slice' as const) : ('gather' as const);
      const layer = { op, inputs: [source], in: shapeOf(tensor), out: shapeOf(made) };
      translation.setLayer(result, translation.push(layer, result));
    }
  });
}

const pick =
  (position = 0): Convert =>
  (operator, translation) =>
    picked(operator, translation, position);

/** Enlarged by a whole number, a map is upsampled; otherwise its values are picked. */
const resize: Convert = (operator, translation) => {
  const { index, tensor } = translation.operand(operator, 0);
  const [from, to] = [shapeOf(tensor), shapeOf(translation.result(operator).tensor)];
  const scale = to[0] / from[0];
  if (!Number.isInteger(scale) || scale < 2 || to[1] !== scale * from[1]) picked(operator, translation, 0);
  else translation.emit(operator, { op: 'upsample', inputs: [translation.handle(index)], in: from, scale });
};

const join: Convert = (operator, translation) => {
  const act = operator.op === 'PACK' ? 'none' : fusedActivation(operator, 'ConcatenationOptions', 1);
  const inputs = operator.inputs.map((_, position) =>
    translation.handle(translation.operand(operator, position).index),
  );
  translation.emit(operator, { op: 'concat', inputs, act });
};

/** Only the shape of its operand counts, and that is known. */
const shape: Convert = (operator, translation) => translation.setConstant(translation.result(operator).index);

export const moves: Converters = {
  RESHAPE: view,
  SQUEEZE: view,
  EXPAND_DIMS: view,
  TRANSPOSE: view,
  REVERSE_V2: view,
  DEPTH_TO_SPACE: view,
  SPACE_TO_DEPTH: view,
  QUANTIZE: view,
  DEQUANTIZE: view,
  CAST: view,
  PAD: pad,
  PADV2: pick(),
  MIRROR_PAD: pick(),
  SLICE: pick(),
  STRIDED_SLICE: pick(),
  UNPACK: pick(),
  SPLIT: pick(1),
  SPLIT_V: pick(),
  GATHER: pick(),
  TILE: pick(),
  BROADCAST_TO: pick(),
  RESIZE_BILINEAR: resize,
  RESIZE_NEAREST_NEIGHBOR: resize,
  CONCATENATION: join,
  PACK: join,
  SHAPE: shape,
  RANK: shape,
};
