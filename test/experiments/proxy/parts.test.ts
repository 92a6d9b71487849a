/** The pieces of a proxy: features, splits, recipes. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { categorical, integer, ordinal, real } from '../../../src/design/parameter.js';
import { DesignFeatures } from '../../../src/experiments/proxy/features.js';
import { fitMetric } from '../../../src/experiments/proxy/metric-model.js';
import { fitModel, modelNames, prepareModel, recipeOf } from '../../../src/experiments/proxy/model-kinds.js';
import { splitByDesign } from '../../../src/experiments/proxy/split.js';
import { RandomStream } from '../../../src/stats/random.js';

describe('features of designs', () => {
  it('are values, positions and one column a name', () => {
    const features = new DesignFeatures([
      categorical('policy', ['open', 'closed', 'adaptive']),
      ordinal('buffer', [1, 2, 8]),
      ordinal('postponed', [0, 1, 4]),
      integer('pes', 1, 64),
      real('clock', 0.25, 4, { scale: 'log' }),
      categorical('gated', [true, false]),
    ]);
    assert.deepEqual(features.names, [
      'policy=open',
      'policy=closed',
      'policy=adaptive',
      'buffer',
      'buffer position',
      'postponed',
      'postponed position',
      'pes',
      'clock',
      'gated=true',
      'gated=false',
    ]);
    const design = { policy: 'closed', buffer: 8, postponed: 4, pes: 12, clock: 0.5, gated: false };
    assert.deepEqual(
      [...features.matrix([design, { ...design, policy: 'open', gated: true }])],
      [...[0, 1, 0, 3, 2, 4, 2, 12, -1, 0, 1], ...[1, 0, 0, 3, 2, 4, 2, 12, -1, 1, 0]],
    );
  });
});

describe('the split by design', () => {
  const keys = Array.from({ length: 5000 }, (_, i) => `design ${i}`);

  it('puts each design on one side, 70/10/20', () => {
    const { train, validation, test } = splitByDesign(keys, 0);
    const all = [...train, ...validation, ...test].sort((a, b) => a - b);
    assert.deepEqual(
      all,
      keys.map((_, i) => i),
    );
    assert.ok(
      Math.abs(train.length - 3500) < 120 && Math.abs(test.length - 1000) < 100,
      `${train.length}, ${test.length}`,
    );
  });

  it('asks the design alone: other designs beside it and their order change nothing', () => {
    const of = (list: readonly string[], side: 'train' | 'test'): Set<string> =>
      new Set(Array.from(splitByDesign(list, 3)[side], (i) => list[i] as string));
    const some = keys.filter((_, i) => i % 3 === 0).reverse();
    const whole = of(keys, 'test');
    assert.deepEqual([...of(some, 'test')].sort(), some.filter((key) => whole.has(key)).sort());
  });

  it('differs by seed', () => {
    const tests = [0, 1].map((seed) => new Set(splitByDesign(keys, seed).test)) as [Set<number>, Set<number>];
    const both = [...tests[0]].filter((i) => tests[1].has(i)).length;
    assert.ok(both > 120 && both < 290, `${both} of about 1000 are in both; by chance 200`);
  });
});

describe('models of every kind', () => {
  const random = RandomStream.from(4, 'models');
  const rows = Array.from({ length: 900 }, () =>
    Float64Array.of(random.uniform(), random.integer(3), random.uniform()),
  );
  const targets = Float64Array.from(rows, ([a = 0, b = 0, c = 0]) => 2 * a + b * c);
  const data = {
    rows: rows.slice(0, 700),
    targets: targets.slice(0, 700),
    stopRows: rows.slice(700, 800),
    stopTargets: targets.slice(700, 800),
  };

  for (const name of modelNames) {
    it(`${name} learns, and learns the same again`, async () => {
      await prepareModel(name);
      const recipe = recipeOf(name, name === 'mlp' ? { epochs: 40 } : {});
      const [first, second] = [0, 1].map(() => fitModel(recipe, data, RandomStream.from(1, 'fit')));
      assert.deepEqual(first?.toJson(), second?.toJson());
      const unseen = rows.slice(800);
      const error = unseen.reduce(
        (sum, row, i) => sum + Math.abs((first?.predict(row) ?? 0) - (targets[800 + i] ?? 0)),
        0,
      );
      assert.ok(error / unseen.length < 0.08, `mean error ${error / unseen.length} of targets from 0 to 4`);
    });
  }

  it('refuse options that they do not have', () => {
    assert.throws(() => recipeOf('gbdt', { trees: 5 }), { code: 'badRequest', path: '/options/trees' });
    assert.throws(() => recipeOf('forest', { features: 'half' }), { code: 'badRequest', path: '/options/features' });
  });

  it('see logarithms of positive figures over a decade', () => {
    const all = Int32Array.from(rows, (_, i) => i);
    const fit = (values: Float64Array) =>
      fitMetric(recipeOf('gbdt', { rounds: 5 }), { rows }, values, all, new Int32Array(0), random);
    assert.equal(fit(targets.map((value) => 10 ** value)).log, true);
    assert.equal(fit(targets.map((value) => 1 + value)).log, false);
    assert.equal(fit(targets.map((value) => value - 1)).log, false);
  });
});
