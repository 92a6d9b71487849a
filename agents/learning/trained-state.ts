/** Weights and moments as text: base64 of float32, exact. */
import type { Json } from '../../src/design/index.js';
import { decodeFloat32, encodeFloat32 } from '../../src/models/base64.js';
import type { Adam, Network } from '../../src/nn/index.js';

export const encodeArrays = (arrays: readonly Float32Array[]): Json => arrays.map(encodeFloat32);

/** @throws badRequest at `path` for anything that {@link encodeArrays} did not write */
export function decodeArrays(json: Json | undefined, path: string): Float32Array[] {
  return ((json ?? []) as readonly unknown[]).map((text, k) => decodeFloat32(text, `${path}/${k}`));
}

export function trainedState(network: Pick<Network, 'parameters'>, adam: Adam): Json {
  const { steps, first, second } = adam.getState();
  return {
    weights: encodeArrays(network.parameters),
    steps,
    first: encodeArrays(first),
    second: encodeArrays(second),
  };
}

export function restoreTrained(network: Pick<Network, 'setWeights'>, adam: Adam, state: Json, path: string): void {
  const saved = state as { readonly [key: string]: Json };
  network.setWeights(decodeArrays(saved.weights, `${path}/weights`));
  adam.setState({
    steps: saved.steps as number,
    first: decodeArrays(saved.first, `${path}/first`),
    second: decodeArrays(saved.second, `${path}/second`),
  });
}
