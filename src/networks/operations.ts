/** Operation counts under other tools' conventions. */
import { badRequest } from '../errors.js';
import type { Network } from './network.js';
import { volume } from './shape.js';

export type OperationConvention = 'macs' | 'nasBenchSuiteZero';

/** NAS-Bench-Suite-Zero's constant for everything that is not a searched edge, by input side (fitted, +-3). */
const skeletonExtras: ReadonlyMap<number, number> = new Map([
  [32, 160_832],
  [16, 40_512],
]);
/** Per output element of a searched convolution: normalisation 2, ReLU 1. */
const CONVOLUTION_EXTRA = 3;
/** Per output element of a searched 3x3 pooling. */
const POOL_EXTRA = 9;

/**
 * Operations of a network. `macs`: convolutions, fc and matmul. `nasBenchSuiteZero`: the `flops` column of
 * NAS-Bench-Suite-Zero times 10^6, for networks of the family nas-bench-201 with dead edges kept; badRequest for others.
 */
export function countOperations(network: Network, convention: OperationConvention = 'macs'): number {
  if (convention === 'macs') return network.totals.macs;
  const skeleton = network.id.startsWith('nas-bench-201-') ? skeletonExtras.get(network.input.h) : undefined;
  if (skeleton === undefined) {
    throw badRequest('/operations', "'nasBenchSuiteZero' counts networks of the family nas-bench-201 only; use 'macs'");
  }
  let operations = network.totals.macs + skeleton;
  for (const layer of network.layers) {
    if (layer.role === 'edge')
      operations += volume(layer.out) * (layer.op === 'avgpool' ? POOL_EXTRA : CONVOLUTION_EXTRA);
  }
  return operations;
}
