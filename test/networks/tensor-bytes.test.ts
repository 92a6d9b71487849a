import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadNetwork, packedBytes, summarise, tensorBytes } from '../../src/networks/index.js';

describe('tensorBytes', () => {
  const network = loadNetwork({
    input: { h: 3, w: 3, c: 3 },
    layers: [
      { op: 'conv2d', kernel: 3, out: [3, 3, 5], bits: 4 },
      { op: 'conv2d', kernel: 1, inputs: [-1], out: [3, 3, 3] },
      { op: 'add', inputs: [0, 1], bits: 3 },
    ],
  });
  const [first, , sum] = network.layers;

  it('packs values and gives a bias four bytes', () => {
    assert.deepEqual([packedBytes(9), packedBytes(9, 4), packedBytes(9, 1), packedBytes(3, 16)], [9, 5, 2, 6]);
    assert.ok(first && sum);
    const { inputBytes, ...rest } = tensorBytes(first);
    assert.deepEqual(inputBytes, [14]);
    assert.deepEqual(rest, { weightBytes: Math.ceil((27 * 5) / 2), biasBytes: 20, outputBytes: 23 });
  });

  it('takes each input as its producer delivers it, where the network is known', () => {
    assert.ok(sum);
    assert.deepEqual(tensorBytes(sum, network).inputBytes, [23, 27]);
    assert.deepEqual(tensorBytes(sum).inputBytes, [17, 17]);
  });

  it('knows the second operand of a product', () => {
    const { layers } = loadNetwork({
      input: { h: 4, w: 1, c: 6 },
      layers: [{ op: 'matmul', inputs: [-1, -1], batch: 2, m: 4, k: 3, n: 4 }],
    });
    assert.deepEqual(
      layers.map((layer) => tensorBytes(layer)),
      [{ inputBytes: [24, 24], weightBytes: 0, biasBytes: 0, outputBytes: 32 }],
    );
  });

  it('sums to the weight bytes of the summary', () => {
    assert.equal(summarise(network).weightBytes, 68 + 9);
  });
});
