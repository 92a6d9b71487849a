import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fitRandomForest } from '../../src/models/random-forest.js';
import { rootMeanSquaredError } from '../../src/models/regression-scores.js';
import { predictAll } from '../../src/models/regressor.js';
import { TreeEnsemble } from '../../src/models/tree-ensemble.js';
import { RandomStream } from '../../src/stats/random.js';

const random = RandomStream.from(1);
const rows = Array.from({ length: 400 }, () => Array.from({ length: 4 }, () => random.uniform()));
const target = ([a, b]: number[]) => (a > 0.5 ? 3 : 0) + 2 * b;

describe('random forest', () => {
  const model = fitRandomForest(rows.slice(0, 300), rows.slice(0, 300).map(target), RandomStream.from(2));

  it('predicts rows that it was not fitted on', () => {
    const test = rows.slice(300);
    const error = rootMeanSquaredError(predictAll(model, test), test.map(target));
    assert.ok(error < 0.45, `rmse ${error}, standard deviation 1.6`);
  });

  it('repeats itself with the same stream and goes through JSON', () => {
    const again = fitRandomForest(rows.slice(0, 300), rows.slice(0, 300).map(target), RandomStream.from(2));
    const restored = TreeEnsemble.fromJson(JSON.parse(JSON.stringify(model.toJson())));
    for (const row of rows) {
      assert.equal(again.predict(row), model.predict(row));
      assert.equal(restored.predict(row), model.predict(row));
    }
  });

  it('fits constants exactly', () => {
    const flat = fitRandomForest([[1], [2], [3]], [7, 7, 7], RandomStream.from(3), { trees: 5 });
    assert.equal(flat.predict([9]), 7);
  });

  it('refuses options out of range', () => {
    const fit = (options: object) => () => fitRandomForest([[1]], [1], RandomStream.from(1), options);
    assert.throws(fit({ trees: 0 }), { code: 'badRequest', path: '/trees' });
    assert.throws(fit({ features: 0 }), { code: 'badRequest', path: '/features' });
  });
});
