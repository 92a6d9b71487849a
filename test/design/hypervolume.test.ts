import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { HypervolumeTracker, hypervolume, wfg } from '../../src/design/hypervolume.js';
import { RandomStream } from '../../src/stats/random.js';

const close = (actual: number, expected: number, tolerance: number, what = '') =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what} ${actual} is not within ${tolerance} of ${expected}`);

/** Points of the integer grid, so that ties, duplicates and points outside the reference (10, ..., 10) are frequent. */
const grid = (dimension: number, maxLength = 12) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 11 }), { minLength: dimension, maxLength: dimension }), { maxLength });

/** Counts the unit cells that some point dominates: exact for integer points. */
function countCells(points: readonly (readonly number[])[], dimension: number): number {
  let count = 0;
  for (let cell = 0; cell < 10 ** dimension; cell++) {
    const corner = Array.from({ length: dimension }, (_, m) => Math.floor(cell / 10 ** m) % 10);
    if (points.some((point) => point.every((value, m) => value <= (corner[m] as number)))) count++;
  }
  return count;
}

test('hand-computed areas and volumes', () => {
  assert.equal(hypervolume([], [1, 1]), 0);
  assert.equal(hypervolume([[3]], [5]), 2);
  assert.equal(
    hypervolume(
      [
        [1, 3],
        [2, 2],
        [3, 1],
      ],
      [4, 4],
    ),
    6,
  );
  assert.equal(hypervolume([[0, 0, 0]], [2, 3, 4]), 24);
  assert.equal(
    hypervolume(
      [
        [0, 1, 1],
        [1, 0, 0],
      ],
      [2, 2, 2],
    ),
    2 + 4 - 1,
  );
  assert.equal(
    hypervolume(
      [
        [0, 0, 0, 0],
        [1, 1, 1, 1],
      ],
      [2, 2, 2, 2],
    ),
    16,
  );
});

for (const dimension of [1, 2, 3, 4]) {
  test(`${dimension} objectives: equals the number of dominated cells of a grid`, () => {
    fc.assert(
      fc.property(grid(dimension), (points) => {
        const inside = points.filter((point) => point.every((value) => value < 10));
        assert.equal(hypervolume(points, Array(dimension).fill(10)), countCells(inside, dimension));
      }),
      { seed: 1, numRuns: dimension === 4 ? 30 : 200 },
    );
  });
}

test('the sweep for 3 objectives and WFG agree', () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(unit, unit, unit), { maxLength: 25 }), (points) => {
      close(hypervolume(points, [1, 1, 1]), wfg(points, [1, 1, 1]), 1e-12);
    }),
    { seed: 2, numRuns: 300 },
  );
});

test('4 and 5 objectives agree with Monte Carlo', () => {
  const random = RandomStream.from(3, 'hypervolume');
  for (const dimension of [4, 5]) {
    const draw = () => Array.from({ length: dimension }, () => random.uniform());
    const points = Array.from({ length: 12 }, draw);
    const draws = 40_000;
    let hits = 0;
    for (let k = 0; k < draws; k++) {
      const probe = draw();
      if (points.some((point) => point.every((value, m) => value <= (probe[m] as number)))) hits++;
    }
    const share = hits / draws;
    close(hypervolume(points, Array(dimension).fill(1)), share, 4 * Math.sqrt((share * (1 - share)) / draws));
  }
});

test('a further point never lowers it, a duplicate and a point outside the reference change nothing', () => {
  for (const dimension of [2, 3, 4]) {
    const reference = Array(dimension).fill(10);
    fc.assert(
      fc.property(grid(dimension, 8), grid(dimension, 1), (points, extra) => {
        const before = hypervolume(points, reference);
        assert.ok(hypervolume([...points, ...extra], reference) >= before);
        assert.equal(hypervolume([...points, ...points], reference), before);
        assert.equal(hypervolume([...points, [10, ...Array(dimension - 1).fill(0)]], reference), before);
      }),
      { seed: 4, numRuns: 100 },
    );
  }
});

test('the tracker gives the hypervolume of all points so far, in any order', () => {
  for (const dimension of [2, 3, 4]) {
    const reference = Array(dimension).fill(10);
    fc.assert(
      fc.property(grid(dimension), (points) => {
        const tracker = new HypervolumeTracker(reference);
        points.forEach((point, k) => {
          const before = tracker.value;
          const grew = tracker.add(point);
          assert.equal(tracker.value > before, grew);
          assert.equal(tracker.value, hypervolume(points.slice(0, k + 1), reference));
        });
      }),
      { seed: 5, numRuns: 100 },
    );
  }
});

test('a point of another length is refused', () => {
  assert.throws(() => hypervolume([[1, 2, 3]], [4, 4]), { code: 'badRequest' });
  assert.throws(() => new HypervolumeTracker([4, 4]).add([1]), { code: 'badRequest' });
});

test('fine samplings approach the published hypervolumes of zdt1 and dtlz2', () => {
  // zdt1: f2 = 1 - sqrt(f1) below (1.1, 6); dtlz2: the box minus an eighth of the unit ball, 8 - pi/6.
  const n = 20_000;
  const zdt1 = Array.from({ length: n + 1 }, (_, k) => [k / n, 1 - Math.sqrt(k / n)]);
  close(hypervolume(zdt1, [1.1, 6]), 6.266667, 1e-3);
  const steps = 150;
  const dtlz2: number[][] = [];
  for (let i = 0; i <= steps; i++) {
    for (let j = 0; j <= steps; j++) {
      const [a, b] = [((i / steps) * Math.PI) / 2, ((j / steps) * Math.PI) / 2];
      dtlz2.push([Math.cos(a) * Math.cos(b), Math.cos(a) * Math.sin(b), Math.sin(a)]);
    }
  }
  close(hypervolume(dtlz2, [2, 2, 2]), 7.476401, 2e-2);
});

test('all cells of NAS-Bench-201: error and Eyeriss energy give 66.9618311 with 13 cells', (t) => {
  const folder = join(process.env['COGYM_REFERENCE'] ?? '../shared/reference', 'nasbench201');
  if (!existsSync(folder)) return t.skip(`reference tables not found at ${folder}`);
  const column = (file: string, name: string): Map<string, number> => {
    const [header = '', ...rows] = readFileSync(join(folder, file), 'utf8').trim().split('\n');
    const names = header.trim().split(',');
    const [key, value] = [names.indexOf('index'), names.indexOf(name)];
    return new Map(rows.map((row) => row.split(',')).map((cells) => [cells[key] ?? '', Number(cells[value])]));
  };
  const accuracy = column('accuracy.csv', 'cifar10_valid');
  const energy = column('hwnasbench_cifar10.csv', 'eyeriss_energy_mj');
  const tracker = new HypervolumeTracker([50, 2]);
  for (const [index, percent] of accuracy) tracker.add([100 - percent, energy.get(index) as number]);
  close(tracker.value, 66.9618311, 1e-7);
  assert.equal(tracker.size, 13);
});
