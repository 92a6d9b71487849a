import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  BARELY,
  drawWeights,
  FEASIBLE,
  feasibilityLabels,
  tamed,
  targetsOf,
} from '../../../agents/bayesian/targets.js';
import { RandomStream } from '../../../src/stats/random.js';

const feasible = (...objectives: number[]) => ({ objectives, violation: 0 });
const infeasible = (violation: number) => ({ objectives: [100], violation });

describe('targets of the Gaussian processes', () => {
  it('keep the better half and the order, and bring outliers near', () => {
    const values = Float64Array.from([8, 9, 10, 11, 90, 12, 13, 90, 95]);
    const result = tamed(values);
    assert.deepEqual([...result.subarray(0, 4)], [8, 9, 10, 11]);
    assert.equal(result[4], result[7], 'equal values stay equal');
    assert.ok(result[8] > result[7] && result[8] < 20, `${result[8]}`);
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 40 }), (list) => {
        const out = tamed(Float64Array.from(list));
        list.forEach((a, i) => {
          list.forEach((b, j) => {
            if (a < b) assert.ok(out[i] <= out[j], `${a} < ${b} became ${out[i]}, ${out[j]}`);
          });
        });
      }),
      { seed: 1 },
    );
  });

  it('put infeasible results behind all feasible ones, by their violation', () => {
    const targets = targetsOf([feasible(3), infeasible(2), feasible(1), infeasible(0.1), feasible(2)], [1]);
    const worst = Math.max(targets[0], targets[2], targets[4]);
    assert.ok(targets[1] > targets[3] && targets[3] > worst);
    const none = targetsOf([infeasible(1), infeasible(Number.MAX_VALUE)], [1]);
    assert.ok(none[0] < none[1] && Number.isFinite(none[1]));
  });

  it('weigh several objectives, each scaled to its range', () => {
    const scores = [feasible(0, 5000), feasible(1, 1000), feasible(0.5, 1000)];
    // Chebyshev with a small sum: the corner that is best in one objective wins when that alone counts.
    assert.equal(targetsOf(scores, [1, 0])[0], 0);
    const second = targetsOf(scores, [0, 1]);
    assert.ok(second[1] < second[0] && second[2] < second[0]);
    const random = RandomStream.from(1);
    for (let i = 0; i < 100; i++) {
      const weights = drawWeights(3, random);
      assert.ok(weights.every((weight) => weight > 0));
      assert.ok(Math.abs(weights.reduce((sum, weight) => sum + weight) - 1) < 1e-12);
    }
  });

  it('label feasible results above the limit and others below it, by their violation', () => {
    const labels = feasibilityLabels([0, 1e-6, 1, 2, 1e9]);
    assert.equal(labels[0], FEASIBLE);
    assert.ok(labels[1] < BARELY && labels[1] > BARELY - 1e-5);
    assert.ok(labels[2] > labels[3] && labels[3] > labels[4] && labels[4] > 0);
    assert.deepEqual([...feasibilityLabels([0, 3, 3])], [FEASIBLE, BARELY / 2, BARELY / 2]);
  });
});
