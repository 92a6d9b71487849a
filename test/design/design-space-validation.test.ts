import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DesignSpace } from '../../src/design/design-space.js';
import { categorical, type Design, integer, ordinal, type Parameter, real } from '../../src/design/parameter.js';
import { enumerate } from '../conformance/design-space.js';
import { mixed } from './spaces.js';

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
