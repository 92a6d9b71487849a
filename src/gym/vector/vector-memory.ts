/** The arrays that hold the results of a vector, row i being that of environment i. */
import { type Batched, batchRows, copyBatch, createBatch, createSharedBatch, type Space } from '../../spaces/index.js';

export interface VectorMemory<O> {
  readonly observations: Batched<O>;
  readonly rewards: Float64Array;
  /** 0 or 1. */
  readonly terminations: Uint8Array;
  /** 0 or 1. */
  readonly truncations: Uint8Array;
}

/** Memory for `n` environments. */
export function ownMemory<O>(space: Space<O>, n: number): VectorMemory<O> {
  return {
    observations: createBatch(space, n),
    rewards: new Float64Array(n),
    terminations: new Uint8Array(n),
    truncations: new Uint8Array(n),
  };
}

/** Memory for `n` environments that threads share. */
export function sharedMemory<O>(space: Space<O>, n: number): VectorMemory<O> {
  return {
    observations: createSharedBatch(space, n),
    rewards: new Float64Array(new SharedArrayBuffer(n * Float64Array.BYTES_PER_ELEMENT)),
    terminations: new Uint8Array(new SharedArrayBuffer(n)),
    truncations: new Uint8Array(new SharedArrayBuffer(n)),
  };
}

/** The rows of environments `from` to `to` (excluded): a view. */
export function memoryRows<O>(space: Space<O>, memory: VectorMemory<O>, from: number, to: number): VectorMemory<O> {
  return {
    observations: batchRows(space, memory.observations, from, to),
    rewards: memory.rewards.subarray(from, to),
    terminations: memory.terminations.subarray(from, to),
    truncations: memory.truncations.subarray(from, to),
  };
}

/** What the memory holds now, for good. */
export const copyMemory = <O>(memory: VectorMemory<O>): VectorMemory<O> => ({
  observations: copyBatch(memory.observations),
  rewards: memory.rewards.slice(),
  terminations: memory.terminations.slice(),
  truncations: memory.truncations.slice(),
});
