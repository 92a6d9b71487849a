import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emphasised, standardise } from '../../../agents/learning/normalise.js';

describe('advantages', () => {
  it('get mean 0 and deviation 1, and equal ones 0', () => {
    const values = standardise(Float64Array.of(1, 2, 3));
    assert.ok(Math.abs((values[2] as number) - Math.sqrt(1.5)) < 1e-6);
    assert.equal(values[1], 0);
    assert.deepEqual([...standardise(Float64Array.of(4, 4))], [0, 0]);
  });

  it('are compared with another centre where one is given', () => {
    assert.ok(standardise(Float64Array.of(1, 3), 0).every((value) => value > 0));
  });

  it('become powers of the share that they beat, which a heavy tail does not change', () => {
    const expected = [0, (2 / 3) ** 2, (1 / 3) ** 2];
    assert.deepEqual([...emphasised(Float64Array.of(-1, 5, 0), 2)], expected);
    assert.deepEqual([...emphasised(Float64Array.of(-1e6, 5, 0), 2)], expected);
    assert.deepEqual(
      [...emphasised(Float64Array.of(1, 1), 1)],
      [0.25, 0.25],
      'equal ones share the mean of their ranks',
    );
    assert.deepEqual([...emphasised(Float64Array.of(-1, 5), 0)], [-1, 5]);
  });
});
