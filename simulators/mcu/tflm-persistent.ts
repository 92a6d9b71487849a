/**
 * What TFLM's interpreter keeps beside the planned arena: a fit to its recording allocator (tensorflow/tflite-micro, commit
 * 90b983c). Metadata and nodes are exact, the rest within 0.03 % on a 64-bit host.
 */
import { roundUp } from './round-up.js';
import type { Schedule } from './types.js';

/** What the fit depends on. */
export interface PersistentCounts {
  readonly nodes: number;
  /** Constants included. */
  readonly tensors: number;
  readonly convolutions: number;
  readonly additions: number;
  /** Fully connected layers. */
  readonly classifiers: number;
  readonly pools: number;
  readonly softmaxes: number;
  readonly reshapes: number;
  readonly pads: number;
  /** Operators that the fit does not cover: charged as additions, which is an assumption. */
  readonly others: number;
  /** Multipliers and shifts per output channel. */
  readonly channelArraysBytes: number;
}

/** Multipliers and shifts of a convolution quantised per channel. */
export const convolutionArraysBytes = (channels: number): number => 2 * roundUp(4 * channels, 16);

/** The same of a fully connected layer, with its own bookkeeping. */
export const classifierArraysBytes = (channels: number): number => convolutionArraysBytes(channels) + 32;

export function persistentOf(counts: PersistentCounts, pointerBytes: Schedule['pointerBytes']) {
  const { nodes, tensors, convolutions, classifiers, pools, softmaxes, reshapes, pads, channelArraysBytes } = counts;
  const additions = counts.additions + counts.others;
  const builtin =
    28 * convolutions + 8 * additions + 16 * classifiers + 40 * pools + 36 * reshapes + 4 * softmaxes + 456 + 192;
  const kernels =
    channelArraysBytes + 80 * convolutions + 64 * (additions + pads + classifiers) + 32 * pools + 96 * softmaxes + 16;
  const host = roundUp(24 * tensors + 64 * nodes + builtin, 16) + kernels;
  const share = pointerBytes / 8;
  const tensorMetadataBytes = 24 * tensors * share;
  const nodeBytes = 64 * nodes * share;
  return {
    tensorMetadataBytes,
    nodeBytes,
    persistentBytes: host - (24 * tensors - tensorMetadataBytes) - (64 * nodes - nodeBytes),
  };
}
