import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DesignSpace } from '../../src/design/design-space.js';
import type { Mask } from '../../src/design/mask.js';
import { categorical, type Design, integer, ordinal, type Parameter, real } from '../../src/design/parameter.js';
import { perParameter } from '../../src/design/partition.js';
import { RandomStream } from '../../src/stats/random.js';
import { designSpaceConformance, enumerate } from '../conformance/design-space.js';
import { randomParameters } from './random-space.js';

const mixed = () =>
  new DesignSpace([
    ordinal('rows', [4, 8, 16, 32]),
    categorical('dataflow', ['weight', 'output', 'input']),
    integer('buffers', 1, 10_000, { scale: 'log' }),
    integer('depth', 0, 3),
    ordinal('kernel', [3, 5, 7], { activeWhen: { parameter: 'depth', atLeast: 2 } }),
    categorical('fused', [true, false], { activeWhen: { parameter: 'kernel', oneOf: [5, 7] } }),
    real('threshold', -5, 10),
    real('rate', 1e-4, 1, {
      scale: 'log',
      activeWhen: {
        all: [
          { parameter: 'fused', oneOf: [true] },
          { parameter: 'rows', atLeast: 8 },
        ],
      },
    }),
  ]);

/** Rows times columns at most 64; the kind must follow the parity of the row's index. */
const budget = () =>
  new DesignSpace([
    ordinal('rows', [1, 2, 4, 8, 16, 32, 64]),
    ordinal('columns', [1, 2, 4, 8, 16, 32, 64]),
    categorical('kind', ['even', 'odd']),
    integer('free', 0, 100, { scale: 'linear' }),
  ]);
const budgetMask: Mask = ({ rows, columns }) => [
  new Uint8Array(0),
  Uint8Array.from([1, 2, 4, 8, 16, 32, 64], (value) => (value * Number(rows ?? 1) <= 64 ? 1 : 0)),
  Uint8Array.of(Number(columns) === 1 ? 0 : 1, 1),
  new Uint8Array(101).fill(1),
];

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

describe('conditions', () => {
  const space = mixed();

  it('follow the chain of parents', () => {
    const design = { ...space.defaultDesign(), depth: 2, kernel: 7, fused: true, rows: 8, rate: 0.5 };
    const active = (changes: Design) => space.names.filter((_, i) => space.isActive({ ...design, ...changes }, i));
    assert.deepEqual(active({}), space.names);
    assert.ok(!active({ depth: 1 }).some((name) => ['kernel', 'fused', 'rate'].includes(name)));
    assert.deepEqual(active({ rows: 4 }), space.names.slice(0, -1));
    assert.deepEqual(space.canonical({ ...design, depth: 1 }), {
      ...design,
      depth: 1,
      kernel: 5,
      fused: true,
      rate: space.defaultDesign()['rate'],
    });
    assert.equal(space.canonical(design), design);
  });

  it('count only designs that differ where they matter', () => {
    const small = new DesignSpace([
      integer('depth', 1, 3),
      ordinal('k2', [3, 5], { activeWhen: { parameter: 'depth', atLeast: 2 } }),
      ordinal('k3', [3, 5], { activeWhen: { parameter: 'depth', atLeast: 3 } }),
      categorical('se', [true, false]),
    ]);
    assert.equal(small.size(), BigInt(2 * (1 + 2 + 4)));
    assert.equal(enumerate(small).length, 14);
  });

  it('count huge spaces exactly, and none with an active real', () => {
    const wide = Array.from({ length: 40 }, (_, i) => integer(`n${i}`, 0, 2 ** 31 - 2));
    assert.equal(new DesignSpace(wide).size(), BigInt(2 ** 31 - 1) ** 40n);
    const gated = integer('gated', 1, 2 ** 20, { activeWhen: { parameter: 'n0', atLeast: 1000 } });
    assert.equal(
      new DesignSpace([wide[0] as Parameter, gated]).size(),
      1000n + BigInt(2 ** 31 - 1 - 1000) * BigInt(2 ** 20),
    );
    assert.equal(space.size(), undefined);
    const never = real('r', 0, 1, { activeWhen: { parameter: 'c', oneOf: [] } });
    assert.equal(new DesignSpace([categorical('c', [1, 2]), never]).size(), 2n);
  });

  it('may name earlier parameters and their values only', () => {
    const later = [categorical('a', [1], { activeWhen: { parameter: 'b', oneOf: [1] } }), categorical('b', [1])];
    assert.throws(() => new DesignSpace(later), {
      code: 'badRequest',
      path: '/parameters/0/activeWhen',
      message: /not an earlier parameter/,
    });
    const on = (activeWhen: Parameter['activeWhen']) => () =>
      new DesignSpace([
        categorical('mode', ['fast', 'slow']),
        real('r', 0, 1),
        integer('n', 0, 1, activeWhen && { activeWhen }),
      ]);
    assert.throws(on({ parameter: 'mod', oneOf: ['fast'] }), { message: /nearest: mode/ });
    assert.throws(on({ parameter: 'mode', oneOf: ['fas'] }), { message: /must be one of 'fast', 'slow', not 'fas'/ });
    assert.throws(on({ parameter: 'mode', atLeast: 1 }), { message: /has no order/ });
    assert.throws(on({ parameter: 'r', oneOf: [0.5] }), { message: /use 'atLeast'/ });
  });
});

