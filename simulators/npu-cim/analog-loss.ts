/** Noise of the layers that an assignment gives to analog macros, and the accuracy that it costs (a proxy). */
import { accuracyDrop, type CimTechnology, layerNoise, type NoiseOptions, type NoisyLayer } from '../cim/index.js';
import { remembered } from '../remembered.js';
import type { CimDevice } from './cim-device.js';
import type { Assignment, Work } from './types.js';

export interface AnalogQuality {
  /** Lowest ratio of signal to noise of the layers on macros; Infinity: exact. */
  readonly sqnrDb: number;
  readonly layers: readonly NoisyLayer[];
}

export function analogQuality(
  device: CimDevice | undefined,
  work: readonly Work[],
  assignment: Assignment,
  technology: CimTechnology,
  options: NoiseOptions,
): AnalogQuality {
  const layers: NoisyLayer[] = [];
  for (const { index, product, places } of work) {
    if (device === undefined || product === undefined || assignment[index] === 0) continue;
    const { inChannels, groups = 1, kernelHeight = 1, kernelWidth = 1 } = product.layer;
    const rows = (inChannels / groups) * kernelHeight * kernelWidth;
    const sqnrDb = remembered(
      device.noise,
      `${rows} ${JSON.stringify(options)}`,
      () => layerNoise(device.prepared, product.layer, technology, options).sqnrDb,
    );
    layers.push({ sqnrDb, places });
  }
  return { sqnrDb: layers.reduce((least, { sqnrDb }) => Math.min(least, sqnrDb), Number.POSITIVE_INFINITY), layers };
}

/** Fraction of `accuracy` (a fraction) that the noise costs. */
export const analogDrop = ({ loss }: CimTechnology, accuracy: number, { layers }: AnalogQuality): number =>
  layers.every(({ sqnrDb }) => sqnrDb === Number.POSITIVE_INFINITY) ? 0 : accuracyDrop(loss, accuracy, layers);
