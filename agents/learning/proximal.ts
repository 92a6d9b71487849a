/** The losses of proximal policy optimisation (Schulman et al. 2017, arXiv 1707.06347) as gradients at the outputs. */
import { huber } from '../../src/nn/index.js';
import type { Head } from './head.js';

/** Rows of a minibatch: [agents, picked]. */
export interface PolicyBatch {
  readonly heads: readonly Head[];
  /** Outputs of the network per row. */
  readonly width: number;
  readonly actions: Float32Array;
  /** Numbers per action. */
  readonly action: number;
  readonly masks: Uint8Array;
  readonly logProbabilities: Float64Array;
  readonly advantages: Float64Array;
}

export interface PolicyFigures {
  /** (r - 1) - log r, averaged: an unbiased estimate of KL(old, new) that is never negative (Schulman 2020). */
  approximateKl: number;
  /** Share of rows in which the ratio left the interval. */
  clipped: number;
  entropy: number;
}

/**
 * Gradient of -min(r A, clip(r, 1 +- clip) A) - entropyWeight H, each row weighted with `share`.
 * @param figures averages are added to it
 */
export function policyGradient(
  batch: PolicyBatch,
  outputs: Float32Array,
  { clip, entropyWeight, share }: { clip: number; entropyWeight: number; share: number },
  figures: PolicyFigures,
): Float32Array {
  const { heads, width, action } = batch;
  const rows = batch.advantages.length;
  const perAgent = rows / heads.length;
  const gradient = new Float32Array(outputs.length);
  for (let row = 0; row < rows; row++) {
    const head = heads[Math.floor(row / perAgent)] as Head;
    const mask = batch.masks.subarray(row * width, (row + 1) * width);
    const seen = { values: outputs, offset: row * width };
    const taken = { values: batch.actions, offset: row * action };
    const logRatio = head.logProbability(seen, mask, taken) - (batch.logProbabilities[row] as number);
    const ratio = Math.exp(logRatio);
    const advantage = batch.advantages[row] as number;
    const outside = advantage > 0 ? ratio > 1 + clip : ratio < 1 - clip;
    const pull = { logProbability: outside ? 0 : -ratio * advantage * share, entropy: -entropyWeight * share };
    head.addGradient(seen, mask, taken, pull, { values: gradient, offset: row * width });
    figures.approximateKl += (ratio - 1 - logRatio) / rows;
    figures.clipped += (Math.abs(ratio - 1) > clip ? 1 : 0) / rows;
    figures.entropy += head.entropy(seen, mask) / rows;
  }
  return gradient;
}

export interface ValueOptions {
  readonly weight: number;
  readonly share: number;
  /** Values may move this far from what they were; beyond, the larger of both errors counts. 0: anywhere. */
  readonly clip: number;
  /** Errors beyond it count linearly. */
  readonly delta: number;
}

/** Gradient of the value error of each row; `old` and `targets` in the units of the outputs. */
export function valueGradient(
  outputs: Float32Array,
  old: Float64Array,
  targets: Float64Array,
  { weight, share, clip, delta }: ValueOptions,
): Float32Array {
  return outputs.map((value, row) => {
    const target = targets[row] as number;
    const [loss, slope] = huber(value - target, delta);
    if (clip > 0) {
      const before = old[row] as number;
      const moved = before + Math.min(Math.max(value - before, -clip), clip);
      // The clipped value does not move with the output, so a larger clipped error has no slope.
      if (moved !== value && huber(moved - target, delta)[0] > loss) return 0;
    }
    return weight * share * slope;
  });
}
