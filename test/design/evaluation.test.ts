import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exceed, refused, totalViolation, verdict } from '../../src/design/evaluation.js';

describe('limits', () => {
  it('are broken by what lies above them, in proportion', () => {
    assert.deepEqual(exceed('areaMm2', 3, 2), [{ name: 'areaMm2', value: 3, limit: 2, excess: 0.5 }]);
    assert.deepEqual(exceed('areaMm2', 2, 2), []);
    assert.equal(totalViolation([...exceed('areaMm2', 3, 2), ...exceed('powerW', 4, 2)]), 1.5);
  });
});

describe('a verdict', () => {
  it('is the goal, negated, while every limit is kept', () => {
    assert.deepEqual(verdict(0.7, []), { objectives: [-0.7], feasible: true, violation: 0, violations: [] });
  });

  it('is v/(1+v) of the violation v otherwise', () => {
    const violations = exceed('areaMm2', 8, 2);
    assert.deepEqual(verdict(0.7, violations), { objectives: [0.75], feasible: false, violation: 3, violations });
  });

  it('is worst on a design that is refused', () => {
    const violations = [{ name: 'listed', value: 0, limit: 1, excess: 1 }];
    assert.deepEqual(refused(violations), { objectives: [1], feasible: false, violation: 1, violations });
  });
});
