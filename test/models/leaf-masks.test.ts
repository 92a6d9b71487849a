import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cuts } from '../../src/models/feature-bins.js';
import { fitGradientBoosting, fitRandomForest, type Tree, type TreeEnsemble } from '../../src/models/index.js';
import { LeafMasks, MOST_ROWS } from '../../src/models/leaf-masks.js';
import { RandomStream } from '../../src/stats/random.js';

/** Rows of few-valued and continuous features, and a target that depends on pairs of them. */
function example(count: number, columns: number, seed: number) {
  const random = RandomStream.from(seed, 'leaf masks');
  const rows = Array.from({ length: count }, () =>
    Array.from({ length: columns }, (_, j) => (j % 3 === 0 ? random.normal() : random.integer(1 + (j % 5)))),
  );
  const targets = rows.map((row) => row.reduce((sum, value, j) => sum + value * (row[j - 1] ?? 1), 0));
  return { rows, targets, random };
}

function agrees(model: TreeEnsemble, rows: readonly (readonly number[])[]): void {
  const all = model.predictMatrix(Float64Array.from(rows.flat()));
  assert.deepEqual(
    [...all],
    rows.map((row) => model.predict(row)),
  );
}

function masksOf(cuts: readonly Cuts[], trees: readonly Tree[]): LeafMasks {
  const masks = LeafMasks.of(cuts, trees);
  assert.ok(masks, 'WebAssembly runs');
  return masks;
}

describe('predictions for a matrix', () => {
  it('are those of the single rows to the last bit, for trees of up to 64 leaves', () => {
    const cases = fc.record({
      columns: fc.integer({ min: 1, max: 9 }),
      seed: fc.integer({ min: 0, max: 1000 }),
      maxLeaves: fc.integer({ min: 1, max: 64 }),
    });
    fc.assert(
      fc.property(cases, ({ columns, seed, maxLeaves }) => {
        const { rows, targets, random } = example(150, columns, seed);
        const model = fitGradientBoosting(rows, targets, { rounds: 20, maxLeaves, minLeaf: 1, l2: 0 });
        const unseen = rows.map((row) => row.map((value) => value + random.normal()));
        agrees(model, [...rows, ...unseen]);
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  it('use all 64 leaves', () => {
    const rows = Array.from({ length: 64 }, (_, i) => [i % 8, Math.floor(i / 8)]);
    const targets = rows.map((_, i) => i * i);
    const options = { rounds: 1, learningRate: 1, maxLeaves: 64, minLeaf: 1, l2: 0 };
    const model = fitGradientBoosting(rows, targets, options);
    assert.equal(model.trees[0].values.length, 64);
    const predicted = model.predictMatrix(Float64Array.from(rows.flat()));
    targets.forEach((target, i) => {
      assert.ok(Math.abs(predicted[i] - target) < 1e-3);
    });
  });

  it('are those of the single rows for more rows than are taken at a time, and missing numbers', () => {
    const { rows, targets, random } = example(200, 4, 3);
    const model = fitGradientBoosting(rows, targets, { rounds: 20 });
    const many = Array.from({ length: MOST_ROWS + 300 }, () => [random.normal(), 0, random.integer(3), Number.NaN]);
    agrees(model, many);
  });

  it('are those of the single rows where hardly two rows agree in anything', () => {
    const random = RandomStream.from(4, 'leaf masks');
    const rows = Array.from({ length: 2000 }, () => Array.from({ length: 8 }, () => random.normal()));
    const targets = rows.map((row) => row.reduce((sum, value) => sum + value, 0));
    agrees(fitGradientBoosting(rows, targets, { rounds: 20, minLeaf: 1 }), rows);
  });

  it('share masks only where that is faster', () => {
    const cuts = Array.from({ length: 4 }, () => [0]);
    const tree = { feature: [0, 3], bin: [0, 0], left: [~0, ~1], right: [1, ~2], values: [1, 2, 4] };
    const masks = masksOf(cuts, [tree, tree]);
    const few = Float64Array.of(0.5, 0.5);
    assert.equal(masks.add(few, Float64Array.of(-1, 0, 0, 0, 1, 0, 0, 1)), true);
    assert.deepEqual([...few], [2.5, 8.5]);
    const wide = masksOf([Array.from({ length: 63 }, (_, i) => i)], [{ ...tree, feature: [0, 0], bin: [0, 9] }]);
    assert.equal(wide.add(few, Float64Array.of(7, 8)), false);
    assert.deepEqual([...few], [2.5, 8.5]);
    const some = new Float64Array(40);
    assert.equal(
      wide.add(
        some,
        Float64Array.from(some, (_, i) => i),
      ),
      true,
    );
    assert.deepEqual(some.slice(0, 12), Float64Array.of(1, ...Array(9).fill(2), 4, 4));
  });

  it('are those of the single rows for trees of more leaves', () => {
    const { rows, targets, random } = example(400, 6, 2);
    const model = fitRandomForest(rows, targets, random, { trees: 5, minLeaf: 1, features: 1 });
    assert.ok(model.trees[0].values.length > 64);
    agrees(model, rows);
  });

  it('are those of the single rows where WebAssembly does not run', () => {
    const code = `
      const { fitGradientBoosting } = await import(${JSON.stringify(new URL('../../src/models/index.ts', import.meta.url))});
      delete globalThis.WebAssembly;
      const rows = Array.from({ length: 64 }, (_, i) => [i % 8, Math.floor(i / 8)]);
      const model = fitGradientBoosting(rows, rows.map(([a, b]) => a * b), { rounds: 20 });
      const all = model.predictMatrix(Float64Array.from(rows.flat()));
      console.log(rows.every((row, i) => model.predict(row) === all[i]));`;
    const args = ['--import', 'tsx', '--input-type=module', '--eval', code];
    assert.equal(execFileSync(process.execPath, args, { encoding: 'utf8' }), 'true\n');
  });

  it('take no rows, and refuse a part of one', () => {
    const { rows, targets } = example(50, 3, 1);
    const model = fitGradientBoosting(rows, targets, { rounds: 2 });
    assert.equal(model.predictMatrix(new Float64Array(0)).length, 0);
    assert.throws(() => model.predictMatrix(new Float64Array(4)), { code: 'badRequest', path: '/matrix' });
  });
});
