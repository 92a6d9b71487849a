/**
 * How a {@link WorkerVectorEnv} and its threads speak. Each thread has one word of shared memory, its state, that both
 * sides wait on, and a message port for what is no number. The main thread sets a command; the thread carries it out,
 * posts an answer if there is anything to say, and goes back to idle.
 */
import type { MessagePort } from 'node:worker_threads';
import { CogymError } from '../../errors.js';
import type { Batched, SpaceJson } from '../../spaces/index.js';
import type { EnvSpec } from '../spec.js';
import type { AutoresetMode, VectorResetOptions } from './vector-env.js';
import type { VectorMemory } from './vector-memory.js';

/** Waits for a command. */
export const IDLE = 0;
/** Steps with the shared actions. */
export const STEP = 1;
/** Carries out the {@link Call} at its port. A thread starts in this state and leaves it once its environments stand. */
export const CALL = 2;
/** Is gone; the supervisor's port says why. */
export const DEAD = 3;

export type Call =
  | { readonly kind: 'reset'; readonly options: VectorResetOptions }
  | { readonly kind: 'render' }
  | { readonly kind: 'close' };

/** One thread with the environments `from` to `to` (excluded) of the vector. Shared arrays hold their rows alone. */
export interface EnvThread {
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly spec: EnvSpec;
  /** Of `make`: plain data. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly autoreset: AutoresetMode;
  /** URLs of modules whose import registers environments. */
  readonly modules: readonly string[];
  /** Spaces of the environments that the main thread made. */
  readonly observationSpace: SpaceJson;
  readonly actionSpace: SpaceJson;
  readonly actions: Batched<unknown>;
  readonly memory: VectorMemory<unknown>;
  /** States of all threads. */
  readonly states: Int32Array;
  readonly port: MessagePort;
}

/** What the supervisor is told. */
export interface SupervisorData {
  readonly threads: readonly EnvThread[];
  /** Takes {@link Death}s. */
  readonly port: MessagePort;
}

export interface Death {
  readonly index: number;
  readonly reason: string;
}

/** What a thread posts; nothing at all where there is neither a value nor an error. */
export interface Answer {
  readonly value?: unknown;
  readonly error?: ErrorData;
}

/** An error as plain data: a thread cannot send one with all its fields. */
export interface ErrorData {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code?: string;
  readonly path?: string | undefined;
}

export function errorData(error: unknown): ErrorData {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: undefined };
  const { name, message, stack } = error;
  return error instanceof CogymError
    ? { name, message, stack, code: error.code, path: error.path }
    : { name, message, stack };
}

/** The error again, with the stack of the thread as far as it is known. */
export function errorOf({ name, message, stack, code, path }: ErrorData): Error {
  const error: Error =
    code === undefined ? Object.assign(new Error(message), { name }) : new CogymError(code, message, path);
  if (stack !== undefined) error.stack = stack;
  return error;
}
