import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bestDesigns } from '../../../src/experiments/report/best-designs.js';
import { armFigures, contrasts } from '../../../src/experiments/report/comparison.js';
import type { Arm, Point, ReportData } from '../../../src/experiments/report/data.js';
import { measureOf } from '../../../src/experiments/report/measure.js';
import { bestSoFar, positions, progressOf } from '../../../src/experiments/report/progress.js';
import { synthetic } from './synthetic.js';

/** One seed: quality of each evaluation, undefined for an infeasible one. */
function run(seed: number, qualities: readonly (number | undefined)[]) {
  const points = qualities.map((quality, i): Point => {
    const feasible = quality !== undefined;
    return { design: { i }, feasible, violation: feasible ? 0 : 1, objectives: [feasible ? -quality : 2], metrics: {} };
  });
  return { seed, points };
}

const arm = (strategy: string, runs: readonly (readonly (number | undefined)[])[]): Arm => ({
  agent: 'a',
  hyperparameters: {},
  strategy,
  budget: 4,
  runs: runs.map((qualities, seed) => run(seed, qualities)),
});

const slow = arm('slow', [
  [undefined, 0.2, 0.1, 0.6],
  [undefined, undefined, 0.4, 0.4],
  [undefined, undefined, undefined, undefined],
]);
const quick = arm('joint', [
  [0.5, 0.7, 0.6, 0.9],
  [0.6, 0.6, 0.8, 0.8],
  [0.7, 0.7, 0.7, 0.7],
]);
const data: ReportData = { ...synthetic({ agents: [] }), arms: [slow, quick] };
const measure = measureOf(data);

describe('progress', () => {
  it('has no figure before the first feasible design', () => {
    assert.deepEqual(bestSoFar(slow.runs[0] as never, measure, [1, 2, 3, 4]).map(measure.shown), [
      -Infinity,
      0.2,
      0.2,
      0.6,
    ]);
  });

  it('counts a seed without a feasible design as worse than any with one', () => {
    const { median, better, worse, feasible } = progressOf(slow, measure, [1, 2, 3, 4]);
    assert.deepEqual(median, [undefined, undefined, 0.2, 0.4]);
    assert.deepEqual(better, [undefined, undefined, 0.30000000000000004, 0.5]);
    assert.deepEqual(worse, [undefined, undefined, undefined, undefined]);
    assert.deepEqual(feasible, [0, 1 / 3, 2 / 3, 2 / 3]);
  });

  it('draws nothing beyond the budget of an arm, and keeps the last figure of an unfinished run', () => {
    const unfinished = { ...quick, runs: [run(0, [0.5])] };
    assert.deepEqual(progressOf(unfinished, measure, [1, 4, 8]).median, [0.5, 0.5, undefined]);
  });

  it('spreads positions evenly and ends at the budget', () => {
    assert.deepEqual(positions(3), [1, 2, 3]);
    assert.equal(positions(5000).length, 200);
    assert.equal(positions(5000).at(-1), 5000);
  });
});

describe('comparison', () => {
  const [ofSlow, ofQuick] = armFigures(data, measure);

  it('tells seeds, evaluations and the first feasible design', () => {
    assert.equal(ofSlow?.seedsFeasible, 2);
    assert.deepEqual(ofSlow?.firstFeasible, [2, 3]);
    assert.equal(ofSlow?.evaluationsFeasible, 5);
    assert.equal(ofSlow?.evaluations, 12);
    assert.deepEqual(ofQuick?.quartiles?.map(measure.shown), [0.8500000000000001, 0.8, 0.75]);
    assert.equal(ofQuick?.interval?.low, -0.9);
    assert.equal(ofSlow?.interval?.high, Number.POSITIVE_INFINITY);
    assert.deepEqual(ofSlow?.best?.objectives, [-0.6]);
  });

  it('holds every arm against the leading one', () => {
    const [contrast] = contrasts([ofSlow as never, ofQuick as never], measure);
    assert.equal(contrast?.leader, quick);
    assert.equal(contrast?.probability, 1);
    assert.ok(Math.abs((contrast?.pValue ?? 0) - 0.1) < 1e-12);
  });

  it('chooses the best few different designs, feasible ones first', () => {
    const parameters = [{ name: 'i', type: 'integer', low: 0, high: 3 }] as const;
    const best = bestDesigns({ ...data, problem: { ...data.problem, parameters } });
    assert.equal(best.feasible, true);
    assert.equal(best.of, 3);
    assert.deepEqual(best.points[0]?.objectives, [-0.6]);
  });
});
