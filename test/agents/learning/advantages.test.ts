import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { headOf } from '../../../agents/learning/head.js';
import { policyGradient, valueGradient } from '../../../agents/learning/proximal.js';
import { Rollout } from '../../../agents/learning/rollout.js';
import { Discrete } from '../../../src/spaces/index.js';

const near = (found: ArrayLike<number>, wanted: readonly number[], tolerance = 1e-6): void => {
  assert.equal(found.length, wanted.length);
  wanted.forEach((value, k) => {
    assert.ok(Math.abs((found[k] as number) - value) < tolerance, `${k}: ${found[k]}, not ${value}`);
  });
};

const shape = { observation: 1, criticInput: 1, action: 1, outputs: 2 };

describe('generalised advantages', () => {
  it('are the discounted sums of errors, and stop where an episode ends', () => {
    const rollout = new Rollout({ ...shape, agents: 1, environments: 1, steps: 4 });
    rollout.rewards.set([1, 2, 3, 4]);
    rollout.values.set([0.5, 1, 1.5, 2]);
    rollout.ends.set([0, 1, 0, 0]);
    const [gamma, lambda] = [0.9, 0.8];
    const d3 = 4 + 0.9 * 10 - 2;
    const d2 = 3 + 0.9 * 2 - 1.5;
    const d1 = 2 - 1;
    const d0 = 1 + 0.9 * 1 - 0.5;
    near(rollout.advantages(Float64Array.of(10), gamma, lambda), [d0 + 0.72 * d1, d1, d2 + 0.72 * d3, d3]);
  });

  it('keep agents and environments apart', () => {
    const rollout = new Rollout({ ...shape, agents: 2, environments: 2, steps: 1 });
    rollout.rewards.set([1, 2, 3, 4]);
    rollout.values.set([0.5, 0.25, 0, 1]);
    rollout.ends.set([1, 0]);
    near(rollout.advantages(Float64Array.of(10, 20, 30, 40), 0.5, 0.9), [0.5, 2 + 10 - 0.25, 3, 4 + 20 - 1]);
  });
});

describe('the clipped surrogate', () => {
  const gradientFor = (oldLogProbability: number, advantage: number): number => {
    const batch = {
      heads: [headOf(new Discrete(2))],
      width: 2,
      actions: Float32Array.of(0),
      action: 1,
      masks: Uint8Array.of(1, 1),
      logProbabilities: Float64Array.of(oldLogProbability),
      advantages: Float64Array.of(advantage),
    };
    const figures = { approximateKl: 0, clipped: 0, entropy: 0 };
    const options = { clip: 0.2, entropyWeight: 0, share: 1 };
    return policyGradient(batch, Float32Array.of(0, 0), options, figures)[0] as number;
  };

  it('pushes up what was better, and not at all once the ratio left the interval on that side', () => {
    const log = Math.log(0.5);
    assert.ok(Math.abs(gradientFor(log, 1) + 0.5) < 1e-6, 'minus ratio x A x (1 - p)');
    assert.equal(Math.abs(gradientFor(log - 0.5, 1)), 0);
    assert.ok(gradientFor(log + 0.5, 1) < 0, 'a ratio below the interval is pulled back');
    assert.equal(Math.abs(gradientFor(log + 0.5, -1)), 0);
    assert.ok(gradientFor(log - 0.5, -1) > 0);
  });
});

describe('value errors', () => {
  it('are linear beyond delta, and stop pushing beyond the clip', () => {
    const options = { weight: 1, share: 1, clip: 0, delta: 10 };
    near(valueGradient(Float32Array.of(3, 30), Float64Array.of(0, 0), Float64Array.of(1, 1), options), [2, 10]);
    const clipped = { ...options, clip: 0.5 };
    near(valueGradient(Float32Array.of(2, 0.2), Float64Array.of(0, 0), Float64Array.of(3, 3), clipped), [0, -2.8]);
  });
});
