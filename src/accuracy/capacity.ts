/** Capacity: how large a network is within its space. Unit-free; correlates with accuracy and is none. */
import { badRequest } from '../errors.js';
import type { AccuracyProvenance } from './estimator.js';

/**
 * 1 - (1 - q)^2 with q = (ln macs - ln macsMin)/(ln macsMax - ln macsMin), clamped to 0..1 [ours]: grows with the
 * network, ever more slowly.
 * @param macs multiply-accumulates of the network
 * @param macsMin of the smallest network of the space, > 0
 * @param macsMax of the largest network of the space, > macsMin
 */
export function capacityQuality(macs: number, macsMin: number, macsMax: number): number {
  if (!(macsMin > 0 && macsMax > macsMin && macsMax < Infinity)) {
    throw badRequest(
      '/macsMax',
      `the space's smallest and largest networks need 0 < macsMin < macsMax, not ${macsMin} and ${macsMax}`,
    );
  }
  if (!(macs > 0)) throw badRequest('/macs', `macs is a number above 0, not ${macs}`);
  const q = Math.min(1, Math.max(0, Math.log(macs / macsMin) / Math.log(macsMax / macsMin)));
  return 1 - (1 - q) ** 2;
}

/** Provenance of a capacity: never an accuracy, never validated as one. */
export function capacityProvenance(task: string, extrapolated = false): AccuracyProvenance {
  return {
    estimator: 'capacity',
    version: '1',
    task,
    scale: 'proxy',
    validated: false,
    extrapolated,
    reasons: ['capacity tells how large the network is within its space; it is not an accuracy'],
    source: 'own definition',
  };
}
