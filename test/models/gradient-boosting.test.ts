import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CogymError } from '../../src/errors.js';
import { fitGradientBoosting, predictAll, TreeEnsemble } from '../../src/models/index.js';
import { RandomStream } from '../../src/stats/random.js';

/** Rows of a smooth function of three features and a little noise. */
function example(count: number, seed = 1): { rows: number[][]; targets: number[] } {
  const random = RandomStream.from(seed, 'boosting');
  const rows = Array.from({ length: count }, () => [random.uniform(), random.integer(4), random.normal()]);
  const targets = rows.map(([a, b, c]) => Math.sin(6 * a) + b * b + 0.5 * c + 0.1 * random.normal());
  return { rows, targets };
}

const dataset = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 4 })).chain(([count, columns]) =>
  fc.record({
    rows: fc.array(
      fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: columns, maxLength: columns }),
      {
        minLength: count,
        maxLength: count,
      },
    ),
    targets: fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: count, maxLength: count }),
  }),
);

describe('gradient boosting', () => {
  it('grows the tree that a hand would', () => {
    // Mean 4; residuals -4 -4 -2 10. Split after 3: 10^2/3 + 10^2/1 = 133.3 beats after 2: 64/2 + 64/2 = 64 and after
    // 1: 16 + 16/3. Then -4 -4 -2 is split after 2: 64/2 + 4/1 - 100/3 = 2.67 beats after 1: 16 + 36/2 - 33.3 = 0.67.
    const options = { rounds: 1, learningRate: 1, maxLeaves: 3, minLeaf: 1, l2: 0 };
    const model = fitGradientBoosting([[1], [2], [3], [4]], [0, 0, 2, 14], options);
    assert.equal(model.base, 4);
    const [tree] = model.trees;
    assert.deepEqual(tree, { feature: [0, 0], bin: [2, 1], left: [1, ~0], right: [~1, ~2], values: [-4, 10, -2] });
    assert.deepEqual([...predictAll(model, [[0], [2.5], [2.6], [3.5], [3.6]])], [0, 0, 2, 2, 14]);
  });

  it('shrinks leaf values by the learning rate and the penalty', () => {
    const model = fitGradientBoosting([[0], [0], [1], [1]], [-3, -3, 3, 3], {
      rounds: 1,
      learningRate: 0.5,
      maxLeaves: 2,
      minLeaf: 1,
      l2: 1,
    });
    assert.deepEqual([model.predict([0]), model.predict([1])], [-1, 1]);
  });

  it('fits constants exactly', () => {
    fc.assert(
      fc.property(dataset, fc.double({ min: -1e6, max: 1e6, noNaN: true }), ({ rows }, constant) => {
        const model = fitGradientBoosting(rows, new Array(rows.length).fill(constant), { rounds: 5, minLeaf: 1 });
        for (const row of rows) assert.equal(model.predict(row), constant);
      }),
      { seed: 11, numRuns: 50 },
    );
  });

  it('never raises the training error', () => {
    fc.assert(
      fc.property(dataset, fc.integer({ min: 0, max: 3 }), ({ rows, targets }, l2) => {
        const losses: number[] = [];
        const onRound = (_round: number, loss: number) => losses.push(loss);
        fitGradientBoosting(rows, targets, { rounds: 30, minLeaf: 1, learningRate: 0.3, l2, onRound });
        for (let i = 1; i < losses.length; i++) assert.ok(losses[i] <= losses[i - 1] * (1 + 1e-9) + 1e-9);
      }),
      { seed: 12, numRuns: 50 },
    );
  });

  it('reports the error that its predictions have', () => {
    const { rows, targets } = example(200);
    let reported = Number.NaN;
    const onRound = (_round: number, loss: number) => {
      reported = loss;
    };
    const predicted = predictAll(fitGradientBoosting(rows, targets, { onRound }), rows);
    const loss = targets.reduce((sum, target, i) => sum + (predicted[i] - target) ** 2, 0) / rows.length;
    assert.ok(Math.abs(loss - reported) < 1e-12 * Math.max(1, loss), `${loss} and ${reported}`);
  });

  it('keeps the least number of rows in every leaf, and the limits on leaves and depth', () => {
    const { rows, targets } = example(300);
    for (const [minLeaf, maxLeaves, maxDepth] of [
      [7, 9, Infinity],
      [20, Infinity, 3],
      [1, 4, 2],
      [160, 31, Infinity],
    ] as const) {
      const model = fitGradientBoosting(rows, targets, { rounds: 20, minLeaf, maxLeaves, maxDepth });
      for (const tree of model.trees) {
        const counts = new Array(tree.values.length).fill(0);
        let deepest = 0;
        for (const row of rows) {
          const { leaf, depth } = leafOf(model, tree, row);
          counts[leaf]++;
          deepest = Math.max(deepest, depth);
        }
        assert.ok(Math.min(...counts) >= minLeaf, `a leaf of ${Math.min(...counts)} rows under minLeaf ${minLeaf}`);
        assert.ok(tree.values.length <= maxLeaves && deepest <= maxDepth);
      }
    }
    const unsplit = fitGradientBoosting(rows, targets, { rounds: 1, minLeaf: 160 });
    assert.equal(unsplit.trees[0].values.length, 1, 'no split leaves 160 of 300 rows on both sides');
  });

  it('writes JSON from which the same predictions come back to the last bit', () => {
    const { rows, targets } = example(400);
    const wide = rows.map((row) => [...row, ...new Array(300).fill(0).map((_, j) => (row[0] * (j + 1)) % 1)]);
    for (const data of [rows, wide]) {
      const model = fitGradientBoosting(data, targets, { rounds: 40, bins: 256 });
      const copy = TreeEnsemble.fromJson(JSON.parse(JSON.stringify(model.toJson())));
      assert.deepEqual([...predictAll(copy, data)], [...predictAll(model, data)]);
      assert.deepEqual(copy.toJson(), model.toJson());
    }
  });

  it('refuses damaged JSON', () => {
    const { rows, targets } = example(50);
    const json = fitGradientBoosting(rows, targets, { rounds: 3 }).toJson();
    const damaged = [
      null,
      {},
      { ...json, type: 'forest' },
      { ...json, base: 'x' },
      { ...json, trees: 4 },
      { ...json, cuts: [[2, 1], [], []] },
      { ...json, cuts: json.cuts.map(() => []) },
      { ...json, shape: json.shape.slice(0, -4) },
      { ...json, shape: `${json.shape.slice(0, -1)}` },
      { ...json, bins: json.bins.slice(0, 4) },
      { ...json, bins: `AAAA${json.bins}` },
      { ...json, values: json.values.slice(0, 8) },
      { ...json, values: `AAAAAAAAAAAAAAAA${json.values}` },
      { ...json, values: 3 },
    ];
    for (const [i, wrong] of damaged.entries()) {
      assert.throws(() => TreeEnsemble.fromJson(wrong, '/model'), isBadRequest, `case ${i}`);
    }
  });

  it('gives equal models for equal rows', () => {
    const { rows, targets } = example(200);
    const fit = () => JSON.stringify(fitGradientBoosting(rows, targets, { rounds: 10 }).toJson());
    assert.equal(fit(), fit());
  });

  it('stops early and keeps the best round', () => {
    const { rows, targets } = example(60);
    const fresh = example(200, 2);
    const seen: number[] = [];
    const model = fitGradientBoosting(rows, targets, {
      rounds: 500,
      learningRate: 0.5,
      minLeaf: 1,
      earlyStop: { ...fresh, patience: 10 },
      onRound: (_round, _training, validation) => seen.push(validation as number),
    });
    const best = seen.indexOf(Math.min(...seen)) + 1;
    assert.equal(model.trees.length, best);
    assert.equal(seen.length, best + 10);
    assert.ok(seen.length < 500);
  });

  it('learns a function and its interactions', () => {
    const { rows, targets } = example(2000);
    const fresh = example(500, 3);
    const predicted = predictAll(fitGradientBoosting(rows, targets), fresh.rows);
    const error = Math.sqrt(fresh.targets.reduce((sum, t, i) => sum + (t - predicted[i]) ** 2, 0) / fresh.rows.length);
    assert.ok(error < 0.2, `error ${error}, of which 0.1 is noise`);
  });

  it('names what is wrong with rows, targets and options', () => {
    const fit = fitGradientBoosting;
    assert.throws(() => fit([], []), isBadRequest);
    assert.throws(() => fit([[1]], [1, 2]), isBadRequest);
    assert.throws(() => fit([[1], [1, 2]], [1, 2]), /every row has the first one's 1 features/);
    assert.throws(() => fit([[Number.NaN]], [1]), /finite numbers, not NaN/);
    assert.throws(() => fit([[1]], [Infinity]), isBadRequest);
    for (const option of [
      { rounds: 0 },
      { learningRate: 0 },
      { learningRate: 2 },
      { maxLeaves: 0 },
      { maxDepth: 1.5 },
      { minLeaf: 0 },
      { l2: -1 },
      { bins: 1 },
      { bins: 257 },
      { earlyStop: { rows: [[1]], targets: [1], patience: 0 } },
      { earlyStop: { rows: [[1, 2]], targets: [1], patience: 1 } },
    ]) {
      assert.throws(() => fit([[1], [2]], [1, 2], option), isBadRequest, JSON.stringify(option));
    }
    assert.throws(() => predictAll(fit([[1], [2]], [1, 2]), [[1, 2]]), /takes 1 features, not 2/);
  });
});

function isBadRequest(error: unknown): boolean {
  return error instanceof CogymError && error.code === 'badRequest';
}

function leafOf(model: TreeEnsemble, tree: TreeEnsemble['trees'][number], row: readonly number[]) {
  const { cuts } = model.toJson();
  let node = tree.feature.length > 0 ? 0 : ~0;
  let depth = 0;
  for (; node >= 0; depth++) {
    const feature = tree.feature[node];
    node = row[feature] <= cuts[feature][tree.bin[node]] ? tree.left[node] : tree.right[node];
  }
  return { leaf: ~node, depth };
}
