import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GaussianProcess } from '../../src/models/gaussian-process.js';
import { logPosterior } from '../../src/models/gaussian-process-fit.js';
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
    const model = GaussianProcess.fit([[0]], [3], {
      kernel: 'rbf',
      categorical: [false],
      starts: [start],
      iterations: 0,
    });
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

  it('is the same to the last bit when points come one by one and the last ones go', () => {
    const log = [0.3, -9, -0.7, 0.2, -0.4];
    const form = { kernel: 'matern52', categorical } as const;
    const targets = rows.map(target);
    const whole = GaussianProcess.fit(rows.slice(0, 30), targets.slice(0, 30), {
      ...form,
      starts: [log],
      iterations: 0,
    });
    const model = new GaussianProcess(form, log);
    for (const row of rows) model.add(row);
    model.setTargets(targets);
    model.truncate(20);
    for (const row of rows.slice(20, 30)) model.add(row);
    model.setTargets(targets.slice(0, 30));
    assert.equal(model.size, 30);
    assert.deepEqual(model.predict([0.2, 0.6, 1]), whole.predict([0.2, 0.6, 1]));
  });

  it('takes back the jitter that repeated points needed', () => {
    // The least noise there is, and a long length: thirty equal points are singular up to rounding.
    const log = [Math.log(1e3), Math.log(1e-15), Math.log(20)];
    const form = { kernel: 'rbf', categorical: [false] } as const;
    const line = [[0], [0.5], [1]];
    const model = new GaussianProcess(form, log);
    for (const row of line) model.add(row);
    for (let i = 0; i < 30; i++) model.add([0.5]);
    model.setTargets([1, 2, 0, ...new Array(30).fill(2)]);
    assert.ok(Number.isFinite(model.predict([0.3]).mean));
    model.truncate(3);
    model.setTargets([1, 2, 0]);
    const fresh = new GaussianProcess(form, log);
    for (const row of line) fresh.add(row);
    fresh.setTargets([1, 2, 0]);
    assert.deepEqual(model.predict([0.3]), fresh.predict([0.3]));
  });

  it('takes the better end of several searches', () => {
    const targets = rows.map(target);
    const fit = (starts: readonly (readonly number[])[]) =>
      GaussianProcess.fit(rows, targets, { kernel: 'matern52', categorical, starts, iterations: 3 }).logParameters;
    const good = GaussianProcess.fit(rows, targets, { kernel: 'matern52', categorical, iterations: 60 }).logParameters;
    const poor = [5, -13, -2.9, -2.9, -6];
    assert.deepEqual(fit([poor, good]), fit([good]));
    assert.deepEqual(fit([good, poor]), fit([good]));
  });
});
