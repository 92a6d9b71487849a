/** Named losses of a batch and their gradients at the outputs, in plain numbers: the mean over the rows. */
import { badRequest } from '../errors.js';
import { softmaxInto } from './softmax.js';

export interface LossValue {
  readonly loss: number;
  /** dLoss/dOutputs. */
  readonly gradient: Float32Array;
}

/** @param targets as many as outputs */
export type Loss = (outputs: Float32Array, targets: ArrayLike<number>, columns: number) => LossValue;

/** Beyond it the Huber loss is linear. */
const HUBER_DELTA = 10;

/** Loss and derivative of one number, averaged over rows, summed over columns. */
function pointwise(of: (error: number) => readonly [loss: number, slope: number]): Loss {
  return (outputs, targets, columns) => {
    const rows = outputs.length / columns;
    let loss = 0;
    const gradient = outputs.map((output, k) => {
      const [value, slope] = of(output - (targets[k] as number));
      loss += value / rows;
      return slope / rows;
    });
    return { loss, gradient };
  };
}

/** Half the squared error, slope `error`; linear beyond `delta` (Huber 1964). */
export function huber(error: number, delta: number): readonly [loss: number, slope: number] {
  const size = Math.abs(error);
  if (size <= delta) return [0.5 * error * error, error];
  return [delta * (size - 0.5 * delta), delta * Math.sign(error)];
}

/** -sum target log softmax(outputs). */
const crossEntropy: Loss = (outputs, targets, columns) => {
  const rows = outputs.length / columns;
  const gradient = new Float32Array(outputs.length);
  const shares = new Float64Array(columns);
  let loss = 0;
  for (let at = 0; at < outputs.length; at += columns) {
    const logSum = softmaxInto(shares, outputs, at, columns);
    let total = 0;
    for (let k = 0; k < columns; k++) total += targets[at + k] as number;
    for (let k = 0; k < columns; k++) {
      const target = targets[at + k] as number;
      loss -= (target * ((outputs[at + k] as number) - logSum)) / rows;
      gradient[at + k] = (total * (shares[k] as number) - target) / rows;
    }
  }
  return { loss, gradient };
};

export const losses = {
  /** Half the squared error. */
  squaredError: pointwise((error) => [0.5 * error * error, error]),
  /** Linear beyond 10. */
  huber: pointwise((error) => huber(error, HUBER_DELTA)),
  crossEntropy,
} as const satisfies Readonly<Record<string, Loss>>;

export type LossName = keyof typeof losses;

export function lossOf(name: string): Loss {
  if (Object.hasOwn(losses, name)) return losses[name as LossName];
  throw badRequest('/loss', `'loss' is one of ${Object.keys(losses).join(', ')}, not ${name}`);
}
