/** Networks of convolutions and transformers: worked figures, repair, and the options of the family. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { headsOf, hybrid, type Layer, loadNetwork, macsByRole } from '../../src/networks/index.js';
import { assertRecounts } from './recount.js';

const build = (parameters: object) => hybrid.build(hybrid.parse(parameters));
const transformers = { stage4Type: 'transformer', stage4QkRatio: 0.5, stage5Type: 'transformer' };

function macsByOperator(layers: readonly Layer[]): Record<string, number> {
  return macsByRole(layers.map(({ role: _, ...layer }) => layer));
}

describe('hybrid', () => {
  it('of convolutions alone', () => {
    const { totals } = build({});
    assert.deepEqual([totals.macs, totals.trainableParams, totals.layers], [137_441_856, 1_760_648, 35]);
  });

  it('with transformers in stages 4 and 5', () => {
    const { totals, layers } = build(transformers);
    assert.deepEqual([totals.macs, totals.trainableParams, totals.layers], [174_594_048, 2_186_312, 75]);
    assert.deepEqual(macsByOperator(layers), {
      conv2d: 87_431_680,
      dwconv2d: 8_128_512,
      fc: 64_282_112,
      matmul: 14_751_744,
    });
  });

  it('repairs a transformer of more than 784 tokens', () => {
    const at = (resolution: number) => hybrid.parse({ resolution, stage3Type: 'transformer' });
    assert.deepEqual(hybrid.repaired?.(at(288)), ['stage3Type']);
    assert.deepEqual(hybrid.repaired?.(at(224)), []);
    assert.deepEqual(hybrid.build(at(288)), build({ resolution: 288 }));
    assert.ok(hybrid.build(at(224)).layers.some(({ op }) => op === 'matmul'));
  });

  it('has as many heads of 32 channels as divide both widths', () => {
    assert.deepEqual(
      [headsOf(40, 40), headsOf(112, 56), headsOf(120, 60), headsOf(192, 96), headsOf(208, 104), headsOf(24, 12)],
      [1, 2, 3, 6, 4, 1],
    );
  });

  it('attends linearly where a block is told to', () => {
    const network = build({ ...transformers, stage4Block2Linear: 1 });
    assertRecounts(network);
    assert.deepEqual(loadNetwork(JSON.parse(JSON.stringify(network))), network);
    const [width, keys, tokens] = [112, 56, 196];
    const heads = headsOf(width, keys);
    const saved = tokens * tokens * (width + keys) - 2 * tokens * (keys / heads) * width;
    assert.equal(build(transformers).totals.macs - network.totals.macs, saved);
    assert.equal(network.totals.params, build(transformers).totals.params);
  });

  it('halves the map after the blocks of a stage', () => {
    const late = build({ stage2Downsampling: 'last' });
    const strides = late.layers.filter(({ op }) => op === 'dwconv2d').map(({ stride }) => stride?.[0]);
    assert.deepEqual(strides, [1, 1, 2, 2, 1, 2, 1, 2, 1]);
    const tokens = build({ ...transformers, stage5Downsampling: 'last' });
    const scores = tokens.layers.filter(({ role }) => role === 'score').map(({ m }) => m);
    assert.deepEqual(scores, [196, 196, 196, 196]);
    assert.deepEqual(tokens.layers.at(-4)?.role, 'reduction');
    assert.deepEqual(hybrid.repaired?.(hybrid.parse({ stage3Type: 'transformer', stage3Downsampling: 'last' })), [
      'stage3Type',
    ]);
  });

  it('stores each layer with weights at the bits it is given', () => {
    const bits = { stemBits: 4, stage4Block1QueryBits: 4, stage4DownsampleBits: 4, stage2Block2DepthwiseBits: 4 };
    const parameters = hybrid.parse({ ...transformers, ...bits });
    const network = hybrid.build(parameters);
    const narrow = network.layers.filter((layer) => layer.bits !== undefined);
    assert.deepEqual(
      narrow.map(({ role, bits: width }) => [role, width]),
      [
        ['stem', 4],
        ['depthwise', 4],
        ['reduction', 4],
        ['query', 4],
      ],
    );
    const saved = narrow.reduce((sum, { weights }) => sum + weights / 2, 0);
    assert.equal(hybrid.totals(parameters).weightBytes, build(transformers).totals.weights - saved);
    assert.deepEqual(hybrid.build(hybrid.parse({ ...transformers, stemBits: 8 })), build(transformers));
  });

  it('refuses what cannot be built', () => {
    const refused = (parameters: object, path: string) =>
      assert.throws(() => hybrid.parse(parameters), { code: 'badRequest', path });
    refused({ stage1Type: 'transformer' }, '/stage1Type');
    refused({ stage4Type: 'lstm' }, '/stage4Type');
    refused({ stage4Type: 'transformer', stage4Width: 113, stage4QkRatio: 0.5 }, '/stage4QkRatio');
    refused({ stage6Depth: 1 }, '/stage6Depth');
    refused({ stage4Block1QueryBits: 3 }, '/stage4Block1QueryBits');
  });
});
