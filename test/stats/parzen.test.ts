import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ContinuousParzen } from '../../src/stats/continuous-parzen.js';
import { CellProbabilities, DiscreteParzen } from '../../src/stats/discrete-parzen.js';
import { normalCdf } from '../../src/stats/normal-distribution.js';
import { drawIndex, parzenWeights, parzenWidths } from '../../src/stats/parzen.js';
import { RandomStream } from '../../src/stats/random.js';

const close = (got: number, expected: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(got - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${got}, not ${expected}`);

describe('weights of a Parzen estimator', () => {
  it('are equal for few observations, the prior with its own', () => {
    assert.deepEqual([...parzenWeights(3, 1)], [0.25, 0.25, 0.25, 0.25]);
    assert.deepEqual([...parzenWeights(0, 2)], [1]);
    assert.deepEqual([...parzenWeights(2, 2)], [0.25, 0.25, 0.5]);
  });

  it('ramp from 1/n to 1 over all but the last 25', () => {
    const weights = parzenWeights(28, 1);
    const scale = 1 / (1 / 28 + (1 + 1 / 28) / 2 + 1 + 26);
    close(weights[0], scale / 28);
    close(weights[1], (scale * (1 + 1 / 28)) / 2);
    for (let i = 2; i <= 28; i++) close(weights[i], scale);
  });
});

describe('widths of a Parzen estimator', () => {
  it('are the larger gap to a neighbour, at the ends the inner gap', () => {
    // Sorted: 0.1, 0.3, 0.5 (the prior), 0.9.
    const positions = [0.3, 0.9, 0.1, 0.5];
    const widths = parzenWidths(positions, [2, 0, 3, 1], 1);
    for (const [k, width] of [0.2, 0.4, 0.2, 1].entries()) close(widths[k], width);
  });

  it('are clipped below by range/min(100, kernels + 1)', () => {
    assert.deepEqual([...parzenWidths([0.5, 0.5, 0.5], [0, 1, 2], 1)], [0.25, 0.25, 1]);
    const many = Array.from({ length: 301 }, () => 5);
    assert.equal(parzenWidths(many, [...many.keys()], 10)[0], 0.1);
  });
});

describe('Parzen estimators', () => {
  it('give probabilities of values that sum to 1, and draw in proportion', () => {
    const indices = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 60 });
    fc.assert(
      fc.property(indices, fc.boolean(), (seen, ordered) => {
        const weights = parzenWeights(seen.length, 1);
        const parzen = ordered
          ? DiscreteParzen.ordered(seen, 6, weights, new CellProbabilities(6))
          : DiscreteParzen.categorical(seen, 6, weights);
        const values = [0, 1, 2, 3, 4, 5];
        close(
          values.reduce((sum, v) => sum + parzen.height(v), 0),
          1,
        );
        for (let k = 0; k < parzen.size; k++) {
          close(
            values.reduce((sum, v) => sum + parzen.kernelHeight(k, v), 0),
            1,
          );
        }
        for (const v of values) {
          const mixed = weights.reduce((sum, weight, k) => sum + weight * parzen.kernelHeight(k, v), 0);
          close(parzen.height(v), mixed);
        }
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  it('weigh the cells of an ordered parameter by the truncated normal', () => {
    const row = new CellProbabilities(4).row(1, 0.8);
    const share = (from: number, to: number) => normalCdf((to - 1) / 0.8) - normalCdf((from - 1) / 0.8);
    close(row[2], share(1.5, 2.5) / share(-0.5, 3.5));
  });

  it('make kernels of reals as high as their weight over their share inside, sharp or wide', () => {
    const random = RandomStream.from(1);
    for (const count of [0, 1, 2, 10, 150]) {
      const positions = Array.from({ length: count }, () => random.uniform() ** 2);
      const means = [...positions, 0.5];
      const weights = parzenWeights(count, 1);
      const order = [...means.keys()].sort((i, j) => means[i] - means[j] || i - j);
      const widths = parzenWidths(means, order, 1);
      const parzen = new ContinuousParzen().fit(positions, weights);
      for (const x of [0, 0.1, 0.5, 0.77, 1]) {
        const heights = means.map((mean, k) => {
          const inside = normalCdf((1 - mean) / widths[k]) - normalCdf(-mean / widths[k]);
          return (weights[k] * Math.exp(-0.5 * ((x - mean) / widths[k]) ** 2)) / inside;
        });
        close(
          parzen.height(x),
          heights.reduce((sum, height) => sum + height, 0),
          1e-9,
        );
      }
    }
  });

  it('stop at a sum of heights that is enough, and only there', () => {
    const random = RandomStream.from(4);
    const positions = Float64Array.from({ length: 300 }, () => random.uniform() ** 2);
    const parzen = new ContinuousParzen().fit(positions, parzenWeights(300, 1));
    for (let i = 0; i < 200; i++) {
      const x = random.uniform();
      const height = parzen.height(x);
      assert.equal(parzen.height(x, height * 1.001), height);
      for (const share of [0.01, 0.3, 0.99]) {
        const part = parzen.height(x, share * height);
        assert.ok(part >= share * height && part <= height, `${part} of ${height} at ${share}`);
      }
    }
  });

  it('give the same heights when they are told the order of the positions', () => {
    const random = RandomStream.from(5);
    for (const count of [0, 1, 3, 40, 200]) {
      // Some are equal, some in the middle, where the prior is.
      const positions = Float64Array.from({ length: count }, () => Math.round(random.uniform() * 50) / 50);
      const weights = parzenWeights(count, 1);
      const order = Int32Array.from(positions.keys()).sort((i, j) => positions[i] - positions[j] || i - j);
      const told = new ContinuousParzen().fit(positions, weights, undefined, order);
      const found = new ContinuousParzen().fit(positions, weights);
      for (let x = 0; x <= 1; x += 1 / 64) assert.equal(told.height(x), found.height(x));
    }
  });

  it('of reals are the same fitted anew, whatever they were fitted to before', () => {
    const position = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);
    const positions = fc.array(position, { maxLength: 80 });
    fc.assert(
      fc.property(fc.array(fc.tuple(positions, fc.boolean()), { minLength: 2, maxLength: 6 }), (fits) => {
        const again = new ContinuousParzen();
        for (const [seen, joint] of fits) {
          const weights = parzenWeights(seen.length, 1);
          const width = joint ? 0.1 : undefined;
          const order = Int32Array.from(seen.keys()).sort((i, j) => seen[i] - seen[j] || i - j);
          const anew = new ContinuousParzen().fit(seen, weights, width);
          again.fit(seen, weights, width, order);
          assert.equal(again.size, seen.length + 1);
          for (let x = 0; x <= 1; x += 1 / 32) close(again.height(x), anew.height(x));
          for (let k = 0; k < again.size; k++) assert.equal(again.kernelHeight(k, 0.3), anew.kernelHeight(k, 0.3));
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('widen the kernels of an ordered parameter to the larger gap, as those of a real', () => {
    const cells = new CellProbabilities(9);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 60 }), (seen) => {
        const positions = [...seen, 4];
        const order = [...positions.keys()].sort((i, j) => positions[i] - positions[j] || i - j);
        const widths = parzenWidths(positions, order, 9);
        const parzen = DiscreteParzen.ordered(seen, 9, parzenWeights(seen.length, 1), cells);
        positions.forEach((mean, k) => {
          for (let v = 0; v < 9; v++) assert.equal(parzen.kernelHeight(k, v), cells.row(mean, widths[k])[v]);
        });
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('draw inside [0, 1] and where observations are', () => {
    const random = RandomStream.from(2);
    const parzen = new ContinuousParzen().fit([0.2, 0.2, 0.21, 0.21], parzenWeights(4, 0.01));
    const draws = Array.from({ length: 2000 }, () => parzen.draw(random));
    assert.ok(draws.every((x) => x >= 0 && x <= 1));
    assert.ok(draws.filter((x) => Math.abs(x - 0.2) < 0.4).length > 1800);
  });

  it('stand in with the prior for observations without a position', () => {
    const weights = parzenWeights(2, 1);
    const real = new ContinuousParzen().fit([Number.NaN, 0.9], weights, 0.1);
    close(real.kernelHeight(0, 0.3), real.kernelHeight(2, 0.3));
    const ordered = DiscreteParzen.ordered([Number.NaN, 3], 4, weights, new CellProbabilities(4), 0.5);
    assert.equal(ordered.kernelHeight(0, 1), ordered.kernelHeight(2, 1));
    assert.equal(DiscreteParzen.categorical([Number.NaN, 3], 4, weights).kernelHeight(0, 1), 0.25);
  });

  it('draw allowed values alone', () => {
    const random = RandomStream.from(3);
    const parzen = DiscreteParzen.categorical([0, 0, 0], 3, parzenWeights(3, 1));
    for (let i = 0; i < 100; i++) assert.equal(parzen.draw(random, Uint8Array.of(0, 1, 0)), 1);
    const counts = [0, 0, 0];
    for (let i = 0; i < 6000; i++) counts[drawIndex(Float64Array.of(1, 2, 3), random)]++;
    assert.ok(Math.abs(counts[2] - 3000) < 200 && Math.abs(counts[0] - 1000) < 150);
  });
});
