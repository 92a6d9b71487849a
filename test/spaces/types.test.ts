/** The types of values, batches and masks follow from the space: checked by the compiler, not at run time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Batched,
  Box,
  batchSpace,
  Dict,
  Discrete,
  flatten,
  type MultiBinary,
  type MultiDiscrete,
  type Space,
  type SpaceValue,
  Tuple,
} from '../../src/spaces/index.js';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles only for `true`. */
const holds = <T extends true>(value: T = true as T): T => value;

test('values', () => {
  holds<Same<SpaceValue<Discrete>, number>>();
  holds<Same<SpaceValue<MultiDiscrete>, Int32Array>>();
  holds<Same<SpaceValue<MultiBinary>, Uint8Array>>();
  holds<Same<SpaceValue<Box>, Float32Array>>();
  holds<Same<SpaceValue<Box<'float64'>>, Float64Array>>();
  holds<Same<SpaceValue<Box<'int32'>>, Int32Array>>();
  holds<Same<SpaceValue<Box<'uint8'>>, Uint8Array>>();
  holds<Same<SpaceValue<Dict<{ a: Discrete; b: Box }>>, { a: number; b: Float32Array }>>();
  holds<Same<SpaceValue<Tuple<[Discrete, Box]>>, [number, Float32Array]>>();
  holds<Same<SpaceValue<Dict<{ a: Tuple<[Dict<{ x: Box<'float64'> }>]> }>>, { a: [{ x: Float64Array }] }>>();
});

test('inference from constructors', () => {
  const box = new Box(0, 1, [2]);
  const wide = new Box(0, 1, [2], 'float64');
  const dict = new Dict({ a: new Discrete(2), b: box });
  const tuple = new Tuple([new Discrete(2), wide]);
  holds<Same<ReturnType<typeof box.sample>, Float32Array>>();
  holds<Same<ReturnType<typeof wide.sample>, Float64Array>>();
  holds<Same<ReturnType<typeof dict.sample>, { a: number; b: Float32Array }>>();
  holds<Same<ReturnType<typeof tuple.sample>, [number, Float64Array]>>();
  holds<Same<typeof dict.spaces.a, Discrete>>();
  const value: unknown = dict.sample();
  if (dict.contains(value)) holds<Same<typeof value, { a: number; b: Float32Array }>>();
  assert.ok(dict.contains(value));
});

test('batches', () => {
  holds<Same<Batched<number>, Int32Array>>();
  holds<Same<Batched<Float32Array>, Float32Array>>();
  holds<Same<Batched<{ a: number; b: [Uint8Array, number] }>, { a: Int32Array; b: [Uint8Array, Int32Array] }>>();
  const batch = batchSpace(new Dict({ a: new Discrete(2) }), 3).sample();
  holds<Same<typeof batch, { a: Int32Array }>>();
});

test('spaces of particular values are spaces of any values, and mistakes do not compile', () => {
  const any: Space<unknown>[] = [new Discrete(2), new Box(0, 1)];
  assert.equal(any.length, 2);
  const floats: Space<Float32Array> = new Box(0, 1);
  assert.equal(floats.dtype, 'float32');
  // @ts-expect-error a string is no value of Discrete
  assert.throws(() => new Discrete(2).valueFromJSON(flatten(new Discrete(2), 'x')));
  // @ts-expect-error a Discrete is no Space<string>
  const wrong: Space<string> = new Discrete(2);
  assert.ok(wrong);
});
