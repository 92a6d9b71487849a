import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LONGEST_NETWORK, loadNetwork, makeDivisible, NetworkBuilder } from '../../src/networks/index.js';
import { assertRecounts } from './recount.js';

const small = () => new NetworkBuilder('small', { h: 8, w: 12, c: 4, dtype: 'int8' });

describe('NetworkBuilder', () => {
  it('builds what the loader reads back unchanged, with every operator', () => {
    const network = small();
    const stem = network.conv({
      out: 8,
      kernel: [3, 5],
      stride: [1, 2],
      act: 'relu',
      norm: 'batch',
      role: 'stem',
      bits: 4,
    });
    network.conv({ out: 8, kernel: 3, groups: 2 });
    network.conv({ out: 8, kernel: 3, groups: 8, dilation: 2 });
    const sum = network.add(stem, network.dwconv({ kernel: 5, useBias: false }), { act: 'relu6' });
    network.globalPool(sum);
    const scaled = network.mul(sum, network.act('sigmoid'));
    network.maxpool({ kernel: 2, stride: 2, padding: 'valid' }, scaled);
    network.deconv({ out: 8, kernel: 2, stride: 2 });
    network.upsample(2, network.avgpool({ kernel: 3, stride: 2 }));
    const wide = network.concat([network.last, sum, network.constant([8, 6, 3])]);
    network.layernorm({}, wide);
    const tokens = network.fc({ out: 16, perPosition: true });
    const scores = network.matmul({ batch: 2, m: 48, k: 8, n: 48, transposeB: true }, tokens, tokens);
    network.matmul({ batch: 2, m: 48, k: 48, n: 8, out: [8, 6, 16] }, network.softmax(scores), tokens);
    network.batchnorm({ act: 'gelu' });
    network.fc({ out: 3, role: 'classifier' });
    const built = network.build();
    assertRecounts(built);
    assert.deepEqual(loadNetwork(JSON.parse(JSON.stringify(built))), built);
  });

  it('reads the layer appended last unless told otherwise', () => {
    const network = small();
    assert.equal(network.last, network.input);
    assert.deepEqual(network.shape(network.input), [8, 12, 4]);
    const first = network.conv({ out: 2, kernel: 1 });
    network.conv({ out: 3, kernel: 1 });
    const branch = network.conv({ out: 5, kernel: 1 }, first);
    const { layers } = network.build({ outputs: [1, branch] });
    assert.deepEqual(
      layers.map((layer) => layer.inputs),
      [[-1], [0], [0]],
    );
    assert.deepEqual(
      layers.map((layer) => layer.in[2]),
      [4, 2, 2],
    );
  });

  it('gives a network that later layers do not change', () => {
    const network = small();
    network.conv({ out: 2, kernel: 1 });
    const built = network.build();
    network.conv({ out: 2, kernel: 1 });
    assert.equal(built.layers.length, 1);
  });

  it('refuses what does not fit', () => {
    const network = small();
    const refuses = (work: () => unknown, message: RegExp) => assert.throws(work, { code: 'badRequest', message });
    refuses(() => network.build(), /at least one layer/);
    refuses(() => network.conv({ out: 6, kernel: 3, groups: 4 }), /4 groups must divide 4 input and 6 output/);
    refuses(() => network.maxpool({ kernel: 9, padding: 'valid' }), /window covers 9 positions/);
    refuses(() => network.add(-1, network.conv({ out: 6, kernel: 1 })), /equal shapes, not 8x12x4 and 8x12x6/);
    refuses(() => network.mul(-1, 0), /\[1, 1, c\]/);
    refuses(() => network.concat([-1, network.globalPool(-1)]), /maps of one size/);
    refuses(() => network.concat([]), /at least one/);
    refuses(() => network.matmul({ batch: 1, m: 5, k: 5, n: 5 }, -1, -1), /operand of 25 values/);
    assert.throws(() => network.shape(99), /no layer 99/);
    for (let i = 0; i <= LONGEST_NETWORK; i++) network.act('relu');
    refuses(() => network.build(), /at most 4096 layers/);
    const huge = new NetworkBuilder('huge', { h: 1e6, w: 1e6, c: 1e6 });
    huge.conv({ out: 1e6, kernel: 3 });
    refuses(() => huge.build(), /too large to count/);
  });
});

describe('makeDivisible', () => {
  it('rounds to the nearest multiple, but not below nine tenths', () => {
    const pairs = [
      [11.2, 16],
      [12, 16],
      [16, 16],
      [19, 24],
      [22, 24],
      [4, 8],
      [1, 8],
      [44.8, 48],
      [32 * 1.3, 40],
    ] as const;
    for (const [value, expected] of pairs) assert.equal(makeDivisible(value), expected, String(value));
    assert.equal(makeDivisible(13, 4), 12);
  });
});
