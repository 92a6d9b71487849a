import assert from 'node:assert/strict';
import test from 'node:test';
import { latinHypercube } from '../../src/design/latin-hypercube.js';
import { RandomStream } from '../../src/stats/random.js';

test('every interval of every axis holds one point', () => {
  const random = RandomStream.from(1, 'lhs');
  for (const count of [1, 2, 7, 49, 100]) {
    const points = latinHypercube(count, 5, random);
    for (let j = 0; j < 5; j++) {
      const cells = points.map((point) => Math.floor((point[j] as number) * count));
      assert.deepEqual(
        cells.sort((a, b) => a - b),
        Array.from({ length: count }, (_, k) => k),
      );
    }
  }
});

test('the same stream gives the same points', () => {
  const points = () => latinHypercube(8, 3, RandomStream.from(2, 'lhs'));
  assert.deepEqual(points(), points());
});
