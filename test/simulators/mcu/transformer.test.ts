/** The simulator's figures of a transformer beside the layers that the network family makes of the same parameters. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { transformerOf } from '../../../simulators/mcu/index.js';
import { networkFamily } from '../../../src/networks/index.js';
import { simulate } from './support.js';

const block = fc.record({ heads: fc.integer({ min: 1, max: 8 }), mlpRatio: fc.constantFrom(2, 3, 3.5, 4) });
const parameters = fc
  .record({
    imageSize: fc.constantFrom(64, 96, 224, 240),
    patchSize: fc.constantFrom(16, 20, 24, 32),
    rankRatioAttention: fc.constantFrom(0.4, 0.65, 0.9),
    rankRatioMlp: fc.constantFrom(0.45, 0.7, 0.95),
    embed: fc.integer({ min: 8, max: 512 }),
    blocks: fc.array(block, { minLength: 1, maxLength: 6 }),
    classes: fc.integer({ min: 2, max: 1000 }),
  })
  .map(({ blocks, ...rest }) => ({
    ...rest,
    depth: blocks.length,
    heads: blocks.map(({ heads }) => heads),
    mlpRatios: blocks.map(({ mlpRatio }) => mlpRatio),
  }));

describe('a transformer', () => {
  const family = networkFamily('mcuformer');

  it('has the parameters and MACs of its layers', () => {
    fc.assert(
      fc.property(parameters, (given) => {
        const complete = family.parse(given) as Record<string, unknown>;
        const { macs, params } = family.totals(complete as never);
        const result = simulate(transformerOf(complete, '/network'), 'mcuformer');
        assert.equal(result.macs, macs);
        assert.equal(result.params, params);
      }),
      { seed: 20241, numRuns: 60 },
    );
  });

  it('is refused by both for the same parameters', () => {
    const sound = {
      imageSize: 224,
      patchSize: 16,
      patchPadding: 0,
      rankRatioAttention: 0.6,
      rankRatioMlp: 0.6,
      embed: 192,
      depth: 2,
      heads: [3, 3],
      mlpRatios: [4, 4],
      classes: 10,
    };
    for (const change of [
      { patchSize: 0 },
      { patchSize: 300 },
      { embed: 1.5 },
      { rankRatioMlp: 0 },
      { rankRatioAttention: 1.2 },
      { heads: [3] },
      { mlpRatios: [4, 4, 4] },
      { heads: [3, 0] },
      { unknown: 1 },
    ]) {
      const given = { ...sound, ...change };
      const label = JSON.stringify(change);
      assert.throws(() => transformerOf(given, '/network'), { code: 'badRequest' }, `simulator: ${label}`);
      assert.throws(() => family.build(family.parse(given)), { code: 'badRequest' }, `family: ${label}`);
    }
    assert.doesNotThrow(() => transformerOf(sound, '/network'));
  });
});
