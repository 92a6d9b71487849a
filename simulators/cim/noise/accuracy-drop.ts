import type { AnalogLoss } from '../../../hwtemplates/index.js';

/** A layer's noise and its place in the network. */
export interface NoisyLayer {
  /** Infinity: exact. */
  readonly sqnrDb: number;
  /** Places whose noise counts for more; the highest of several applies. */
  readonly places?: readonly ('first' | 'last' | 'attentionOutput')[];
}

/**
 * What a network of accuracy `accuracy` (a fraction) loses to the noise of its analog layers, as a fraction: a proxy,
 * monotone in every layer's noise, whose scale is assumed until it has been calibrated on the network.
 */
export function accuracyDrop(loss: AnalogLoss, accuracy: number, layers: readonly NoisyLayer[]): number {
  const { sensitivity, scale, exponent } = loss;
  let noise = 0;
  for (const { sqnrDb, places = [] } of layers) {
    const weights = places.map((place) => sensitivity[place]);
    noise += Math.max(sensitivity.default, ...weights) * 10 ** (-sqnrDb / 10);
  }
  return accuracy * (1 - Math.exp(-((noise / scale) ** exponent)));
}
