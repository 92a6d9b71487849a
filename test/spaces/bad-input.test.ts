import assert from 'node:assert/strict';
import { test } from 'node:test';
import { badRequest, type CogymError } from '../../src/errors.js';
import {
  Box,
  batchSpace,
  Dict,
  Discrete,
  flatten,
  fromJSON,
  MultiBinary,
  MultiDiscrete,
  Tuple,
  unflatten,
} from '../../src/spaces/index.js';

/** Hides a value's type, as a caller without types would. */
const untyped = (value: unknown): never => value as never;

function refused(action: () => unknown, path: string, message: RegExp): void {
  assert.throws(action, (error: CogymError) => {
    assert.equal(error.code, badRequest('', '').code, String(error));
    assert.equal(error.path, path, String(error));
    assert.match(error.message, message);
    return true;
  });
}

test('constructors name the field, the value and what is allowed', () => {
  refused(() => new Discrete(0), '/n', /integer from 1 to 2\^31, not 0/);
  refused(() => new Discrete(Number.NaN), '/n', /not NaN/);
  refused(() => new Discrete(2.5), '/n', /not 2.5/);
  refused(() => new Discrete(untyped('3')), '/n', /not "3"/);
  refused(() => new Discrete(1e12), '/n', /not 1000000000000/);
  refused(() => new Discrete(2, 2 ** 31 - 1), '/start', /32 signed bits/);
  refused(() => new MultiDiscrete([]), '/nvec', /number of values/);
  refused(() => new MultiDiscrete([2, 0]), '/1/n', /not 0/);
  refused(() => new MultiDiscrete([2, 2], [1]), '/start', /2 numbers/);
  refused(() => new MultiBinary(-1), '/shape', /integers >= 1/);
  refused(() => new MultiBinary(untyped(['a'])), '/shape', /integers >= 1/);
  refused(() => new MultiBinary([2 ** 20, 2 ** 20]), '/shape', /at most/);
  refused(() => new Box(1, 0), '/low/0', /got 1 and 0/);
  refused(() => new Box(Number.NaN, 0), '/low', /not NaN/);
  refused(() => new Box([0, Number.NaN], 1), '/low/1', /not NaN/);
  refused(() => new Box(0, [1, 2], [3]), '/high', /3 numbers/);
  refused(() => new Box(0, 1, [0]), '/shape', /integers >= 1/);
  refused(() => new Box(0, 1, [1], untyped('int64')), '/dtype', /not "int64"/);
  refused(() => new Box(0, 256, [1], 'uint8'), '/high', /from 0 to 255, not 256/);
  refused(() => new Box(0.5, 2, [1], 'int32'), '/low', /not 0.5/);
  refused(() => new Box(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY), '/low/0', /at most/);
  refused(() => new Dict(untyped({ a: 3 })), '/spaces/a', /expected a space, got 3/);
  refused(() => new Dict(untyped(null)), '/spaces', /object of spaces/);
  refused(() => new Tuple(untyped([new Discrete(2), {}])), '/spaces/1', /expected a space/);
  refused(() => batchSpace(new Discrete(2), 0), '/n', />= 1, not 0/);
});

test('a value outside is refused with its component, its value and what is allowed', () => {
  const space = new Dict({
    pick: new Discrete(3),
    power: new Box([0, -1], [1, 1]),
    bits: new Tuple([new MultiBinary(2)]),
  });
  const value = () => ({ pick: 1, power: Float32Array.of(0.5, 0), bits: [Uint8Array.of(0, 1)] as [Uint8Array] });
  const check = (changes: object) => () => space.check({ ...value(), ...changes }, '/action');
  assert.deepEqual(space.check(value()), value());
  refused(check({ pick: 3 }), '/action/pick', /\/action\/pick is 3; allowed: an integer from 0 to 2/);
  refused(check({ power: Float32Array.of(0.5, 2) }), '/action/power/1', /is 2; allowed: a number from -1 to 1/);
  refused(check({ power: Float32Array.of(Number.NaN, 0) }), '/action/power/0', /is NaN/);
  refused(check({ power: Float64Array.of(0, 0) }), '/action/power', /Float64Array\(2\).*allowed: a Float32Array of 2/);
  refused(check({ power: new Float32Array(3) }), '/action/power', /of 2 values \(shape \[2\]\)/);
  refused(check({ bits: [Uint8Array.of(0, 7)] }), '/action/bits/0/1', /is 7; allowed: 0 or 1/);
  refused(check({ bits: [] }), '/action/bits', /an array of 1 values/);
  refused(check({ extra: 1 }), '/action/extra', /unknown field/);
  refused(() => space.check({ pick: 1 }, '/action'), '/action/power', /missing/);
  refused(() => space.check(7, '/action'), '/action', /is 7; allowed: an object/);
  refused(() => new MultiDiscrete([2, 2]).check(Int32Array.of(0, -1)), '/1', /is -1; allowed: an integer from 0 to 1/);
});

test('bounds are inclusive and infinities allowed where there is none', () => {
  const box = new Box([-1, 0], [1, Number.POSITIVE_INFINITY]);
  assert.ok(box.contains(Float32Array.of(1, Number.POSITIVE_INFINITY)));
  assert.ok(box.contains(Float32Array.of(-1, 0)));
  assert.ok(!box.contains(Float32Array.of(-1.0000001, 0)));
});

test('flat values of the wrong length or without a one-hot are refused', () => {
  const space = new Discrete(3);
  refused(() => unflatten(space, [0, 1]), '', /expected 3 numbers, got 2/);
  refused(() => unflatten(space, [0, 0, 0]), '/0', /one-hot/);
  refused(() => unflatten(space, [Number.NaN, Number.NaN, Number.NaN]), '/0', /one-hot/);
  assert.equal(unflatten(space, Float32Array.of(0.1, 0.7, 0.2)), 1);
  assert.deepEqual(flatten(space, 2), Float32Array.of(0, 0, 1));
});

test('JSON of another kind is refused at the field', () => {
  refused(() => fromJSON(3), '', /expected an object/);
  refused(() => fromJSON({ type: 'cube' }), '/type', /not "cube"/);
  refused(() => fromJSON({ type: 'discrete', n: 'many' }), '/n', /not "many"/);
  refused(() => fromJSON({ type: 'box', low: 'x', high: 1, shape: [1], dtype: 'float32' }), '/low', /got "x"/);
  refused(
    () => fromJSON({ type: 'box', low: 0, high: 1, shape: 'x', dtype: 'float32' }),
    '/shape',
    /expected an array/,
  );
  const nested = { type: 'dict', spaces: { a: { type: 'tuple', spaces: [{ type: 'multiBinary', shape: [-1] }] } } };
  refused(() => fromJSON(nested), '/spaces/a/spaces/0/shape', /integers >= 1/);
});

test('JSON values that the element type cannot hold are refused', () => {
  refused(() => new Box(0, 1).valueFromJSON([0.1], '/x'), '/x/0', /no float32/);
  refused(() => new Box(0, 9, [1], 'int32').valueFromJSON([0.5]), '/0', /no int32/);
  assert.deepEqual(new Box(0, 1).valueFromJSON([0.5]), Float32Array.of(0.5));
});
