import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { nonDominated, ParetoArchive } from '../../src/design/pareto.js';

type Point = readonly number[];

const below = (a: Point, b: Point) =>
  a.every((value, m) => value <= (b[m] as number)) && a.some((v, m) => v < (b[m] as number));
const points = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })),
  {
    maxLength: 40,
  },
);

test('nonDominated keeps exactly the points that no other dominates, in order', () => {
  fc.assert(
    fc.property(points, (all) => {
      const expected = all.map((_, i) => i).filter((i) => !all.some((other) => below(other, all[i] as Point)));
      assert.deepEqual(nonDominated(all), expected);
    }),
    { seed: 1 },
  );
});

test('the archive holds the non-dominated points, each once', () => {
  fc.assert(
    fc.property(points, (all) => {
      const archive = new ParetoArchive<number>();
      all.forEach((point, i) => {
        archive.add(point, i);
      });
      const distinct = new Set(nonDominated(all).map((i) => (all[i] as Point).join()));
      assert.deepEqual(
        archive
          .points()
          .map((point) => point.join())
          .sort(),
        [...distinct].sort(),
      );
      for (const { objectives, item } of archive.entries()) assert.deepEqual(objectives, all[item]);
    }),
    { seed: 2 },
  );
});

test('equal points under different keys are both kept', () => {
  const archive = new ParetoArchive<string>();
  assert.equal(archive.add([1, 2], 'first', 'a'), true);
  assert.equal(archive.add([1, 2], 'again', 'a'), false);
  assert.equal(archive.add([1, 2], 'other', 'b'), true);
  assert.deepEqual(
    archive.entries().map(({ item }) => item),
    ['first', 'other'],
  );
  assert.equal(archive.add([1, 1], 'better', 'c'), true);
  assert.equal(archive.size, 1);
});

test('objectives that are not finite never enter', () => {
  const archive = new ParetoArchive();
  assert.equal(archive.add([Number.NaN, 0], undefined), false);
  assert.equal(archive.add([0, Number.POSITIVE_INFINITY], undefined), false);
  assert.equal(archive.size, 0);
});
