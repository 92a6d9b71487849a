import type { Batched, Space } from '../../spaces/index.js';
import type { Info } from '../env.js';

/**
 * What happens when an episode ends: `nextStep`: the next step ignores its action, resets and gives reward 0;
 * `sameStep`: the same step resets, and `finalObservation` and `finalInfo` are in its info; `disabled`: the caller
 * resets with `resetMask` before the next step.
 */
export const autoresetModes = ['nextStep', 'sameStep', 'disabled'] as const;
export type AutoresetMode = (typeof autoresetModes)[number];

export interface VectorResetOptions {
  /** Environment i gets seed + i; or one seed each (undefined: its stream goes on). */
  seed?: number | readonly (number | undefined)[] | undefined;
  options?: Record<string, unknown> | undefined;
  /** Ones mark the environments to reset, the others stay as they are. Absent: all. */
  resetMask?: Uint8Array | undefined;
}

export interface VectorResetResult<O> {
  observations: Batched<O>;
  infos: Info[];
}

export interface VectorStepResult<O> {
  /** Row i is that of environment i. */
  observations: Batched<O>;
  rewards: Float64Array;
  /** 0 or 1. */
  terminations: Uint8Array;
  /** 0 or 1. */
  truncations: Uint8Array;
  infos: Info[];
}

/** Several environments with the same spaces that step together. */
export interface VectorEnv<O, A> {
  readonly numEnvs: number;
  readonly singleObservationSpace: Space<O>;
  readonly singleActionSpace: Space<A>;
  readonly observationSpace: Space<Batched<O>>;
  readonly actionSpace: Space<Batched<A>>;
  readonly autoreset: AutoresetMode;
  reset(options?: VectorResetOptions): VectorResetResult<O>;
  step(actions: Batched<A>): VectorStepResult<O>;
  render(): (string | undefined)[];
  close(): void;
}
