import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { expectedBest } from '../../src/stats/expected-best.js';

const close = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} ${expected}`);

/** Mean of the best over all draws of `k` of `values`: every ordered one with, every subset without replacement. */
function enumerate(values: readonly number[], k: number, best: (...a: number[]) => number, again: boolean): number {
  const found: number[] = [];
  const draw = (left: number, from: number, drawn: readonly number[]) => {
    if (left === 0) found.push(best(...drawn));
    for (let i = from; left > 0 && i < values.length; i++) draw(left - 1, again ? 0 : i + 1, [...drawn, values[i]]);
  };
  draw(k, 0, []);
  return found.reduce((sum, value) => sum + value, 0) / found.length;
}

test('equals the mean over all draws, with and without replacement, in both directions', () => {
  const cases = fc.tuple(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 5 }), fc.nat());
  fc.assert(
    fc.property(cases, ([values, pick]) => {
      const k = 1 + (pick % values.length);
      close(expectedBest(values, k, { direction: 'maximize' }), enumerate(values, k, Math.max, false));
      close(expectedBest(values, k, { direction: 'minimize' }), enumerate(values, k, Math.min, false));
      const biased = { direction: 'maximize', unbiased: false } as const;
      close(expectedBest(values, k, biased), enumerate(values, k, Math.max, true));
    }),
    { seed: 1 },
  );
});

test('k = 1 is the mean and k = n the best; it never gets worse with k', () => {
  const values = [5, 3, 8, 1, 9, 2];
  const at = (k: number) => expectedBest(values, k, { direction: 'minimize' });
  close(at(1), 28 / 6);
  close(at(6), 1);
  for (let k = 2; k <= 6; k++) assert.ok(at(k) <= at(k - 1));
});

test('k outside 1..n is refused, unless drawn with replacement', () => {
  assert.throws(() => expectedBest([1, 2], 3, { direction: 'minimize' }), RangeError);
  assert.throws(() => expectedBest([1, 2], 0, { direction: 'minimize' }), RangeError);
  assert.throws(() => expectedBest([], 1, { direction: 'minimize' }), RangeError);
  close(expectedBest([1, 2], 3, { direction: 'minimize', unbiased: false }), 1 + 1 / 8);
});
