/** A network's layers as the dataflow and loop-nest cost models see them: loop bounds. */
import type { Layer, Network } from './network.js';
import { volume } from './shape.js';

/**
 * Convolution as loop bounds: K output channels, C input channels, R x S kernel, Y x X INPUT size with the padding
 * already added. A depthwise convolution has no K.
 */
export type DataflowLayer =
  | {
      readonly op: 'conv2d';
      readonly k: number;
      readonly c: number;
      readonly r: number;
      readonly s: number;
      readonly y: number;
      readonly x: number;
      readonly strideY: number;
      readonly strideX: number;
    }
  | {
      readonly op: 'depthwiseConv2d';
      readonly c: number;
      readonly r: number;
      readonly s: number;
      readonly y: number;
      readonly x: number;
      readonly strideY: number;
      readonly strideX: number;
    }
  /** M x K by K x N, k the reduction. */
  | { readonly op: 'gemm'; readonly m: number; readonly n: number; readonly k: number };

export interface PlacedDataflowLayer {
  /** Index of the network's layer. */
  readonly index: number;
  /** How often `layer` runs: once per group of a grouped convolution, once per batch of a matmul. */
  readonly repeat: number;
  readonly layer: DataflowLayer;
}

/**
 * The layers with multiply-accumulates, in execution order; additions, pools, activations and the like cost nothing
 * there and are left out. MACs are conserved: each entry's `repeat` times its loop bounds is its layer's `macs`.
 * fc is a 1x1 convolution on 1x1 (`perPosition`: on the map); deconv2d is counted by its input positions, as an
 * ordinary convolution with as many outputs.
 */
export function toDataflowLayers(network: Pick<Network, 'layers'>): PlacedDataflowLayer[] {
  const placed: PlacedDataflowLayer[] = [];
  for (const layer of network.layers) {
    if (layer.macs === 0) continue;
    placed.push({ index: layer.i, ...toDataflowLayer(layer) });
  }
  return placed;
}

/** One layer with multiply-accumulates as loop bounds. */
export function toDataflowLayer(layer: Layer): Omit<PlacedDataflowLayer, 'index'> {
  const [r, s] = layer.kernel ?? [1, 1];
  const [strideY, strideX] = layer.stride ?? [1, 1];
  const window = { r, s, y: (layer.out[0] - 1) * strideY + r, x: (layer.out[1] - 1) * strideX + s, strideY, strideX };
  switch (layer.op) {
    case 'conv2d': {
      const groups = layer.groups ?? 1;
      return { repeat: groups, layer: { op: 'conv2d', k: layer.out[2] / groups, c: layer.in[2] / groups, ...window } };
    }
    case 'dwconv2d':
      return { repeat: 1, layer: { op: 'depthwiseConv2d', c: layer.out[2], ...window } };
    case 'deconv2d':
      return {
        repeat: 1,
        layer: { op: 'conv2d', k: layer.out[2], c: layer.in[2], ...dense(layer.in[0], layer.in[1], r, s) },
      };
    case 'fc':
      return layer.perPosition
        ? {
            repeat: 1,
            layer: { op: 'conv2d', k: layer.out[2], c: layer.in[2], ...dense(layer.in[0], layer.in[1], 1, 1) },
          }
        : { repeat: 1, layer: { op: 'conv2d', k: layer.out[2], c: volume(layer.in), ...dense(1, 1, 1, 1) } };
    case 'matmul':
      return {
        repeat: layer.batch ?? 1,
        layer: { op: 'gemm', m: layer.m ?? 1, n: layer.n ?? 1, k: layer.k ?? 1 },
      };
    default:
      throw new RangeError(`layer ${layer.i} (${layer.op}) has no multiply-accumulates`);
  }
}

/** Window of stride 1 with `height` x `width` outputs. */
const dense = (height: number, width: number, r: number, s: number) => ({
  r,
  s,
  y: height - 1 + r,
  x: width - 1 + s,
  strideY: 1,
  strideX: 1,
});
