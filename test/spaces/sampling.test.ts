import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Box, Dict, Discrete, type Dtype, MultiBinary, MultiDiscrete, Tuple } from '../../src/spaces/index.js';
import { RandomStream } from '../../src/stats/random.js';

const infinity = Number.POSITIVE_INFINITY;
const COUNT = 20_000;

/** Many draws of a one-component box. */
function draws<D extends Dtype>(low: number, high: number, dtype: D): number[] {
  const box = new Box(low, high, [COUNT], dtype);
  box.seed(1);
  return Array.from(box.sample());
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function near(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
}

describe('Box sampling', () => {
  test('both bounds: uniform', () => {
    const values = draws(-2, 6, 'float64');
    assert.ok(values.every((value) => value >= -2 && value <= 6));
    near(mean(values), 2, 0.1);
    near(mean(values.map((value) => (value - 2) ** 2)), 64 / 12, 0.15);
    for (let bin = 0; bin < 8; bin++) {
      near(values.filter((value) => Math.floor(value + 2) === bin).length / COUNT, 1 / 8, 0.01);
    }
  });

  test('bound below: low + Exp(1)', () => {
    const values = draws(3, infinity, 'float64');
    assert.ok(Math.min(...values) >= 3);
    near(mean(values), 4, 0.05);
    near(values.filter((value) => value > 3 + Math.LN2).length / COUNT, 0.5, 0.02);
  });

  test('bound above: high - Exp(1)', () => {
    const values = draws(-infinity, 3, 'float64');
    assert.ok(Math.max(...values) <= 3);
    near(mean(values), 2, 0.05);
    near(values.filter((value) => value < 3 - Math.LN2).length / COUNT, 0.5, 0.02);
  });

  test('no bound: N(0, 1)', () => {
    const values = draws(-infinity, infinity, 'float64');
    near(mean(values), 0, 0.03);
    near(mean(values.map((value) => value * value)), 1, 0.05);
    near(values.filter((value) => Math.abs(value) < 1).length / COUNT, 0.6827, 0.02);
  });

  test('integers: floor of uniform on [low, high + 1), so that each value is equally likely', () => {
    for (const dtype of ['int32', 'uint8'] as const) {
      const values = draws(3, 7, dtype);
      for (let value = 3; value <= 7; value++) near(values.filter((v) => v === value).length / COUNT, 0.2, 0.015);
    }
    assert.deepEqual(new Set(draws(-1, 1, 'int32')), new Set([0, 1, -1]));
  });

  test('integers without bounds stay integers on the right side', () => {
    assert.ok(draws(3, infinity, 'int32').every((value) => value >= 3 && Number.isInteger(value)));
    assert.ok(draws(-infinity, 3, 'int32').every((value) => value <= 3));
    near(mean(draws(-infinity, infinity, 'int32')), -0.5, 0.03);
  });

  test('follows the rule draw by draw', () => {
    const box = new Box([0, 1, -infinity, -infinity], [4, infinity, 1, infinity], [4], 'float64');
    box.seed(42);
    const random = RandomStream.from(42, 'space');
    const expected = [4 * random.uniform(), 1 + random.exponential(), 1 - random.exponential(), random.normal()];
    assert.deepEqual(Array.from(box.sample()), expected);
  });

  test('keeps within the widest bounds and those that coincide', () => {
    const widest = Number.MAX_VALUE;
    assert.ok(draws(-widest, widest, 'float64').every(Number.isFinite));
    assert.ok(draws(5, 5, 'float32').every((value) => value === 5));
    assert.ok(draws(2 ** 31 - 1, 2 ** 31 - 1, 'int32').every((value) => value === 2 ** 31 - 1));
  });
});

describe('masks', () => {
  test('Discrete draws uniformly among the allowed values', () => {
    const space = new Discrete(4, 10);
    space.seed(2);
    const counts = new Map<number, number>();
    for (let i = 0; i < 6000; i++) {
      const value = space.sample(Uint8Array.of(1, 0, 1, 1));
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    assert.deepEqual([...counts.keys()].sort(), [10, 12, 13]);
    for (const count of counts.values()) near(count / 6000, 1 / 3, 0.03);
  });

  test('an all-zero mask gives the start', () => {
    assert.equal(new Discrete(4, 10).sample(new Uint8Array(4)), 10);
    assert.deepEqual(
      new MultiDiscrete([2, 3], [5, 7]).sample([new Uint8Array(2), Uint8Array.of(0, 0, 1)]),
      Int32Array.of(5, 9),
    );
  });

  test('MultiDiscrete takes one mask per component, undefined for all values', () => {
    const space = new MultiDiscrete([2, 3]);
    space.seed(2);
    const seen = new Set(Array.from({ length: 50 }, () => space.sample([undefined, Uint8Array.of(0, 1, 0)]).join()));
    assert.deepEqual([...seen].sort(), ['0,1', '1,1']);
  });

  test('MultiBinary takes 0, 1 or 2 for either', () => {
    const space = new MultiBinary(3);
    space.seed(2);
    const seen = new Set(Array.from({ length: 50 }, () => space.sample(Uint8Array.of(0, 1, 2)).join('')));
    assert.deepEqual([...seen].sort(), ['010', '011']);
  });

  test('Dict and Tuple pass masks on to their children', () => {
    const dict = new Dict({ a: new Discrete(3), b: new Discrete(3) });
    assert.equal(dict.sample({ a: Uint8Array.of(0, 0, 1) }).a, 2);
    const tuple = new Tuple([new Discrete(3), new Discrete(3)]);
    assert.equal(tuple.sample([undefined, Uint8Array.of(0, 1, 0)])[1], 1);
  });

  test('of another length or kind are refused', () => {
    const wrong: [() => unknown, RegExp][] = [
      [() => new Discrete(4).sample(new Uint8Array(3)), /4 zeros and ones/],
      [() => new Discrete(4).sample(Uint8Array.of(0, 1, 2, 0)), /4 zeros and ones/],
      [() => new Discrete(4).sample([1, 0, 0, 0] as unknown as Uint8Array), /4 zeros and ones/],
      [() => new MultiDiscrete([2, 3]).sample([new Uint8Array(2)]), /2 masks/],
      [() => new MultiDiscrete([2, 3]).sample([new Uint8Array(2), new Uint8Array(2)]), /3 zeros and ones/],
      [() => new MultiBinary(2).sample(new Uint8Array(3)), /0, 1 or 2/],
      [() => new MultiBinary(2).sample(Uint8Array.of(3, 0)), /0, 1 or 2/],
      [() => new Box(0, 1).sample(new Uint8Array(1) as unknown as undefined), /no mask/],
      [() => new Dict({ a: new Discrete(2) }).sample({ b: new Uint8Array(2) }), /masks by name/],
      [() => new Tuple([new Discrete(2)]).sample([]), /1 masks/],
    ];
    for (const [sample, message] of wrong) assert.throws(sample, { code: 'badRequest', message });
  });
});

describe('seeds', () => {
  test('a compound space draws one sub-seed per child, so that children differ', () => {
    const dict = new Dict({ a: new Box(0, 1, [4]), b: new Box(0, 1, [4]) });
    dict.seed(9);
    const { a, b } = dict.sample();
    assert.notDeepEqual(a, b);
    const random = RandomStream.from(9, 'space');
    const child = new Box(0, 1, [4]);
    child.seed(random.integer(2 ** 32));
    assert.deepEqual(child.sample(), a);
    child.seed(random.integer(2 ** 32));
    assert.deepEqual(child.sample(), b);
  });

  test('a child that was seeded by itself keeps its stream', () => {
    const dict = new Dict({ a: new Discrete(1000) });
    dict.spaces.a.seed(4);
    const alone = new Discrete(1000);
    alone.seed(4);
    assert.equal(dict.sample().a, alone.sample());
  });
});
