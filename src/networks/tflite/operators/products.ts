/** Fully connected layers and products of two activations. */
import { unsupported } from '../../onnx/unsupported.js';
import { fusedActivation, optionsOf } from '../options.js';
import { shapeOf } from '../translation.js';
import type { Convert, Converters } from './convert.js';
import { hasBias } from './windows.js';

/** Weights are [out, in]; an input of n * in values is mapped at n positions. */
const fullyConnected: Convert = (operator, translation) => {
  const act = fusedActivation(operator, 'FullyConnectedOptions', 0);
  const { index, tensor } = translation.operand(operator, 0);
  const { tensor: weights } = translation.operand(operator, 1);
  const [channels, depth] = weights.dims;
  if (weights.dims.length !== 2 || !channels || !depth || tensor.elements % depth !== 0) {
    throw unsupported(`its weights [${weights.dims.join(', ')}] do not fit [${tensor.dims.join(', ')}]`);
  }
  const positions = tensor.elements / depth;
  const layer = { op: 'fc' as const, inputs: [translation.handle(index)], act, useBias: hasBias(operator) };
  if (positions === 1) translation.emit(operator, layer, [1, 1, channels]);
  else {
    const shape = [1, positions, depth] as const;
    translation.emit(operator, { ...layer, in: shape, perPosition: true }, [1, positions, channels]);
  }
};

const product: Convert = (operator, translation) => {
  const options = optionsOf(operator, 'BatchMatMulOptions');
  const [a, b] = [translation.operand(operator, 0), translation.operand(operator, 1)];
  const [transposeA, transposeB] = [options.uint8(0) !== 0, options.uint8(1) !== 0];
  const sides = ({ dims }: typeof a.tensor, transposed: boolean) => {
    const [last = 0, beforeLast = 0] = [...dims].reverse();
    return transposed ? ([last, beforeLast] as const) : ([beforeLast, last] as const);
  };
  const [m, k] = sides(a.tensor, transposeA);
  const [depth, n] = sides(b.tensor, transposeB);
  const batch = a.tensor.elements / (m * k);
  if (k !== depth || b.tensor.elements !== batch * k * n || !Number.isInteger(batch)) {
    throw unsupported(`it multiplies [${a.tensor.dims.join(', ')}] by [${b.tensor.dims.join(', ')}]`);
  }
  const inputs = [translation.handle(a.index), translation.handle(b.index)];
  translation.emit(operator, { op: 'matmul', inputs, batch, m, k, n, transposeB });
};

const normalised =
  (op: 'softmax' | 'lrn'): Convert =>
  (operator, translation) => {
    const { index, tensor } = translation.operand(operator, 0);
    translation.emit(operator, { op, inputs: [translation.handle(index)], in: shapeOf(tensor) });
  };

export const products: Converters = {
  FULLY_CONNECTED: fullyConnected,
  BATCH_MATMUL: product,
  SOFTMAX: normalised('softmax'),
  LOG_SOFTMAX: normalised('softmax'),
  LOCAL_RESPONSE_NORMALIZATION: normalised('lrn'),
};
