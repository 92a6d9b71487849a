/** The part of a soft actor-critic that depends on the kind of action. */
import type { Json } from '../../src/design/index.js';
import type { RandomStream } from '../../src/stats/index.js';
import type { Transitions } from './replay.js';

export interface SoftOptions {
  /** Numbers in an observation; 0: nothing is observed. */
  readonly observation: number;
  readonly hidden: readonly number[];
  readonly learningRate: number;
  readonly gamma: number;
  /** Share of the way that targets move an update. */
  readonly tau: number;
}

export interface SoftPolicy {
  /** Numbers that one action takes, and entries of its mask (0: never masked). */
  readonly action: number;
  readonly mask: number;
  readonly weights: number;
  /** Actions drawn from the policy, [rows, action]. */
  sample(observations: Float32Array, rows: number, masks: readonly Uint8Array[], random: RandomStream): Float32Array;
  greedy(observations: Float32Array, rows: number, masks: readonly Uint8Array[]): Float32Array;
  /** An action that is uniform among the allowed ones. */
  uniform(mask: Uint8Array, random: RandomStream): Float32Array;
  /** The space's value of an action. */
  value(action: Float32Array): unknown;
  flatMask(mask: unknown): Uint8Array;
  /** One step of critics, actor and temperature. @returns figures for logs */
  update(batch: Transitions, random: RandomStream): Record<string, number>;
  state(): Json;
  restore(state: Json): void;
  dispose(): void;
}
