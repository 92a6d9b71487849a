import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  Box,
  batchSpace,
  createBatch,
  Dict,
  Discrete,
  type Dtype,
  flatten,
  flattenSpace,
  fromJSON,
  MultiBinary,
  MultiDiscrete,
  readBatch,
  type Space,
  Tuple,
  unflatten,
  writeBatch,
} from '../../src/spaces/index.js';

const PARAMETERS = { seed: 20260101, numRuns: 300 };

const shape = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 });

const box = fc
  .record({
    shape,
    dtype: fc.constantFrom<Dtype>('float32', 'float64', 'int32', 'uint8'),
    bounds: fc.array(fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true })), {
      minLength: 27,
      maxLength: 27,
    }),
  })
  .map(({ shape, dtype, bounds }) => {
    const size = shape.reduce((product, n) => product * n, 1);
    const pairs = bounds.slice(0, size).map(([a, b]) => legal(dtype, a, b));
    return new Box(
      pairs.map(([low]) => low),
      pairs.map(([, high]) => high),
      shape,
      dtype,
    );
  });

/** Bounds that a box of `dtype` takes, made of any two numbers. */
function legal(dtype: Dtype, a: number, b: number): [number, number] {
  if (dtype === 'uint8') return order(Math.trunc(Math.abs(a) % 256) || 0, Math.trunc(Math.abs(b) % 256) || 0);
  if (dtype === 'int32') return order(Number.isFinite(a) ? a | 0 : a, Number.isFinite(b) ? b | 0 : b);
  return dtype === 'float32' ? order(Math.fround(a), Math.fround(b)) : order(a, b);
}

function order(a: number, b: number): [number, number] {
  const [low, high] = [Math.min(a, b), Math.max(a, b)];
  return [low === Number.POSITIVE_INFINITY ? 0 : low, high === Number.NEGATIVE_INFINITY ? 0 : high];
}

const small = fc.integer({ min: 1, max: 9 });
const start = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 10 });

const { space } = fc.letrec<{ space: Space<unknown> }>((tie) => ({
  space: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.tuple(small, start).map(([n, first]) => new Discrete(n, first)),
    fc.array(fc.tuple(small, start), { minLength: 1, maxLength: 5 }).map(
      (parts) =>
        new MultiDiscrete(
          parts.map(([n]) => n),
          parts.map(([, first]) => first),
        ),
    ),
    shape.map((sizes) => new MultiBinary(sizes)),
    box,
    fc.array(tie('space'), { maxLength: 3 }).map((spaces) => new Tuple(spaces)),
    fc
      .dictionary(
        fc.string().filter((key) => key !== '__proto__'),
        tie('space'),
        { maxKeys: 3 },
      )
      .map((spaces) => new Dict(spaces)),
  ),
}));

const seed = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

test('every space is given back by its JSON and samples alike', () => {
  fc.assert(
    fc.property(space, seed, (original, n) => {
      const copy = fromJSON(JSON.parse(JSON.stringify(original)));
      assert.ok(copy.equals(original));
      original.seed(n);
      copy.seed(n);
      assert.deepEqual(copy.sample(), original.sample());
    }),
    PARAMETERS,
  );
});

test('every value round-trips through JSON, the flat form and a batch', () => {
  fc.assert(
    fc.property(space, seed, (any, n) => {
      any.seed(n);
      const [first, second] = [any.sample(), any.sample()];
      assert.ok(any.contains(first));
      assert.deepEqual(any.valueFromJSON(JSON.parse(JSON.stringify(any.valueToJSON(first)))), first);
      const flat = flatten(any, first);
      assert.equal(flat.length, any.flatdim);
      if (any.flatdim > 0) assert.ok(flattenSpace(any).contains(flat));
      assert.deepEqual(unflatten(any, flat), first);
      const batch = createBatch(any, 2);
      writeBatch(any, batch, 0, first);
      writeBatch(any, batch, 1, second);
      assert.ok(batchSpace(any, 2).contains(batch));
      assert.deepEqual([readBatch(any, batch, 0), readBatch(any, batch, 1)], [first, second]);
    }),
    PARAMETERS,
  );
});

test('no value of any kind makes contains or explain throw, and they agree', () => {
  fc.assert(
    fc.property(
      space,
      fc.anything({ withTypedArray: true, withBigInt: true, withNullPrototype: true }),
      (any, value) => {
        assert.equal(any.contains(value), any.explain(value) === undefined);
      },
    ),
    PARAMETERS,
  );
});

test('two spaces are equal exactly when their JSON is', () => {
  fc.assert(
    fc.property(space, space, (one, other) => {
      assert.equal(one.equals(other), JSON.stringify(one) === JSON.stringify(other));
      assert.ok(one.equals(one));
    }),
    PARAMETERS,
  );
});
