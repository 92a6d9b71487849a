import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GaussianProcess, logPosterior } from '../../src/models/gaussian-process.js';
import { RandomStream } from '../../src/stats/random.js';

const close = (got: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(got - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${got}, not ${expected}`);

const random = RandomStream.from(1);
const rows = Array.from({ length: 40 }, () => [random.uniform(), random.uniform(), random.integer(3)]);
const target = ([a, b, kind]: number[]) => Math.sin(5 * a) + b * b + [0, 0.5, 2][kind];
const categorical = [false, false, true];

describe('gaussian process', () => {
  it('has the gradient of its posterior', () => {
    const y = Float64Array.from(rows, (row) => target(row) - 1);
    const log = [0.3, -5, -0.7, 0.2, -0.4];
    for (const kernel of ['matern52', 'rbf'] as const) {
      const { gradient } = logPosterior(rows, y, { kernel, categorical }, log);
      for (let p = 0; p < log.length; p++) {
        const moved = (by: number) => {
          const there = log.map((value, q) => (q === p ? value + by : value));
          return logPosterior(rows, y, { kernel, categorical }, there).value;
        };
        close(gradient[p], (moved(1e-5) - moved(-1e-5)) / 2e-5, 1e-4);
      }
    }
  });

  it('agrees with a hand calculation for one point', () => {
    const start = [Math.log(2), Math.log(1e-2), 0];
    const model = GaussianProcess.fit([[0]], [3], { kernel: 'rbf', categorical: [false], start, iterations: 0 });
    const { mean, variance } = model.predict([1]);
    close(mean, 3, 1e-12);
    close(variance, 2 - (2 * Math.exp(-0.5)) ** 2 / 2.01, 1e-12);
  });

  it('goes through its points, is unsure far from them, and predicts between them', () => {
    const model = GaussianProcess.fit(rows, rows.map(target), { kernel: 'matern52', categorical, iterations: 50 });
    for (const row of rows) {
      close(model.predict(row).mean, target(row), 0.05);
      assert.ok(model.predict(row).variance < 0.02);
    }
    const test = Array.from({ length: 50 }, () => [random.uniform(), random.uniform(), random.integer(3)]);
    const errors = test.map((row) => (model.predict(row).mean - target(row)) ** 2);
    assert.ok(Math.sqrt(errors.reduce((a, b) => a + b) / 50) < 0.15);
    assert.ok(model.predict([9, 9, 0]).variance > 0.5 * model.priorVariance);
  });

  it('bounds the variance at a glance', () => {
    const model = GaussianProcess.fit(rows, rows.map(target), { kernel: 'matern52', categorical, iterations: 10 });
    for (let i = 0; i < 50; i++) {
      const row = [random.uniform(), random.uniform(), random.integer(3)];
      const { mean, mostVariance } = model.glance(row);
      const exact = model.predict(row);
      close(mean, exact.mean, 1e-9);
      assert.ok(mostVariance >= exact.variance - 1e-12);
    }
  });

  it('stands repeated rows and constant targets', () => {
    const same = Array.from({ length: 30 }, () => [0.5, 0.5, 1]);
    const model = GaussianProcess.fit(same, new Array(30).fill(4), { kernel: 'rbf', categorical, iterations: 20 });
    close(model.predict([0.1, 0.9, 0]).mean, 4, 1e-9);
    assert.ok(Number.isFinite(model.predict([0.5, 0.5, 1]).variance));
  });
});