describe('validation', () => {
  const space = new DesignSpace([
    ordinal('peRows', [4, 8, 16]),
    integer('tiles', 2, 20, { step: 3 }),
    real('voltage', 0.6, 1),
    categorical('dataflow', ['weightStationary', 'outputStationary']),
  ]);
  const good = { peRows: 8, tiles: 5, voltage: 0.8, dataflow: 'weightStationary' };
  const refuses = (changes: Record<string, unknown>, path: string, message: RegExp) =>
    assert.throws(() => space.validate({ ...good, ...changes }, '/parameters'), { code: 'badRequest', path, message });

  it('puts the parameters in order', () => {
    assert.deepEqual(
      Object.keys(space.validate({ dataflow: 'weightStationary', voltage: 1, tiles: 2, peRows: 4 })),
      space.names,
    );
  });

  it('names what is wrong and what is allowed', () => {
    refuses({ peRow: 8 }, '/parameters/peRow', /unknown parameter 'peRow'; nearest: peRows/);
    refuses({ peRows: 9 }, '/parameters/peRows', /'peRows' must be one of 4, 8, 16, not 9/);
    refuses({ peRows: '8' }, '/parameters/peRows', /not '8'/);
    refuses({ tiles: 6 }, '/parameters/tiles', /an integer from 2 to 20 in steps of 3, not 6/);
    refuses({ tiles: 23 }, '/parameters/tiles', /not 23/);
    refuses({ tiles: 5.5 }, '/parameters/tiles', /not 5.5/);
    refuses({ voltage: Number.NaN }, '/parameters/voltage', /a number from 0.6 to 1, not NaN/);
    refuses({ voltage: 1.2 }, '/parameters/voltage', /not 1.2/);
    refuses({ voltage: null }, '/parameters/voltage', /not null/);
    refuses({ dataflow: 'weightStationery' }, '/parameters/dataflow', /'weightStationary', 'outputStationary'/);
    refuses({ 'a/b~c': 1 }, '/parameters/a~1b~0c', /unknown/);
    assert.throws(() => space.validate(undefined), { code: 'badRequest', message: /an object/ });
    assert.throws(() => space.validate([1]), { code: 'badRequest' });
    assert.throws(() => space.indexOf('tile'), { code: 'badRequest', message: /nearest: tiles/ });
    assert.throws(() => space.key({ ...good, peRows: 5 }), { code: 'badRequest', path: '/peRows' });
  });

  it('refuses malformed declarations by field', () => {
    const declares = (parameter: unknown, path: string) =>
      assert.throws(() => new DesignSpace([parameter as Parameter]), {
        code: 'badRequest',
        path: `/parameters/0/${path}`,
      });
    declares({ name: '', type: 'categorical', values: [1] }, 'name');
    declares({ name: '7', type: 'categorical', values: [1] }, 'name');
    declares({ name: 'x', type: 'float', low: 0, high: 1 }, 'type');
    declares(real('x', 1, 0), 'high');
    declares(real('x', 1, 1), 'high');
    declares(real('x', Number.NaN, 1), 'low');
    declares(real('x', 0, 1, { scale: 'log' }), 'low');
    declares(integer('x', 0, 10, { step: 3 }), 'high');
    declares(integer('x', 0.5, 10), 'low');
    declares(integer('x', 0, 10, { step: 0 }), 'step');
    declares(integer('x', 0, 2 ** 40), 'high');
    declares(ordinal('x', []), 'values');
    declares(ordinal('x', [1, 3, 2]), 'values/2');
    declares(ordinal('x', [1, Number.POSITIVE_INFINITY]), 'values/1');
    declares(categorical('x', ['a', 'a']), 'values/1');
    declares(categorical('x', [1, 2], { default: 3 }), 'default');
    assert.throws(() => new DesignSpace([]), { code: 'badRequest' });
    assert.throws(() => new DesignSpace([real('x', 0, 1), real('x', 0, 1)]), { path: '/parameters/1/name' });
  });

  it('takes the given default, else the middle value, the lower one on ties', () => {
    const defaults = new DesignSpace([
      ordinal('even', [1, 2, 4, 8]),
      ordinal('odd', [1, 2, 4]),
      integer('n', 0, 9),
      real('r', 0, 10),
      real('l', 1, 10_000, { scale: 'log' }),
      categorical('c', ['a', 'b'], { default: 'b' }),
    ]).defaultDesign();
    assert.deepEqual(
      { ...defaults, l: Math.round(Number(defaults['l'])) },
      { even: 2, odd: 2, n: 4, r: 5, l: 100, c: 'b' },
    );
  });
});

