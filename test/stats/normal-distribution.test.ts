import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalCdf, normalDensity, normalUpperTail } from '../../src/stats/normal-distribution.js';

test('the upper tail equals scipy.stats.norm.sf', () => {
  const table: readonly (readonly [number, number])[] = [
    [-2, 0.977249868051821],
    [0, 0.5],
    [0.5, 0.30853753872598694],
    [1, 0.15865525393145707],
    [1.96, 0.024997895148220435],
    [3, 0.0013498980316300933],
    [5, 2.866515718791933e-7],
    [10, 7.61985302416047e-24],
    [37, 5.725571222524576e-300],
  ];
  for (const [x, expected] of table) {
    assert.ok(Math.abs(normalUpperTail(x) / expected - 1) < 1e-12, `${x}: ${normalUpperTail(x)}`);
    assert.equal(normalCdf(-x), normalUpperTail(x));
  }
});

test('the two formulas meet at 3 and the cumulative distribution never falls', () => {
  let previous = 0;
  for (let x = -8; x <= 8; x += 1 / 64) {
    const p = normalCdf(x);
    assert.ok(p >= previous, `at ${x}`);
    previous = p;
  }
  assert.ok(Math.abs(normalUpperTail(3 - 1e-9) / normalUpperTail(3) - 1) < 1e-8);
  assert.ok(Math.abs(normalDensity(0) - 0.3989422804014327) < 1e-16);
  assert.equal(normalUpperTail(Number.POSITIVE_INFINITY), 0);
});
