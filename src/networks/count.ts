/** Operation and parameter counts of one layer: the only place where the format's formulas are written. */
import type { Layer, Normalisation, Operator } from './network.js';
import { volume } from './shape.js';

/** What a layer's counts depend on. */
export type Countable = Pick<
  Layer,
  'op' | 'in' | 'out' | 'kernel' | 'groups' | 'perPosition' | 'batch' | 'm' | 'k' | 'n' | 'norm' | 'useBias'
>;

export interface Counts {
  /** Multiply-accumulates; one multiply-accumulate counts 1. */
  readonly macs: number;
  readonly weights: number;
  /** Bias values at inference: a normalisation folds into the weights and a bias. */
  readonly bias: number;
}

/** Operators with a kernel of weights; they alone have `norm`, `useBias`, and a folded bias. */
const weighted: ReadonlySet<Operator> = new Set(['conv2d', 'dwconv2d', 'deconv2d', 'fc']);
export const isWeighted = (op: Operator): boolean => weighted.has(op);

/** Whether a layer has a trained bias where nothing is said: fc always, convolutions unless a normalisation follows. */
export const trainsBias = (op: Operator, norm: Normalisation): boolean =>
  isWeighted(op) && (op === 'fc' || norm === 'none');

/** Operators that are a normalisation of their own, because it could not be folded. */
const standalone: ReadonlySet<Operator> = new Set(['batchnorm', 'layernorm', 'instancenorm', 'groupnorm']);
export const isStandaloneNorm = (op: Operator): boolean => standalone.has(op);

/** MACs, weights and inference biases of a layer from its shapes. */
export function countLayer(layer: Countable): Counts {
  const bias = layer.useBias || layer.norm !== 'none' ? layer.out[2] : 0;
  switch (layer.op) {
    case 'conv2d': {
      const weights = kernelSize(layer) * (layer.in[2] / (layer.groups ?? 1)) * layer.out[2];
      return { macs: weights * layer.out[0] * layer.out[1], weights, bias };
    }
    case 'dwconv2d': {
      const weights = kernelSize(layer) * layer.out[2];
      return { macs: weights * layer.out[0] * layer.out[1], weights, bias };
    }
    case 'deconv2d': {
      const weights = kernelSize(layer) * layer.in[2] * layer.out[2];
      return { macs: weights * layer.in[0] * layer.in[1], weights, bias };
    }
    case 'fc': {
      if (layer.perPosition) {
        const weights = layer.in[2] * layer.out[2];
        return { macs: weights * layer.in[0] * layer.in[1], weights, bias };
      }
      const weights = volume(layer.in) * layer.out[2];
      return { macs: weights, weights, bias };
    }
    case 'matmul':
      return { macs: (layer.batch ?? 1) * (layer.m ?? 1) * (layer.k ?? 1) * (layer.n ?? 1), weights: 0, bias: 0 };
    case 'batchnorm':
    case 'layernorm':
    case 'instancenorm':
    case 'groupnorm':
      return { macs: 0, weights: layer.out[2], bias: layer.out[2] };
    case 'rmsnorm':
      // A scale without a shift (Zhang & Sennrich, NeurIPS 2019).
      return { macs: 0, weights: layer.out[2], bias: 0 };
    case 'parameter':
      return { macs: 0, weights: volume(layer.out), bias: 0 };
    default:
      return { macs: 0, weights: 0, bias: 0 };
  }
}

/** Parameters that papers print: weights, explicit biases, two per normalised channel; no running statistics. */
export function trainableParams(layer: Countable & Pick<Layer, 'weights'>): number {
  const channels = layer.out[2];
  if (isStandaloneNorm(layer.op)) return 2 * channels;
  return layer.weights + (layer.useBias ? channels : 0) + (layer.norm === 'none' ? 0 : 2 * channels);
}

function kernelSize(layer: Countable): number {
  return layer.kernel === undefined ? 1 : layer.kernel[0] * layer.kernel[1];
}
