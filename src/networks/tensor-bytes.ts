/** Bytes of a layer's tensors. */
import type { Layer, Network, Shape } from './network.js';
import { volume } from './shape.js';

export interface TensorBytes {
  /** One figure per entry of `inputs`. */
  readonly inputBytes: readonly number[];
  readonly weightBytes: number;
  readonly biasBytes: number;
  readonly outputBytes: number;
}

const BIAS_BYTES = 4;
const DEFAULT_BITS = 8;

/** Bytes of `elements` values of `bits` bits, packed. */
export const packedBytes = (elements: number, bits = DEFAULT_BITS): number => Math.ceil((elements * bits) / 8);

/**
 * Bytes of the tensors that a layer reads, holds and writes: ceil(elements * bits / 8), biases 4 bytes each.
 *
 * With `network` the inputs are what their producers deliver, at the producers' bits (the network's input at the
 * layer's own). Without it they are what the layer's own fields say: the first is `in`, further ones have the volume
 * that the operator implies (matmul: batch*k*n, otherwise that of `out`).
 */
export function tensorBytes(layer: Layer, network?: Pick<Network, 'input' | 'layers'>): TensorBytes {
  const bits = layer.bits ?? DEFAULT_BITS;
  return {
    inputBytes: layer.inputs.map((source, position) =>
      network === undefined
        ? packedBytes(impliedElements(layer, position), bits)
        : deliveredBytes(source, bits, network),
    ),
    weightBytes: packedBytes(layer.weights, bits),
    biasBytes: BIAS_BYTES * layer.bias,
    outputBytes: packedBytes(volume(layer.out), bits),
  };
}

function deliveredBytes(source: number, bits: number, network: Pick<Network, 'input' | 'layers'>): number {
  const producer = network.layers[source];
  if (producer === undefined) {
    const shape: Shape = [network.input.h, network.input.w, network.input.c];
    return packedBytes(volume(shape), bits);
  }
  return packedBytes(volume(producer.out), producer.bits);
}

function impliedElements(layer: Layer, position: number): number {
  if (position === 0) return volume(layer.in);
  if (layer.op === 'matmul') return (layer.batch ?? 1) * (layer.k ?? 1) * (layer.n ?? 1);
  return volume(layer.out);
}
