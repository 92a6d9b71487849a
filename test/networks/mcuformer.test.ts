/** Low-rank vision transformers: the worked figure, and the parameter counts of recorded subnets. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { buildNetwork, mcuformer } from '../../src/networks/index.js';
import { assertRecounts } from './recount.js';
import { referencePath } from './reference.js';
import { workedMcuformer as worked } from './worked-mcuformer.js';

describe('mcuformer', () => {
  it('counts the worked example: 101 tokens', () => {
    const network = buildNetwork('mcuformer', worked);
    assertRecounts(network);
    assert.equal(network.totals.params, 5_275_240);
    assert.equal(network.totals.trainableParams, 5_275_240);
    // 100*3*24^2*192 + per block 101*(E*r + 192h*r + 64h*E + 2*(E*rm + rm*F)) + 2*101^2*64h + 1000*192.
    assert.equal(network.totals.macs, 550_967_936);
    assert.deepEqual(network.layers.find(({ role }) => role === 'score')?.out, [1, 101, 303]);
  });

  it('counts the parameters of the recorded subnets, whose log counts the MLPs twice', (test) => {
    const path = referencePath(test, 'mcu', 'mcuformer_subnets.csv');
    if (path === undefined) return;
    const [, ...rows] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
    assert.ok(rows.length >= 300);
    for (const row of rows) {
      const [n, image, patch, attention, mlp, , depth, embed, heads, ratios, params] = row.split(',') as string[];
      const numbers = (text = '') => text.split(' ').map(Number);
      const network = buildNetwork('mcuformer', {
        imageSize: Number(image),
        patchSize: Number(patch),
        rankRatioAttention: Number(attention),
        rankRatioMlp: Number(mlp),
        embed: Number(embed),
        depth: Number(depth),
        heads: numbers(heads),
        mlpRatios: numbers(ratios),
      });
      let logged = network.totals.params;
      for (const layer of network.layers) if (layer.role?.startsWith('mlp')) logged += layer.weights + layer.bias;
      assert.equal(logged, Number(params), `row ${n}`);
    }
  });

  it('pads the image as the patch needs, and takes one ratio for both', () => {
    const { patchPadding: _, rankRatioAttention: __, rankRatioMlp: ___, ...rest } = worked;
    const parsed = mcuformer.parse({ ...rest, rankRatio: 0.5 });
    assert.deepEqual([parsed.patchPadding, parsed.rankRatioAttention, parsed.rankRatioMlp], [8, 0.5, 0.5]);
    assert.equal(mcuformer.parse({ ...rest, imageSize: 240, patchSize: 28, rankRatio: 0.5 }).patchPadding, 6);
    assert.equal(mcuformer.parse(worked).rankRatio, 0.6);
  });

  it('refuses what cannot be built', () => {
    const refused = (change: object, path: string) =>
      assert.throws(() => buildNetwork('mcuformer', { ...worked, ...change }), { code: 'badRequest', path });
    refused({ depth: 11 }, '/heads');
    refused({ mlpRatios: [4] }, '/mlpRatios');
    refused({ rankRatioMlp: 0.001 }, '/rankRatioMlp');
    refused({ rankRatioAttention: 0.001 }, '/rankRatioAttention');
    refused({ patchSize: 300 }, '/patchSize');
    refused({ rankRatioAttention: undefined }, '/rankRatioAttention');
  });
});
