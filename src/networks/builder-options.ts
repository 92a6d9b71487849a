/** What the methods of NetworkBuilder take. */
import type { Activation, Normalisation, Pair, Role, Shape } from './network.js';

export interface LayerOptions {
  readonly role?: Role;
  /** Bits per weight and activation; left out means 8. */
  readonly bits?: number;
}

export interface ActivationOptions extends LayerOptions {
  /** Fused activation, default none. */
  readonly act?: Activation;
}

export interface WeightedOptions extends ActivationOptions {
  /** Normalisation directly after the layer, default none. */
  readonly norm?: Normalisation;
  /** Default: true for fc, otherwise true unless a normalisation follows. */
  readonly useBias?: boolean;
}

export interface WindowOptions extends LayerOptions {
  readonly kernel: number | Pair;
  /** Default 1. */
  readonly stride?: number | Pair;
  /** Default `same`. */
  readonly padding?: 'same' | 'valid';
  /** Rows and columns added on each side, in place of `padding`; written as padding `explicit`. */
  readonly pad?: number | Pair;
}

export interface DepthwiseOptions extends WeightedOptions, WindowOptions {
  /** Default 1. */
  readonly dilation?: number | Pair;
}

export interface ConvolutionOptions extends DepthwiseOptions {
  /** Output channels. */
  readonly out: number;
  /** Default 1; groups = input channels = output channels > 1 is written as dwconv2d. */
  readonly groups?: number;
}

export interface FullyConnectedOptions extends WeightedOptions {
  /** Output channels. */
  readonly out: number;
  /** A linear map at each position instead of a flattened one. */
  readonly perPosition?: boolean;
}

export interface ProductOptions extends LayerOptions {
  /** `batch` products of m x k by k x n. */
  readonly batch: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposeB?: boolean;
  /** Shape given to the batch*m*n results, default [1, m, batch*n]. */
  readonly out?: Shape;
}

export interface BuildOptions {
  /** Output layers, where there are several. */
  readonly outputs?: readonly number[];
  /** True where layers that no output depends on are meant to be there. */
  readonly allowDead?: boolean;
}
