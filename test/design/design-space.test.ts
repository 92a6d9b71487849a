import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DesignSpace } from '../../src/design/design-space.js';
import { categorical, integer, ordinal, type Parameter, real } from '../../src/design/parameter.js';
import { perParameter } from '../../src/design/partition.js';
import { RandomStream } from '../../src/stats/random.js';
import { designSpaceConformance, enumerate } from '../conformance/design-space.js';
import { randomParameters } from './random-space.js';
import { budget, budgetMask, mixed } from './spaces.js';

designSpaceConformance('of every kind of parameter', mixed);
designSpaceConformance('under a mask', budget, budgetMask);
designSpaceConformance('of one design', () => new DesignSpace([categorical('only', ['x']), integer('one', 3, 3)]));
designSpaceConformance('of reals', () => new DesignSpace(Array.from({ length: 30 }, (_, i) => real(`x${i}`, 0, 1))));
designSpaceConformance(
  'of wide integers',
  () =>
    new DesignSpace([
      integer('a', -(2 ** 30), 2 ** 30 - 1),
      integer('b', 1, 2 ** 20, { scale: 'log' }),
      integer('c', 0, 4_000_000, { step: 2 }),
    ]),
);

describe('random spaces', () => {
  const parameters = (seed: number, property: (space: DesignSpace, random: RandomStream) => void, limits = {}) =>
    fc.assert(
      fc.property(randomParameters(limits), fc.nat(), (list, stream) => {
        property(new DesignSpace(list), RandomStream.from(stream, 'random spaces'));
      }),
      { seed, numRuns: 150 },
    );

  it('come back exactly from every encoding, float32 boxes too where discrete', () => {
    parameters(1, (space, random) => {
      for (let k = 0; k < 5; k++) {
        const design = k === 0 ? space.canonical(space.defaultDesign()) : space.sample(random);
        const partition = perParameter(space.parameters);
        assert.deepEqual(space.fromUnit(space.toUnit(design)), design);
        assert.deepEqual(space.fromBox(space.toBox(design)), design);
        assert.deepEqual(space.fromOneHot(space.toOneHot(design)), design);
        assert.deepEqual(space.fromTuple(space.toTuple(design, partition), partition), design);
        assert.deepEqual(space.fromDict(space.toDict(design)), design);
        const rounded = space.fromBox(Float32Array.from(space.toBox(design)));
        space.names.forEach((name, i) => {
          if (Number.isFinite(space.cardinality(i)) && space.isActive(rounded, i) && space.isActive(design, i)) {
            assert.equal(rounded[name], design[name]);
          }
        });
      }
    });
  });

  it('have as many designs as enumeration finds, each with its own key and reachable under every encoding', () => {
    parameters(
      2,
      (space) => {
        const designs = enumerate(space);
        assert.equal(space.size(), BigInt(designs.length));
        assert.equal(new Set(designs.map((design) => space.key(design))).size, designs.length);
        for (const design of designs) {
          assert.deepEqual(space.fromIndices(space.toIndices(design)), design);
          assert.deepEqual(space.fromUnit(space.toUnit(design)), design);
          assert.deepEqual(space.fromBox(Float32Array.from(space.toBox(design))), design);
          assert.deepEqual(space.fromOneHot(space.toOneHot(design)), design);
        }
      },
      { maxParameters: 4, maxValues: 5, reals: false },
    );
  });

  it('canonical is idempotent and decides about keys', () => {
    parameters(3, (space, random) => {
      const a = Object.fromEntries(space.names.map((name, i) => [name, space.valueAtUnit(i, random.uniform())]));
      const once = space.canonical(a);
      assert.deepEqual(space.canonical(once), once);
      assert.equal(space.key(a), space.key(once));
      const b = space.sample(random);
      assert.equal(space.key(a) === space.key(b), JSON.stringify(once) === JSON.stringify(b));
    });
  });

  it('mutate to another canonical design unless there is only one', () => {
    parameters(4, (space, random) => {
      const design = space.sample(random);
      for (const probability of [undefined, 0, 0.01, 1]) {
        const child = space.mutate(design, random, probability === undefined ? {} : { probability });
        assert.deepEqual(space.canonical(space.validate(child)), child);
        if (space.size() === 1n) assert.deepEqual(child, design);
        else if (space.key(child) === space.key(design)) {
          assert.deepEqual(space.neighbours(design), []);
        }
      }
    });
  });

  it('crossover takes every value from a parent, where both are active', () => {
    parameters(5, (space, random) => {
      const [a, b] = [space.sample(random), space.sample(random)];
      const child = space.crossover(a, b, random);
      assert.deepEqual(space.canonical(child), child);
      space.names.forEach((name, i) => {
        if (space.isActive(a, i) && space.isActive(b, i) && space.isActive(child, i)) {
          assert.ok(child[name] === a[name] || child[name] === b[name]);
        }
      });
    });
  });

  it('neighbours are mutual in discrete spaces without conditions', () => {
    parameters(
      6,
      (space, random) => {
        const free = new DesignSpace(space.parameters.map(({ activeWhen: _, ...parameter }) => parameter as Parameter));
        const design = free.sample(random);
        for (const neighbour of free.neighbours(design)) {
          const back = free.neighbours(neighbour).map((found) => free.key(found));
          assert.ok(back.includes(free.key(design)));
        }
      },
      { maxValues: 30, reals: false },
    );
  });
});

