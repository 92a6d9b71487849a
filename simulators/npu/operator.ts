/** Kinds of operators, and figures that follow from a layer alone. */
import { volume } from './integers.js';
import type { NpuLayer } from './types.js';

/** Each output channel depends on one input channel. */
export const hasEqualDepth = ({ op }: NpuLayer): boolean => op !== 'conv2d' && op !== 'fullyConnected';

export const isElementwise = ({ op }: NpuLayer): boolean => op === 'add' || op === 'mul';

export const isConvolution = ({ op }: NpuLayer): boolean => op === 'conv2d' || op === 'depthwiseConv2d';

const isPool = ({ op }: NpuLayer): boolean => op === 'averagePool' || op === 'maxPool';

/** Weights, one byte each. */
export function weightsOf({ op, inShape, outShape, kernel }: NpuLayer): number {
  switch (op) {
    case 'conv2d':
      return kernel[0] * kernel[1] * inShape[2] * outShape[2];
    case 'depthwiseConv2d':
      return kernel[0] * kernel[1] * outShape[2];
    case 'fullyConnected':
      return inShape[2] * outShape[2];
    default:
      return 0;
  }
}

/** Multiply-accumulates; additions and pools have none. */
export function macsOf(layer: NpuLayer): number {
  if (isElementwise(layer) || isPool(layer)) return 0;
  return (volume(layer.outShape) / layer.outShape[2]) * weightsOf(layer);
}
