import type { Adam } from './adam.js';
import { lossOf } from './losses.js';
import type { Network } from './network.js';

export interface Batch {
  /** [members, rows, inputs]. */
  readonly inputs: Float32Array;
  /** [members, rows, outputs]. */
  readonly targets: ArrayLike<number>;
  /** Per member. */
  readonly rows: number;
}

/** One step of `adam` down the loss of that name. @returns the loss before it */
export function trainStep(network: Network, adam: Adam, lossName: string, batch: Batch): number {
  const loss = lossOf(lossName);
  let value = 0;
  const { parameters } = network.gradients(batch.inputs, batch.rows, (outputs) => {
    const found = loss(outputs, batch.targets, network.outputs);
    value = found.loss;
    return found.gradient;
  });
  adam.step(network, parameters);
  return value;
}
