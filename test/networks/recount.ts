/** Counts written a second time, straight from the format's table, so that a slip in the product's own shows. */
import assert from 'node:assert/strict';
import type { Layer, Network } from '../../src/networks/index.js';

const product = (values: readonly number[]): number => values.reduce((a, b) => a * b, 1);

function expected(layer: Layer): [macs: number, weights: number] {
  const kernel = product(layer.kernel ?? []);
  switch (layer.op) {
    case 'conv2d': {
      const perOutput = kernel * (layer.in[2] / (layer.groups ?? 1));
      return [perOutput * product(layer.out), perOutput * layer.out[2]];
    }
    case 'dwconv2d':
      return [kernel * product(layer.out), kernel * layer.out[2]];
    case 'deconv2d':
      return [kernel * product(layer.in) * layer.out[2], kernel * layer.in[2] * layer.out[2]];
    case 'fc':
      if (layer.perPosition) return [product(layer.in) * layer.out[2], layer.in[2] * layer.out[2]];
      return [product(layer.in) * layer.out[2], product(layer.in) * layer.out[2]];
    case 'matmul':
      return [product([layer.batch ?? 0, layer.m ?? 0, layer.k ?? 0, layer.n ?? 0]), 0];
    case 'batchnorm':
    case 'layernorm':
    case 'instancenorm':
    case 'groupnorm':
    case 'rmsnorm':
      return [0, layer.out[2]];
    case 'parameter':
      return [0, product(layer.out)];
    default:
      return [0, 0];
  }
}

/** Asserts that every layer's counts and the totals follow from the shapes, and that the edges are in order. */
export function assertRecounts({ layers, totals, input }: Network): void {
  const sums = { macs: 0, weights: 0, biases: 0 };
  for (const [index, layer] of layers.entries()) {
    assert.equal(layer.i, index);
    assert.ok(layer.inputs.every((source) => source >= -1 && source < index));
    const delivered = layer.inputs.map((source) =>
      source < 0 ? [input.h, input.w, input.c] : (layers[source]?.out ?? []),
    );
    if (layer.op === 'add') for (const shape of delivered) assert.equal(product(shape), product(layer.out));
    if (delivered[0] && layer.op !== 'matmul') assert.equal(product(layer.in), product(delivered[0]));
    const [macs, weights] = expected(layer);
    assert.equal(layer.macs, macs, `macs of layer ${index}`);
    assert.equal(layer.weights, weights, `weights of layer ${index}`);
    sums.macs += macs;
    sums.weights += weights;
    sums.biases += layer.bias;
  }
  assert.equal(totals.macs, sums.macs);
  assert.equal(totals.weights, sums.weights);
  assert.equal(totals.biases, sums.biases);
  assert.equal(totals.params, sums.weights + sums.biases);
  assert.equal(totals.layers, layers.length);
}
