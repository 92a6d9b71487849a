/** The study of what macros beside an NPU buy: its table, and one small run of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type HeterogeneityRun, heterogeneityRuns, heterogeneityTable } from '../../src/experiments/heterogeneity.js';

const setting = { goal: 'latencyS', areaMm2: 4, leastAccuracy: 0.7 } as const;

describe('heterogeneity study', () => {
  it('sums seeds up, leaving out those without a feasible design', () => {
    const runs: HeterogeneityRun[] = [0.2, -0.1, 0.4].map((improvement, seed) => ({
      ...setting,
      seed,
      improvement,
      improvementSeeded: Math.max(0, improvement),
    }));
    const [row] = heterogeneityTable([...runs, { ...setting, seed: 3 }]);
    assert.deepEqual([row?.compared, row?.seeds, row?.median, row?.best, row?.medianSeeded], [3, 4, 0.2, 0.4, 0.2]);
    assert.equal(row?.better, 2 / 3);
  });

  it('compares at no lower accuracy, the same again for the same seeds', () => {
    const request = {
      agent: 'random',
      budget: 12,
      seeds: [1],
      areas: [8],
      accuracies: [0.65],
      adcModel: 'zigzag-28nm',
    };
    const runs = [...heterogeneityRuns(request)];
    assert.deepEqual(
      runs.map(({ goal }) => goal),
      ['latencyS', 'energyJ'],
    );
    for (const { npuOnly, whole, improvement, improvementSeeded } of runs) {
      if (npuOnly === undefined || whole === undefined) continue;
      assert.ok(whole.accuracy >= npuOnly.accuracy);
      assert.equal(improvement, 1 - whole.value / npuOnly.value);
      assert.equal(improvementSeeded, Math.max(0, improvement));
    }
    assert.deepEqual([...heterogeneityRuns(request)], runs);
  });
});
