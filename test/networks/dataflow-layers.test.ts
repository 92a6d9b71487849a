import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  buildNetwork,
  type DataflowLayer,
  familyIds,
  loadNetwork,
  NetworkBuilder,
  networkFamily,
  toDataflowLayer,
  toDataflowLayers,
} from '../../src/networks/index.js';

/** Multiply-accumulates of loop bounds. */
function macs(layer: DataflowLayer): number {
  if (layer.op === 'gemm') return layer.m * layer.n * layer.k;
  const outputs =
    (Math.floor((layer.y - layer.r) / layer.strideY) + 1) * (Math.floor((layer.x - layer.s) / layer.strideX) + 1);
  return outputs * layer.r * layer.s * layer.c * (layer.op === 'conv2d' ? layer.k : 1);
}

describe('toDataflowLayers', () => {
  it('writes convolutions with their padding, and fc as a 1x1 convolution', () => {
    const network = buildNetwork('resnet9', { stem: 8, blocks: Array(3).fill({ filters: 32, skips: 1 }) });
    const placed = toDataflowLayers(network);
    const same = (k: number, c: number, size: number) => ({
      op: 'conv2d',
      k,
      c,
      r: 3,
      s: 3,
      y: size + 2,
      x: size + 2,
      strideY: 1,
      strideX: 1,
    });
    assert.deepEqual(placed[0], { index: 0, repeat: 1, layer: same(8, 3, 32) });
    assert.deepEqual(placed[2], { index: 3, repeat: 1, layer: same(32, 32, 16) });
    assert.deepEqual(placed.at(-1)?.layer, {
      op: 'conv2d',
      k: 10,
      c: 32,
      r: 1,
      s: 1,
      y: 1,
      x: 1,
      strideY: 1,
      strideX: 1,
    });
    assert.equal(placed.length, 1 + 3 * 2 + 1);
  });

  it('splits groups, names depthwise, repeats batches', () => {
    const network = new NetworkBuilder('mixed', { h: 7, w: 9, c: 8 });
    network.conv({ out: 12, kernel: 3, groups: 4, stride: 2 });
    network.dwconv({ kernel: [1, 5], stride: [1, 2] });
    network.deconv({ out: 6, kernel: 3, stride: 2 });
    network.fc({ out: 4, perPosition: true });
    network.matmul({ batch: 3, m: 16, k: 4, n: 16 }, network.last, network.last);
    const layers = toDataflowLayers(network.build());
    assert.deepEqual(
      layers.map(({ repeat }) => repeat),
      [4, 1, 1, 1, 3],
    );
    assert.deepEqual(layers[0]?.layer, { op: 'conv2d', k: 3, c: 2, r: 3, s: 3, y: 9, x: 11, strideY: 2, strideX: 2 });
    assert.deepEqual(layers[1]?.layer, {
      op: 'depthwiseConv2d',
      c: 12,
      r: 1,
      s: 5,
      y: 4,
      x: 9,
      strideY: 1,
      strideX: 2,
    });
    assert.deepEqual(layers[4]?.layer, { op: 'gemm', m: 16, n: 16, k: 4 });
  });

  it('conserves multiply-accumulates in every family', () => {
    for (const id of familyIds()) {
      const family = networkFamily(id);
      for (const { parameters } of family.examples) {
        const network = family.build(parameters);
        for (const { index, repeat, layer } of toDataflowLayers(network)) {
          assert.equal(repeat * macs(layer), network.layers[index]?.macs, `${id} layer ${index}`);
        }
      }
    }
  });

  it('has nothing to say of a layer without multiply-accumulates', () => {
    const [pool] = loadNetwork({ input: { h: 4, w: 4, c: 1 }, layers: [{ op: 'maxpool', kernel: 2 }] }).layers;
    assert.ok(pool);
    assert.deepEqual(toDataflowLayers({ layers: [pool] }), []);
    assert.throws(() => toDataflowLayer(pool), /maxpool/);
  });
});
