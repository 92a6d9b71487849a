/**
 * The tensor library, loaded on first use: `@tensorflow/tfjs-node` where the user installed it, else WebAssembly on one
 * thread, else plain JavaScript. The only file that names tfjs packages; which backend runs changes speed, not meaning.
 */
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type * as tfjs from '@tensorflow/tfjs-core';
import { CogymError } from '../errors.js';

export type Tensors = typeof tfjs;
export type Backend = 'tensorflow' | 'wasm' | 'cpu';

interface Loaded {
  readonly tf: Tensors;
  readonly backend: Backend;
}

let loading: Promise<Loaded> | undefined;
let loaded: Loaded | undefined;

/** Loads the fastest backend that works here; later calls give the same one. */
export async function loadBackend(): Promise<Backend> {
  loading ??= firstThatWorks();
  loaded = await loading;
  return loaded.backend;
}

/** The backend in use; undefined before {@link loadBackend}. */
export function backendName(): Backend | undefined {
  return loaded?.backend;
}

/** Number of tensors that exist: it stays the same over any number of training steps. */
export function liveTensors(): number {
  return tensors().memory().numTensors;
}

/** @throws CogymError `backendNotLoaded` before {@link loadBackend} */
export function tensors(): Tensors {
  if (loaded !== undefined) return loaded.tf;
  throw new CogymError('backendNotLoaded', 'networks need a tensor backend; `await loadBackend()` first');
}

/**
 * Runs `work` and frees the tensors that it made. It gives nothing back on purpose: tfjs looks for tensors in whatever a
 * scope returns, one number after another, which takes longer than the kernels of a small network.
 */
export function inScope(work: (tf: Tensors) => void): void {
  const tf = tensors();
  tf.tidy(() => {
    work(tf);
  });
}

async function firstThatWorks(): Promise<Loaded> {
  for (const attempt of [native, wasm]) {
    try {
      const found = await attempt();
      if (found !== undefined) return found;
    } catch {
      // Not installed, or not for this machine: the next one is slower, not different.
    }
  }
  return cpu();
}

async function native(): Promise<Loaded | undefined> {
  // A variable, so that neither compiler nor bundler asks for a package that most users do not have.
  const name = '@tensorflow/tfjs-node';
  const tf = ((await import(name)) as { default: Tensors }).default;
  return (await tf.setBackend('tensorflow')) ? { tf, backend: 'tensorflow' } : undefined;
}

async function wasm(): Promise<Loaded | undefined> {
  const [tf, { setThreadsCount, setWasmPaths }] = await Promise.all([core(), import('@tensorflow/tfjs-backend-wasm')]);
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(`${dirname(main)}${sep}`);
  // Sums of several threads come in any order: one thread gives the same bits every time.
  setThreadsCount(1);
  return (await tf.setBackend('wasm')) ? { tf, backend: 'wasm' } : undefined;
}

async function cpu(): Promise<Loaded> {
  const tf = await core();
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  return { tf, backend: 'cpu' };
}

async function core(): Promise<Tensors> {
  const tf = await import('@tensorflow/tfjs-core');
  tf.env().set('PROD', true);
  return tf;
}
