/** Sums over a network's layers. */
import { trainableParams } from './count.js';
import type { Layer, Network, NetworkInput, NetworkTotals } from './network.js';
import { tensorBytes } from './tensor-bytes.js';

/** What a network costs, without its layers. */
export interface NetworkSummary {
  readonly input: NetworkInput;
  readonly macs: number;
  /** Weights + biases as deployed, normalisation folded. */
  readonly params: number;
  /** What papers print. */
  readonly trainableParams: number;
  readonly weights: number;
  readonly biases: number;
  readonly macsByRole: Readonly<Record<string, number>>;
  readonly layerCount: number;
  /** Bytes of all weights at their layers' `bits`, without biases. */
  readonly weightBytes: number;
}

/** Totals recounted from a list of layers. */
export function totalsOf(layers: readonly Layer[]): NetworkTotals {
  let macs = 0;
  let weights = 0;
  let biases = 0;
  let trainable = 0;
  for (const layer of layers) {
    macs += layer.macs;
    weights += layer.weights;
    biases += layer.bias;
    trainable += trainableParams(layer);
  }
  return { macs, weights, biases, params: weights + biases, trainableParams: trainable, layers: layers.length };
}

/** MACs by `role`, or by operator where a layer has no role; entries without MACs are left out. */
export function macsByRole(layers: readonly Layer[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const layer of layers) {
    if (layer.macs === 0) continue;
    const role = layer.role ?? layer.op;
    sums[role] = (sums[role] ?? 0) + layer.macs;
  }
  return sums;
}

/** Counts of a network in the shape that `cogym simulate network` answers. */
export function summarise(network: Network): NetworkSummary {
  const { macs, params, weights, biases, layers: layerCount } = network.totals;
  let weightBytes = 0;
  for (const layer of network.layers) weightBytes += tensorBytes(layer).weightBytes;
  return {
    input: network.input,
    macs,
    params,
    trainableParams: network.totals.trainableParams,
    weights,
    biases,
    macsByRole: macsByRole(network.layers),
    layerCount,
    weightBytes,
  };
}
