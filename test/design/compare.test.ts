import assert from 'node:assert/strict';
import test, { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  bestOf,
  compareScores,
  crowding,
  dominates,
  midStanding,
  order,
  type Score,
  scoreOf,
  standing,
} from '../../src/design/compare.js';
import type { Evaluation } from '../../src/design/evaluation.js';

const evaluation = (objectives: number[], violation: number, feasible = violation === 0): Evaluation => ({
  metrics: {},
  objectives,
  feasible,
  violation,
  violations: [],
  provenance: { simulator: 'test', validated: true, extrapolated: false },
});

const score = fc.record({
  objectives: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 2, maxLength: 2 }),
  violation: fc.constantFrom(0, 0, 0.5, 2),
});

describe('feasibility first', () => {
  it('puts feasible before infeasible, smaller violations, then smaller objectives', () => {
    const good: Score = { objectives: [1], violation: 0 };
    const better: Score = { objectives: [-1], violation: 0 };
    const near: Score = { objectives: [-9], violation: 0.1 };
    const far: Score = { objectives: [-99], violation: 3 };
    assert.deepEqual(order([far, good, near, better]), [3, 1, 2, 0]);
    assert.equal(compareScores(near, { objectives: [5], violation: 0.1 }), 0);
  });

  it('never lets a figure that is not finite through', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const feasible = scoreOf(evaluation([bad], 0), 1);
      const infeasible = scoreOf(evaluation([1], bad, false), 1);
      for (const { objectives, violation } of [feasible, infeasible]) {
        assert.ok([...objectives, violation].every(Number.isFinite));
        assert.ok(violation > 0);
      }
    }
    assert.ok(scoreOf(evaluation([1], 0, false), 1).violation > 0, 'infeasible without a violation stays infeasible');
  });

  it('refuses another number of objectives', () => {
    assert.throws(() => scoreOf(evaluation([1, 2], 0), 1), {
      code: 'badRequest',
      message: /1 objective\(s\) here, not 2/,
    });
  });
});

describe('order of several objectives', () => {
  it('never puts a design after one that it beats', () => {
    fc.assert(
      fc.property(fc.array(score, { maxLength: 25 }), (scores) => {
        const sorted = order(scores);
        assert.deepEqual(
          [...sorted].sort((a, b) => a - b),
          scores.map((_, i) => i),
        );
        sorted.forEach((i, place) => {
          const [ahead, rest] = [scores[i] as Score, sorted.slice(place + 1).map((j) => scores[j] as Score)];
          for (const behind of rest) {
            assert.ok(ahead.violation <= behind.violation);
            if (behind.violation === 0) assert.ok(!dominates(behind.objectives, ahead.objectives));
          }
        });
      }),
      { seed: 1 },
    );
  });

  it('ranks the ends of a front first, then the less crowded', () => {
    const points = [
      [0, 10],
      [1, 8],
      [1.5, 7.5],
      [6, 3],
      [10, 0],
    ];
    assert.deepEqual(order(points.map((objectives) => ({ objectives, violation: 0 }))), [0, 4, 3, 2, 1]);
  });

  it('gives the crowding distance of NSGA-II, skipping an objective in which all are equal', () => {
    assert.deepEqual(
      [
        ...crowding([
          [0, 4],
          [1, 2],
          [4, 0],
        ]),
      ],
      [Number.POSITIVE_INFINITY, 2, Number.POSITIVE_INFINITY],
    );
    assert.deepEqual(
      [
        ...crowding([
          [1, 0],
          [1, 5],
          [1, 10],
        ]),
      ],
      [Number.POSITIVE_INFINITY, 1, Number.POSITIVE_INFINITY],
    );
    assert.deepEqual([...crowding([])], []);
  });
});

test('the best of several is what their order puts first', () => {
  fc.assert(
    fc.property(fc.array(score, { minLength: 1, maxLength: 12 }), (scores) => {
      assert.equal(bestOf(scores), order(scores)[0]);
      const single = scores.map(({ objectives, violation }) => ({ objectives: objectives.slice(0, 1), violation }));
      assert.equal(bestOf(single), order(single)[0]);
    }),
    { seed: 5 },
  );
  assert.throws(() => bestOf([]), RangeError);
});

test('the standing of a score is its rank, whatever the sign and size of the figures', () => {
  const scores = [3, -1, 2, 2].map((value) => ({ objectives: [value], violation: 0 }));
  const infeasible = { objectives: [-100], violation: 1 };
  const all = [...scores, infeasible];
  assert.deepEqual(
    all.map((one) => standing(one, all)),
    [3 / 6, 1, 5 / 6, 5 / 6, 2 / 6],
  );
  assert.equal(standing(infeasible, []), 1);
  const front = [
    [0, 1],
    [1, 0],
    [1, 1],
  ].map((objectives) => ({ objectives, violation: 0 }));
  assert.deepEqual(
    front.map((one) => standing(one, front)),
    [1, 1, 2 / 4],
  );
});

test('the mid-standing of a score counts what is neither better nor worse as half', () => {
  const scores = [3, -1, 2, 2].map((value) => ({ objectives: [value], violation: 0 }));
  const others = [...scores, { objectives: [-100], violation: 1 }];
  // Of each the worse ones, and half of the equal ones and itself; of the five others.
  assert.deepEqual(
    [...scores, { objectives: [7], violation: 1 }, { objectives: [7], violation: 2 }].map((one) =>
      midStanding(one, others),
    ),
    [(1 + 1) / 6, (4 + 1) / 6, (2 + 1.5) / 6, (2 + 1.5) / 6, 1 / 6, 0.5 / 6],
  );
  const plateau = Array.from({ length: 9 }, () => ({ objectives: [1, 2], violation: 0 }));
  assert.equal(midStanding(plateau[0] as Score, plateau), 0.5);
  assert.equal(midStanding({ objectives: [2, 1], violation: 0 }, plateau), 0.5);
  assert.equal(midStanding({ objectives: [1, 1], violation: 0 }, plateau), 9.5 / 10);
});
