import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Scratch } from '../../src/stats/scratch.js';

describe('scratch arrays', () => {
  it('are as long as asked for, of the type asked for, and in the same room while it suffices', () => {
    const scratch = Scratch.floats();
    const first = scratch.take(3);
    assert.ok(first instanceof Float64Array);
    assert.equal(first.length, 3);
    first[0] = 0.5;
    for (const length of [5, 0, 6]) {
      const next = scratch.take(length);
      assert.equal(next.length, length);
      assert.equal(next.buffer, first.buffer);
    }
    assert.equal(scratch.take(1)[0], 0.5);
    const larger = scratch.take(7);
    assert.equal(larger.length, 7);
    assert.notEqual(larger.buffer, first.buffer);
    assert.ok(Scratch.integers().take(2) instanceof Int32Array);
  });
});
