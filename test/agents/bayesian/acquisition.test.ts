import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { feasibilityOf, logImprovement, merit } from '../../../agents/bayesian/acquisition.js';
import { normalDensity } from '../../../src/stats/normal-distribution.js';

const seen = { best: 1, worst: 9 };

/** E[max(0, gap + deviation Z)] by the trapezium rule. */
function integrated(gap: number, deviation: number): number {
  const step = 1e-4;
  let sum = 0;
  for (let z = Math.max(-12, -gap / deviation); z < 12; z += step) {
    const at = (w: number): number => Math.max(0, gap + deviation * w) * normalDensity(w);
    sum += ((at(z) + at(z + step)) / 2) * step;
  }
  return sum;
}

describe('acquisition functions', () => {
  it('have the expected improvement that an integral gives', () => {
    for (const [gap, deviation] of [
      [0, 1],
      [1, 2],
      [-3, 1],
      [2, 0.1],
      [-0.5, 0.125],
    ]) {
      const expected = integrated(gap, deviation);
      assert.ok(Math.abs(Math.exp(logImprovement(gap, deviation)) / expected - 1) < 1e-6, `${gap}, ${deviation}`);
    }
  });

  it('keep their logarithm where the improvement is 0 for doubles, and rise all the way', () => {
    let last = Number.NEGATIVE_INFINITY;
    for (let gap = -60; gap <= 5; gap += 0.05) {
      const value = logImprovement(gap, 1);
      assert.ok(value > last, `at ${gap}`);
      // Both formulas meet at -25 without a step: the slope is about -gap there.
      if (gap > -59 && gap < -5) assert.ok(value - last < 0.05 * (1 - gap), `at ${gap}`);
      last = value;
    }
    assert.ok(Number.isFinite(logImprovement(-1000, 1)));
  });

  it('know what is certain', () => {
    assert.equal(logImprovement(2, 0), Math.log(2));
    assert.equal(logImprovement(0, 0), Number.NEGATIVE_INFINITY);
    assert.equal(feasibilityOf(0.9, 0), 1);
    assert.equal(feasibilityOf(0.1, 0), 0);
    assert.equal(feasibilityOf(0.5, 1), 0.5);
  });

  it('never fall with more doubt or more feasibility, as the bounds of the search assume', () => {
    for (const acquisition of ['ei', 'logei', 'ucb'] as const) {
      const value = (deviation: number, feasibility: number): number =>
        merit({ acquisition, beta: 2 }, 3, deviation, feasibility, seen);
      for (let deviation = 0; deviation < 4; deviation += 0.1) {
        assert.ok(value(deviation + 0.1, 0.7) >= value(deviation, 0.7), acquisition);
        assert.ok(value(deviation, 0.8) >= value(deviation, 0.7), acquisition);
      }
      assert.ok(merit({ acquisition, beta: 2 }, 2, 1, 1, seen) > value(1, 1), 'a lower mean is better');
    }
  });

  it('weigh the improvement with the probability of being feasible', () => {
    const options = { acquisition: 'ei', beta: 2 } as const;
    const whole = merit(options, 0.5, 1, 1, seen);
    assert.ok(Math.abs(merit(options, 0.5, 1, 0.25, seen) / whole - 0.25) < 1e-12);
    const logarithm = merit({ ...options, acquisition: 'logei' }, 0.5, 1, 0.25, seen);
    assert.ok(Math.abs(Math.exp(logarithm) / (0.25 * whole) - 1) < 1e-12);
  });
});
