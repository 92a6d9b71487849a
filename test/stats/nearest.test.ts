import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nearest } from '../../src/stats/nearest.js';

test('lists the closest names first, without regard to case', () => {
  const known = ['random', 'evolution', 'annealing', 'tpe', 'cmaes'];
  assert.deepEqual(nearest('evolutoin', known, 1), ['evolution']);
  assert.deepEqual(nearest('TPE', known, 1), ['tpe']);
  assert.deepEqual(nearest('cmaess', known, 2), ['cmaes', 'tpe']);
  assert.equal(nearest('x', known).length, 3);
  assert.deepEqual(nearest('x', []), []);
});

test('keeps the given order on ties', () => {
  assert.deepEqual(nearest('a', ['b', 'c', 'd', 'e']), ['b', 'c', 'd']);
});

test('a known name is its own nearest, and distances obey one edit', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1 }),
      fc.nat(),
      (known, pick) => {
        const name = known[pick % known.length] as string;
        assert.equal(nearest(name, known, 1)[0]?.toLowerCase(), name.toLowerCase());
        assert.ok(nearest(`${name}x`, [...known, `${name}x`], 1)[0]?.toLowerCase() === `${name}x`.toLowerCase());
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

test('a very long name costs no more than a long one', () => {
  assert.equal(nearest('x'.repeat(1e6), ['abc'], 1)[0], 'abc');
});
