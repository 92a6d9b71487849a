import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DesignSpace } from '../../src/design/design-space.js';
import type { Mask } from '../../src/design/mask.js';
import { categorical, type Design, integer, ordinal, real } from '../../src/design/parameter.js';
import { RandomStream } from '../../src/stats/random.js';
import { budget, budgetMask } from './spaces.js';

describe('sampling', () => {
  const chiSquare = (counts: readonly number[], expected: readonly number[]) =>
    counts.reduce((sum, count, k) => sum + (count - (expected[k] as number)) ** 2 / (expected[k] as number), 0);

  it('gives each value the same chance, and each allowed one under a mask', () => {
    const space = new DesignSpace([categorical('c', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])]);
    const draw = (mask?: Mask) => {
      const random = RandomStream.from(8, 'uniform');
      const counts = new Array<number>(10).fill(0);
      for (let k = 0; k < 10_000; k++) counts[Number(space.sample(random, mask)['c'])] += 1;
      return counts;
    };
    assert.ok(chiSquare(draw(), Array(10).fill(1000)) < 30);
    const allowed = Uint8Array.of(0, 1, 1, 0, 0, 1, 0, 0, 0, 1);
    const counts = draw(() => [allowed]);
    assert.deepEqual(
      counts.map((count) => (count > 0 ? 1 : 0)),
      [...allowed],
    );
    assert.ok(
      chiSquare(
        counts.filter((count) => count > 0),
        Array(4).fill(2500),
      ) < 20,
    );
  });

  it('is uniform in the logarithm on a logarithmic scale, masked or not', () => {
    const space = new DesignSpace([integer('n', 1, 7, { scale: 'log' }), real('r', 1, 10_000, { scale: 'log' })]);
    const random = RandomStream.from(9, 'log');
    const small = Array.from({ length: 4000 }, () => space.sample(random));
    const counts = [1, 2, 3, 4, 5, 6, 7].map((n) => small.filter((design) => design['n'] === n).length);
    const expected = [1, 2, 3, 4, 5, 6, 7].map((n) => (4000 * Math.log(1 + 1 / n)) / Math.log(8));
    assert.ok(chiSquare(counts, expected) < 25);
    assert.ok(Math.abs(small.filter(({ r }) => Number(r) < 100).length / 4000 - 0.5) < 0.04);
    const odd: Mask = () => [Uint8Array.of(1, 0, 1, 0, 1, 0, 1), new Uint8Array(0)];
    const masked = Array.from({ length: 4000 }, () => space.sample(random, odd)['n']);
    const weights = [1, 3, 5, 7].map((n) => Math.log(1 + 1 / n));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const found = [1, 3, 5, 7].map((n) => masked.filter((value) => value === n).length);
    assert.equal(
      found.reduce((sum, count) => sum + count, 0),
      4000,
    );
    assert.ok(
      chiSquare(
        found,
        weights.map((weight) => (4000 * weight) / total),
      ) < 20,
    );
  });

  it('are built parameter by parameter from what the mask allows', () => {
    const seen: (number[] | undefined)[] = [];
    const design = budget().build((i, allowed) => {
      seen.push(allowed && [...allowed]);
      return budget().valueAt(i, allowed === undefined ? 1 : allowed.lastIndexOf(1));
    }, budgetMask);
    assert.deepEqual(design, { rows: 2, columns: 32, kind: 'odd', free: 1 });
    assert.deepEqual(seen, [undefined, [1, 1, 1, 1, 1, 1, 0], undefined, undefined]);
  });

  it('fails clearly when the mask allows nothing, or has another length', () => {
    const space = new DesignSpace([categorical('a', ['x', 'y']), categorical('b', [1, 2])]);
    const random = RandomStream.from(10, 'dead end');
    const deadEnd: Mask = () => [Uint8Array.of(1, 1), Uint8Array.of(0, 0)];
    for (const act of [
      () => space.sample(random, deadEnd),
      () => space.mutate(space.defaultDesign(), random, { mask: deadEnd }),
      () => space.neighbours(space.defaultDesign(), deadEnd),
      () => space.crossover(space.defaultDesign(), space.defaultDesign(), random, { mask: deadEnd }),
    ]) {
      assert.throws(act, { code: 'emptyMask', path: '/b', message: /no value of 'b' after \{"a":"/ });
    }
    assert.throws(() => space.sample(random, () => [Uint8Array.of(1, 1, 1)]), {
      code: 'badRequest',
      message: /3 entries/,
    });
  });

  it('Sobol points and Latin hypercubes visit every value equally often', () => {
    const space = new DesignSpace([
      categorical('c', ['a', 'b', 'c', 'd']),
      ordinal('o', [1, 2, 4, 8, 16, 32, 64, 128]),
    ]);
    const counts = (designs: readonly Design[], name: string) => {
      const found = new Map<unknown, number>();
      for (const design of designs) found.set(design[name], (found.get(design[name]) ?? 0) + 1);
      return [...found.values()];
    };
    for (const designs of [space.sobol(64, 11), space.latinHypercube(64, RandomStream.from(12, 'lhs'))]) {
      assert.deepEqual(counts(designs, 'c'), Array(4).fill(16));
      assert.deepEqual(counts(designs, 'o'), Array(8).fill(8));
    }
    assert.deepEqual(space.sobol(4, 11), space.sobol(64, 11).slice(0, 4));
    assert.notDeepEqual(space.sobol(8, 1), space.sobol(8, 2));
    assert.deepEqual(space.sobol(1, 1, { scramble: false }), [{ c: 'a', o: 1 }]);
  });
});

describe('mutation', () => {
  it('changes one of d parameters on average and at least one', () => {
    const space = new DesignSpace(Array.from({ length: 10 }, (_, i) => categorical(`c${i}`, ['x', 'y', 'z'])));
    const random = RandomStream.from(13, 'mutation');
    let changed = 0;
    for (let k = 0; k < 2000; k++) {
      const design = space.sample(random);
      const child = space.mutate(design, random);
      const count = space.names.filter((name) => child[name] !== design[name]).length;
      assert.ok(count >= 1);
      changed += count;
    }
    // Binomial(10, 0.1) given that it is positive: 1/(1 - 0.9^10) = 1.535.
    assert.ok(Math.abs(changed / 2000 - 1.535) < 0.06, `${changed / 2000}`);
  });

  it("takes three quarters of an ordered parameter's changes to its neighbours", () => {
    const space = new DesignSpace([integer('n', 0, 20)]);
    const random = RandomStream.from(14, 'mutation');
    let adjacent = 0;
    for (let k = 0; k < 4000; k++) {
      if (Math.abs(Number(space.mutate({ n: 10 }, random, { probability: 1 })['n']) - 10) === 1) adjacent++;
    }
    assert.ok(Math.abs(adjacent / 4000 - (0.75 + 0.25 * 0.1)) < 0.03);
  });

  it('moves reals locally, within their bounds, by the step that the caller gives', () => {
    const space = new DesignSpace([real('r', 0, 1)]);
    const random = RandomStream.from(15, 'mutation');
    const moves = Array.from({ length: 3000 }, () =>
      Number(space.mutate({ r: 0.05 }, random, { probability: 1 })['r']),
    );
    assert.ok(moves.every((r) => r >= 0 && r <= 1));
    const near = moves.filter((r) => r < 0.35).length / 3000;
    assert.ok(Math.abs(near - (0.8 + 0.2 * 0.35)) < 0.03, `${near}`);
    const reflected = space.mutate({ r: 0.5 }, random, { probability: 1, realStep: () => 1.25 });
    assert.deepEqual(reflected, { r: 0.75 });
  });

  it('leaves inactive parameters alone and draws those that become active', () => {
    const space = new DesignSpace([
      categorical('on', [false, true]),
      integer('n', 0, 1000, { activeWhen: { parameter: 'on', oneOf: [true] } }),
    ]);
    const random = RandomStream.from(16, 'mutation');
    const values = new Set<unknown>();
    for (let k = 0; k < 50; k++) {
      const child = space.mutate({ on: false, n: 500 }, random);
      assert.equal(child['on'], true);
      values.add(child['n']);
      const grandchild = space.mutate(child, random);
      if (grandchild['on'] === false) assert.equal(grandchild['n'], 500);
    }
    assert.ok(values.size > 40);
  });

  it('gives back the one allowed design', () => {
    const space = new DesignSpace([categorical('a', ['x', 'y']), integer('b', 0, 5)]);
    const only: Mask = () => [Uint8Array.of(0, 1), Uint8Array.of(0, 0, 1, 0, 0, 0)];
    const random = RandomStream.from(17, 'mutation');
    assert.deepEqual(space.mutate({ a: 'y', b: 2 }, random, { mask: only }), { a: 'y', b: 2 });
    assert.deepEqual(space.mutate({ a: 'x', b: 0 }, random, { mask: only }), { a: 'y', b: 2 });
  });
});

describe('neighbours', () => {
  it("are the adjacent values, the other names and a tenth of a real's range", () => {
    const space = new DesignSpace([ordinal('o', [1, 2, 4]), categorical('c', ['a', 'b', 'c']), real('r', 0, 10)]);
    assert.deepEqual(space.neighbours({ o: 1, c: 'b', r: 9.5 }), [
      { o: 2, c: 'b', r: 9.5 },
      { o: 1, c: 'a', r: 9.5 },
      { o: 1, c: 'c', r: 9.5 },
      { o: 1, c: 'b', r: 8.5 },
      { o: 1, c: 'b', r: 10 },
    ]);
  });

  it('skip masked values and repair what follows', () => {
    const space = new DesignSpace([integer('a', 0, 3), integer('b', 0, 3)]);
    const mask: Mask = ({ a }) => [Uint8Array.of(1, 0, 1, 1), Uint8Array.of(1, Number(a) > 0 ? 0 : 1, 1, 1)];
    assert.deepEqual(space.neighbours({ a: 0, b: 1 }, mask), [
      { a: 2, b: 0 },
      { a: 0, b: 0 },
      { a: 0, b: 2 },
    ]);
  });
});
