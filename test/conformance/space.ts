import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  batchSpace,
  createBatch,
  flatten,
  flattenSpace,
  fromJSON,
  readBatch,
  type Space,
  unflatten,
  writeBatch,
} from '../../src/spaces/index.js';

const DRAWS = 50;

/**
 * Registers tests that every space passes: members, seeds, state, encodings and their exact round trips.
 * @param makeSpace makes a new space with the same parameters at every call
 */
export function spaceConformance<T>(name: string, makeSpace: () => Space<T>): void {
  const draws = (seed = 7): T[] => {
    const space = makeSpace();
    space.seed(seed);
    return Array.from({ length: DRAWS }, () => space.sample());
  };

  describe(`space ${name}`, () => {
    test('contains its samples and nothing of another kind', () => {
      const space = makeSpace();
      for (const value of draws()) assert.ok(space.contains(value));
      for (const value of [undefined, null, Number.NaN, 'text', {}, [Number.NaN], () => 0, new Float32Array(999)]) {
        assert.equal(space.contains(value), false);
        const refusal = space.explain(value, '/value');
        assert.ok(refusal?.path.startsWith('/value') && refusal.got.length > 0 && refusal.allowed.length > 0);
        assert.throws(() => space.check(value, '/value'), { code: 'badRequest' });
      }
    });

    test('draws the same values from the same seed', () => {
      assert.deepEqual(draws(3), draws(3));
      assert.equal(makeSpace().seed(3), 3);
      for (const seed of [-1, 0.5, Number.NaN]) assert.throws(() => makeSpace().seed(seed), { code: 'badRequest' });
    });

    test('takes entropy without a seed and reports the seed', () => {
      const space = makeSpace();
      assert.equal(space.lastSeed, undefined);
      const value = space.sample();
      const again = makeSpace();
      again.seed(space.lastSeed);
      assert.deepEqual(again.sample(), value);
    });

    test('continues from a saved state', () => {
      const space = makeSpace();
      space.seed(5);
      space.sample();
      const copy = makeSpace();
      copy.setState(JSON.parse(JSON.stringify(space.getState())));
      for (let i = 0; i < 5; i++) assert.deepEqual(copy.sample(), space.sample());
    });

    test('is given back by its JSON', () => {
      const space = makeSpace();
      const copy = fromJSON(JSON.parse(JSON.stringify(space)));
      assert.ok(copy.equals(space) && space.equals(copy));
      copy.seed(7);
      assert.deepEqual(copy.sample(), draws()[0]);
    });

    test('gives values back from JSON', () => {
      const space = makeSpace();
      for (const value of draws()) {
        const json: unknown = JSON.parse(JSON.stringify(space.valueToJSON(value)));
        assert.deepEqual(space.valueFromJSON(json), value);
      }
      for (const json of [null, 'text', { unknown: 1 }, [[]]]) {
        assert.throws(() => space.valueFromJSON(json), { code: 'badRequest' });
      }
    });

    test('gives flattened values back exactly, and its flat space contains them', () => {
      const space = makeSpace();
      const flatSpace = flattenSpace(space);
      for (const value of draws()) {
        const flat = flatten(space, value);
        assert.ok(flatSpace.contains(flat));
        assert.deepEqual(unflatten(space, flat), value);
      }
    });

    test('gives batched values back, and its batch space contains them', () => {
      const space = makeSpace();
      const values = draws();
      const batch = createBatch(space, DRAWS);
      values.forEach((value, i) => {
        writeBatch(space, batch, i, value);
      });
      const batched = batchSpace(space, DRAWS);
      assert.ok(batched.contains(batch));
      assert.ok(batched.contains(batched.sample()));
      values.forEach((value, i) => {
        assert.deepEqual(readBatch(space, batch, i), value);
      });
    });
  });
}
