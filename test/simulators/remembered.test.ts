import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { remembered } from '../../simulators/remembered.js';

describe('remembered', () => {
  it('computes the value of a key once', () => {
    const table = new Map<string, { readonly n: number }>();
    let computed = 0;
    const ask = (key: string) => remembered(table, key, () => ({ n: ++computed }));
    assert.equal(ask('a'), ask('a'));
    assert.deepEqual([ask('b').n, ask('a').n], [2, 1]);
  });

  it('empties a full table', () => {
    const table = new Map<string, number>();
    for (let i = 0; i < 50_000; i++) remembered(table, String(i), () => i);
    assert.equal(table.size, 50_000);
    assert.equal(
      remembered(table, 'one more', () => 7),
      7,
    );
    assert.deepEqual([...table], [['one more', 7]]);
  });

  it('keeps nothing of what fails', () => {
    const table = new Map<string, number>();
    const fail = () => {
      throw new Error('no block fits');
    };
    assert.throws(() => remembered(table, 'a', fail), /no block fits/);
    assert.equal(table.size, 0);
  });
});
