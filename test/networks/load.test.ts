import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { loadNetwork, samePadding } from '../../src/networks/index.js';

const input = { h: 32, w: 32, c: 3, dtype: 'int8' };
const stem = {
  i: 0,
  op: 'conv2d',
  inputs: [-1],
  in: [32, 32, 3],
  out: [32, 32, 16],
  kernel: [3, 3],
  stride: [1, 1],
  dilation: [1, 1],
  padding: 'same',
  groups: 1,
  act: 'none',
  norm: 'batch',
  useBias: false,
  role: 'stem',
  macs: 442368,
  weights: 432,
  bias: 16,
};
const totals = { macs: 442368, weights: 432, biases: 16, params: 448, trainableParams: 464, layers: 1 };
const one = (layer: object, shape: { h: number; w: number; c: number } = input) =>
  loadNetwork({ input: shape, layers: [layer] }).layers[0];

describe('loadNetwork', () => {
  it('returns a complete network as it is', () => {
    const example = { id: 'example', input, layers: [stem], totals };
    assert.deepEqual(loadNetwork(example), example);
    assert.deepEqual(loadNetwork(structuredClone(example)), example);
  });

  it('computes everything that may be left out', () => {
    const { op, kernel, norm, role, out } = stem;
    const short = { id: 'example', input, layers: [{ op, kernel, out, norm, role }] };
    assert.deepEqual(loadNetwork(short), { id: 'example', input, layers: [stem], totals });
  });

  it('does not change what it reads', () => {
    const data = { input, layers: [{ id: 0, op: 'conv2d', inShape: [32, 32, 3], outShape: [32, 32, 4], kernel: 3 }] };
    const before = structuredClone(data);
    loadNetwork(data);
    assert.deepEqual(data, before);
  });

  it('takes aliases and writes canonical names', () => {
    const layers = [
      {
        id: 0,
        op: 'conv2d',
        inputs: [-1],
        inShape: [32, 32, 3],
        outShape: [16, 16, 8],
        kernel: 3,
        stride: 2,
        paddedIn: [34, 34, 3],
        activation: 'relu',
      },
      { id: 1, op: 'depthwiseConv2d', inputs: [0], outShape: [16, 16, 8], kernel: 3 },
      { id: 2, op: 'maxPool', inputs: [1], outShape: [8, 8, 8], kernel: 2, stride: 2 },
      { id: 3, op: 'averagePool', inputs: [2], outShape: [1, 1, 8], kernel: 8, stride: 8 },
      { id: 4, op: 'linear', inputs: [3], outShape: [1, 1, 4] },
      { id: 5, op: 'fullyConnected', inputs: [4], outShape: [1, 1, 2] },
    ];
    const loaded = loadNetwork({ input, layers });
    assert.deepEqual(
      loaded.layers.map((layer) => layer.op),
      ['conv2d', 'dwconv2d', 'maxpool', 'avgpool', 'fc', 'fc'],
    );
    const [first] = loaded.layers;
    assert.deepEqual([first?.padded_in, first?.padding, first?.act, first?.i], [[34, 34, 3], 'explicit', 'relu', 0]);
    assert.ok(loaded.layers.every((layer) => !('inShape' in layer || 'activation' in layer || 'id' in layer)));
  });

  it('has the output sides of the three paddings', () => {
    const out = (padding: string, size: number, more: object = {}) =>
      one({ op: 'maxpool', kernel: 3, stride: 2, padding, ...more }, { h: size, w: size, c: 1 })?.out[0];
    assert.deepEqual([out('same', 7), out('same', 8), out('valid', 7), out('valid', 8)], [4, 4, 3, 3]);
    assert.equal(out('explicit', 7, { padded_in: [9, 9, 1] }), 4);
    const dilated = { op: 'conv2d', kernel: 3, dilation: 2, padding: 'valid' };
    assert.deepEqual(one({ ...dilated, out: [28, 28, 4] })?.out, [28, 28, 4]);
  });

  it('pads `same` with the odd unit at the end, so that a padded `valid` window gives the same side', () => {
    const size = fc.integer({ min: 1, max: 60 });
    const small = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(size, small, small, small, (h, kernel, stride, dilation) => {
        const padded = h + samePadding(h, kernel, stride, dilation);
        const side = Math.ceil(h / stride);
        const layer = { op: 'conv2d', kernel, stride, dilation, out: [side, side, 2] };
        const square = { h, w: h, c: 1 };
        assert.deepEqual(one({ ...layer, padding: 'same' }, square)?.out, [side, side, 2]);
        assert.ok(Math.floor((padded - (kernel - 1) * dilation - 1) / stride) + 1 >= side);
        assert.deepEqual(one({ ...layer, padding: 'explicit', padded_in: [padded, padded, 1] }, square)?.out[2], 2);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('writes a convolution with one group a channel as dwconv2d', () => {
    const grouped = one({ op: 'conv2d', kernel: 3, groups: 8, out: [32, 32, 8] }, { h: 32, w: 32, c: 8 });
    assert.equal(grouped?.op, 'dwconv2d');
    assert.equal(grouped?.macs, 9 * 8 * 32 * 32);
    assert.equal(grouped && 'groups' in grouped, false);
    assert.equal(one({ op: 'dwconv2d', kernel: 3, groups: 8, out: [32, 32, 8] }, { h: 32, w: 32, c: 8 })?.weights, 72);
    const half = one({ op: 'conv2d', kernel: 3, groups: 4, out: [32, 32, 16] }, { h: 32, w: 32, c: 8 });
    assert.deepEqual([half?.op, half?.groups, half?.macs, half?.weights], ['conv2d', 4, 9 * 2 * 16 * 1024, 9 * 2 * 16]);
  });

  it('knows which layers have a bias by default', () => {
    const conv = { op: 'conv2d', kernel: 1, out: [32, 32, 4] };
    const flags = [
      conv,
      { ...conv, norm: 'batch' },
      { ...conv, useBias: false },
      { op: 'fc', norm: 'batch', out: [1, 1, 4] },
    ];
    assert.deepEqual(
      flags.map((layer) => [one(layer)?.useBias, one(layer)?.bias]),
      [
        [true, 4],
        [false, 4],
        [false, 0],
        [true, 4],
      ],
    );
    assert.equal(one({ op: 'maxpool', kernel: 2 })?.useBias, false);
  });

  it('counts every operator of the table', () => {
    const map = { h: 4, w: 6, c: 8 };
    const counts = (layer: object) => {
      const { macs, weights, bias } = one(layer, map) ?? {};
      return [macs, weights, bias];
    };
    assert.deepEqual(counts({ op: 'conv2d', kernel: [3, 5], out: [4, 6, 10] }), [15 * 8 * 10 * 24, 1200, 10]);
    assert.deepEqual(counts({ op: 'dwconv2d', kernel: [3, 5], out: [4, 6, 8] }), [15 * 8 * 24, 120, 8]);
    assert.deepEqual(counts({ op: 'deconv2d', kernel: 2, stride: 2, out: [8, 12, 5] }), [4 * 8 * 5 * 24, 160, 5]);
    assert.deepEqual(counts({ op: 'fc', out: [1, 1, 7] }), [192 * 7, 192 * 7, 7]);
    assert.deepEqual(counts({ op: 'fc', perPosition: true, out: [4, 6, 7] }), [192 * 7, 56, 7]);
    assert.deepEqual(counts({ op: 'batchnorm', act: 'relu' }), [0, 8, 8]);
    assert.deepEqual(counts({ op: 'layernorm' }), [0, 8, 8]);
    assert.deepEqual(counts({ op: 'act', act: 'gelu' }), [0, 0, 0]);
    assert.deepEqual(counts({ op: 'act', act: 'silu' }), [0, 0, 0]);
    assert.deepEqual(counts({ op: 'instancenorm' }), [0, 8, 8]);
    assert.deepEqual(counts({ op: 'groupnorm' }), [0, 8, 8]);
    assert.deepEqual(counts({ op: 'rmsnorm' }), [0, 8, 0]);
    assert.deepEqual(counts({ op: 'lrn' }), [0, 0, 0]);
    assert.deepEqual(counts({ op: 'slice', out: [1, 6, 8] }), [0, 0, 0]);
    assert.deepEqual(counts({ op: 'gather', out: [9, 9, 9] }), [0, 0, 0]);
    assert.deepEqual(counts({ op: 'parameter', out: [1, 5, 8] }), [0, 40, 0]);
    assert.throws(() => counts({ op: 'slice', out: [4, 6, 9] }), {
      code: 'inconsistentNetwork',
      path: '/layers/0/out',
    });
    assert.deepEqual(counts({ op: 'softmax' }), [0, 0, 0]);
    assert.deepEqual(one({ op: 'upsample', scale: 3 }, map)?.out, [12, 18, 8]);
    assert.deepEqual(one({ op: 'constant', out: [2, 2, 2] }, map)?.in, [2, 2, 2]);
    assert.deepEqual(counts({ op: 'slice', out: [4, 6, 3] }), [0, 0, 0]);
    assert.deepEqual(
      one({ op: 'deconv2d', kernel: 3, stride: 2, padding: 'valid', out: [9, 13, 5] }, map)?.out,
      [9, 13, 5],
    );
  });

  it('counts trained parameters as papers print them', () => {
    const trained = (layer: object) => loadNetwork({ input, layers: [layer] }).totals.trainableParams;
    const conv = { op: 'conv2d', kernel: 1, out: [32, 32, 4] };
    assert.equal(trained(conv), 12 + 4);
    assert.equal(trained({ ...conv, norm: 'batch' }), 12 + 8);
    assert.equal(trained({ ...conv, norm: 'layer', useBias: true }), 12 + 4 + 8);
    assert.equal(trained({ op: 'batchnorm' }), 6);
    assert.equal(trained({ op: 'groupnorm' }), 6);
    assert.equal(trained({ op: 'rmsnorm' }), 3);
    assert.equal(trained({ op: 'parameter', out: [1, 4, 5] }), 20);
  });

  it('loads attention: two activation operands, one tensor may hold several', () => {
    const layers = [
      { op: 'fc', perPosition: true, out: [4, 4, 24], role: 'query' },
      { op: 'matmul', inputs: [0, 0], batch: 2, m: 16, k: 4, n: 16, transposeB: true, role: 'score' },
      { op: 'softmax' },
      { op: 'matmul', inputs: [2, 0], batch: 2, m: 16, k: 16, n: 4, out: [4, 4, 8], role: 'mix' },
      { op: 'add', inputs: [3, -1] },
    ];
    const loaded = loadNetwork({ input: { h: 4, w: 4, c: 8 }, layers });
    assert.deepEqual(
      loaded.layers.map((layer) => layer.macs),
      [16 * 8 * 24, 2 * 16 * 4 * 16, 0, 2 * 16 * 16 * 4, 0],
    );
    assert.deepEqual(loaded.layers[1]?.out, [1, 16, 32]);
    assert.deepEqual(loadNetwork(JSON.parse(JSON.stringify(loaded))), loaded);
  });

  it('lets an addition pad channels, a product scale channels, a concatenation collect them', () => {
    const layers = [
      { op: 'conv2d', kernel: 1, out: [8, 8, 6] },
      { op: 'conv2d', kernel: 1, inputs: [-1], out: [8, 8, 10] },
      { op: 'add', inputs: [0, 1] },
      { op: 'avgpool', kernel: 8, stride: 8 },
      { op: 'mul', inputs: [2, 3] },
      { op: 'concat', inputs: [4, 0, -1] },
    ];
    const { layers: loaded } = loadNetwork({ input: { h: 8, w: 8, c: 3 }, layers });
    assert.deepEqual(
      loaded.slice(2).map((layer) => layer.out),
      [
        [8, 8, 10],
        [1, 1, 10],
        [8, 8, 10],
        [8, 8, 19],
      ],
    );
  });

  it('drops what changes nothing on an operator that has no such field', () => {
    const layer = one({
      op: 'fc',
      kernel: 1,
      stride: [1, 1],
      groups: 1,
      padding: 'same',
      perPosition: false,
      norm: 'none',
      out: [1, 1, 2],
    });
    assert.deepEqual(Object.keys(layer ?? {}).sort(), [
      'act',
      'bias',
      'i',
      'in',
      'inputs',
      'macs',
      'norm',
      'op',
      'out',
      'perPosition',
      'useBias',
      'weights',
    ]);
  });

  it('accepts several outputs, and dead layers where they are meant', () => {
    const conv = (source: number) => ({ op: 'conv2d', kernel: 1, inputs: [source], out: [32, 32, 4] });
    const two = { input, layers: [conv(-1), conv(0), conv(0)] };
    assert.throws(() => loadNetwork(two), { code: 'badRequest', path: '/layers/1' });
    assert.deepEqual(loadNetwork({ ...two, outputs: [1, 2] }).outputs, [1, 2]);
    assert.throws(() => loadNetwork({ ...two, outputs: [1] }), { code: 'badRequest', path: '/layers/2' });
    assert.throws(() => loadNetwork({ ...two, outputs: [3] }), { code: 'badRequest', path: '/outputs/0' });
    assert.equal(loadNetwork({ ...two, allowDead: true }).allowDead, true);
    assert.equal(loadNetwork(two, { allowDead: true }).allowDead, true);
  });

  it('knows what reference files say about themselves, and says nothing of it', () => {
    const about = { description: '', source: 'x', blocks: {}, tflite_ops: {}, tflite_bytes: 3 };
    assert.deepEqual(Object.keys(loadNetwork({ input, layers: [stem], ...about })), [
      'id',
      'input',
      'layers',
      'totals',
    ]);
  });
});