describe('groups and subspaces', () => {
  const space = new DesignSpace([
    integer('depth', 1, 2, { group: 'network' }),
    ordinal('k', [3, 5], { group: 'network', activeWhen: { parameter: 'depth', atLeast: 2 } }),
    categorical('engine', ['cpu', 'npu'], { group: 'hardware' }),
    integer('macs', 1, 8, {
      group: 'hardware',
      activeWhen: {
        all: [
          { parameter: 'engine', oneOf: ['npu'] },
          { parameter: 'k', oneOf: [5] },
        ],
      },
    }),
    categorical('loose', [1, 2]),
  ]);

  it('follow the declaration', () => {
    assert.deepEqual(space.groups(), { network: ['depth', 'k'], hardware: ['engine', 'macs'], design: ['loose'] });
  });

  it('resolve conditions on fixed parameters', () => {
    const fixed = { depth: 2, k: 5, engine: 'npu', macs: 4, loose: 1 };
    const hardware = (changes: Design) => space.subspace(['macs', 'engine'], { ...fixed, ...changes });
    assert.deepEqual(hardware({}).names, ['engine', 'macs']);
    assert.equal(hardware({}).size(), 9n);
    assert.equal(hardware({ k: 3 }).size(), 2n);
    assert.equal(hardware({ depth: 1 }).size(), 2n);
    assert.deepEqual(hardware({ depth: 1 }).parameters[1], {
      name: 'macs',
      type: 'categorical',
      values: [4],
      group: 'hardware',
    });
    assert.equal(space.subspace(['macs'], fixed).size(), 8n);
    assert.equal(space.subspace(['macs'], { ...fixed, engine: 'cpu' }).size(), 1n);
    // `k` is fixed, but whether it matters depends on the free `depth`.
    const through = space.subspace(['depth', 'macs'], fixed);
    assert.deepEqual(through.parameters[1]?.activeWhen, { parameter: 'depth', atLeast: 2 });
    assert.throws(() => space.subspace(['mac'], fixed), { message: /nearest: macs/ });
  });

  it('partitions are checked', () => {
    const refuses = (partition: Record<string, string[]>, message: RegExp) =>
      assert.throws(() => space.toTuple(space.defaultDesign(), partition), { code: 'badRequest', message });
    refuses({ a: ['depth', 'k', 'engine', 'macs'] }, /no agent has 'loose'/);
    refuses({ a: ['depth', 'k', 'engine', 'macs', 'loose'], b: ['k'] }, /both 'a' and 'b'/);
    refuses({ a: ['dept', 'k', 'engine', 'macs', 'loose'] }, /nearest: depth/);
    refuses({ a: [...space.names], b: [] }, /'b' has no parameter/);
    const partition = { first: ['loose', 'engine'], second: ['depth', 'k', 'macs'] };
    const slices = space.toTuple({ depth: 2, k: 5, engine: 'npu', macs: 8, loose: 1 }, partition);
    assert.deepEqual(slices, { first: Int32Array.of(0, 1), second: Int32Array.of(1, 1, 7) });
    assert.throws(() => space.fromTuple({ first: [0, 1] }, partition), { message: /'second' is missing/ });
  });
});

describe('JSON schema', () => {
  it('lists values, ranges, units and defaults', () => {
    const space = new DesignSpace([
      real('v', 0, 1, { unit: 'V', description: 'Supply.' }),
      integer('even', 0, 8, { step: 2 }),
      integer('odd', 1, 7, { step: 2 }),
      ordinal('o', [1, 2]),
      categorical('c', [true, 'x']),
    ]);
    assert.deepEqual(space.jsonSchema(), {
      type: 'object',
      properties: {
        v: { description: 'Supply. (V)', type: 'number', minimum: 0, maximum: 1, default: 0.5 },
        even: { type: 'integer', minimum: 0, maximum: 8, multipleOf: 2, default: 4 },
        odd: { type: 'integer', enum: [1, 3, 5, 7], default: 3 },
        o: { type: 'number', enum: [1, 2], default: 1 },
        c: { enum: [true, 'x'], default: true },
      },
      required: ['v', 'even', 'odd', 'o', 'c'],
      additionalProperties: false,
    });
  });
});