describe('decoding', () => {
  const space = new DesignSpace([
    ordinal('o', [10, 20, 30, 40]),
    real('r', -5, 10),
    real('l', 0.01, 100, { scale: 'log' }),
  ]);

  it('bins without rounding first', () => {
    const at = (u: number) => space.fromUnit([u, u, u])['o'];
    assert.deepEqual([0, 0.2499, 0.25, 0.4999, 0.5, 0.7499, 0.75, 1].map(at), [10, 10, 20, 20, 30, 30, 40, 40]);
    assert.deepEqual([...space.toUnit({ o: 20, r: 10, l: 1 })], [0.375, 1, 0.5]);
  });

  it('maps reals linearly or by their logarithm, the ends exactly', () => {
    assert.deepEqual(space.fromUnit([0, 0, 0]), { o: 10, r: -5, l: 0.01 });
    assert.deepEqual(space.fromUnit([1, 1, 1]), { o: 40, r: 10, l: 100 });
    const { r, l } = space.fromUnit([0, 0.5, 0.75]);
    assert.equal(r, 2.5);
    assert.ok(Math.abs(Number(l) - 10) < 1e-12);
  });

  it('clips what lies outside and refuses what is no number', () => {
    assert.deepEqual(space.fromUnit([-3, 7, 2]), { o: 10, r: 10, l: 100 });
    assert.deepEqual(space.fromBox([-9, 1.5, 1]), { o: 10, r: 10, l: 100 });
    assert.throws(() => space.fromUnit([Number.NaN, 0, 0]), { code: 'badRequest', path: '/o' });
    assert.throws(() => space.fromBox([0, 0]), { code: 'badRequest', message: /3 entries, not 2/ });
    assert.throws(() => space.fromUnit([0, Number.NaN, 0]), { code: 'badRequest', path: '/r' });
  });

  it('brings foreign reals back to within a step of the grid', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 10, noNaN: true }), (r) => {
        const back = Number(space.fromUnit(space.toUnit({ o: 10, r, l: 1 }))['r']);
        assert.ok(Math.abs(back - r) <= 15 * 2 ** -52);
      }),
      { seed: 7 },
    );
  });

  it('has no indices with a real, and says so', () => {
    assert.throws(() => space.toIndices(space.defaultDesign()), { code: 'badRequest', message: /'r' is real/ });
    assert.throws(() => space.multiDiscreteSpace(), { code: 'badRequest' });
    assert.throws(() => space.fromIndices([0, 0, 0]), { code: 'badRequest' });
  });

  it('refuses indices outside the parameter', () => {
    const discrete = new DesignSpace([integer('n', 2, 8, { step: 3 })]);
    assert.deepEqual(discrete.fromIndices([2]), { n: 8 });
    for (const index of [3, -1, 0.5, Number.NaN]) {
      assert.throws(() => discrete.fromIndices([index]), { code: 'badRequest', path: '/n' });
    }
    assert.throws(() => discrete.toIndices({ n: 3 }), { code: 'badRequest', message: /steps of 3/ });
  });

  it('decodes logits by their largest column, the first on ties', () => {
    const discrete = new DesignSpace([categorical('c', ['a', 'b', 'c']), categorical('d', [true, false])]);
    assert.deepEqual(discrete.fromOneHot([-1, 3, 2, 0, 0]), { c: 'b', d: true });
    assert.equal(discrete.oneHotWidth(0), 3);
    assert.equal(new DesignSpace([integer('n', 0, 256)]).oneHotWidth(0), 1);
  });

  it('moves masked values to the nearest allowed ones', () => {
    const masked = budget();
    const design = masked.fromUnit([0.99, 0.99, 0, 0], budgetMask);
    assert.deepEqual(design, { rows: 64, columns: 1, kind: 'odd', free: 0 });
    assert.deepEqual(masked.repair({ rows: 16, columns: 32, kind: 'even', free: 5 }, budgetMask), {
      rows: 16,
      columns: 4,
      kind: 'even',
      free: 5,
    });
  });
});
