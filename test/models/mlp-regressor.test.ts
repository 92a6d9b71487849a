import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MlpRegressor } from '../../src/models/index.js';

/** y = 10 + 2 (relu(a - b) + 3 relu(b) - 1), inputs in deviations of 2 around 1. */
const network = new MlpRegressor(
  { means: Float64Array.of(1, 1), deviations: Float64Array.of(2, 2) },
  { mean: 10, deviation: 2 },
  [
    { weights: Float32Array.of(1, 0, -1, 1), bias: Float32Array.of(0, 0) },
    { weights: Float32Array.of(1, 3), bias: Float32Array.of(-1) },
  ],
);

describe('a multilayer perceptron on plain arrays', () => {
  it('computes what a hand does', () => {
    assert.equal(network.predict([5, 3]), 10 + 2 * (1 + 3 - 1));
    assert.equal(network.predict([3, -1]), 10 + 2 * (2 + 0 - 1));
    assert.equal(network.predict([1, 1]), 10 - 2);
  });

  it('computes the same for a matrix, and after JSON', () => {
    const copy = MlpRegressor.fromJson(JSON.parse(JSON.stringify(network.toJson())));
    const matrix = Float64Array.of(5, 3, 3, -1, 0.3, 0.7);
    const single = [0, 1, 2].map((row) => network.predict(matrix.subarray(2 * row, 2 * row + 2)));
    assert.deepEqual([...network.predictMatrix(matrix)], single);
    assert.deepEqual([...copy.predictMatrix(matrix)], single);
  });

  it('refuses damaged JSON', () => {
    const json = network.toJson();
    for (const damaged of [
      null,
      { ...json, type: 'ridge' },
      { ...json, means: [1] },
      { ...json, mean: 'x' },
      { ...json, layers: [] },
      { ...json, layers: json.layers.slice(0, 1) },
      { ...json, layers: [json.layers[1], json.layers[0]] },
      { ...json, layers: [{ ...json.layers[0], weights: '?' }] },
    ]) {
      assert.throws(() => MlpRegressor.fromJson(damaged), { code: 'badRequest' });
    }
  });
});
