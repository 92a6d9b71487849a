/** Values of one space in a batch: one typed array with a row per value, wherever the space is numeric. */
import { badRequest } from '../errors.js';
import { Box } from './box.js';
import { Dict } from './dict.js';
import { Discrete } from './discrete.js';
import { allocate, allocateShared, type Dtype, type TypedArray } from './dtype.js';
import { describe } from './json.js';
import { MultiBinary } from './multi-binary.js';
import { MultiDiscrete } from './multi-discrete.js';
import type { Space } from './space.js';
import { Tuple } from './tuple.js';

/** The type of a batch of values of type `T`. */
export type Batched<T> = T extends number
  ? Int32Array
  : T extends TypedArray
    ? T
    : T extends readonly unknown[]
      ? { [I in keyof T]: Batched<T[I]> }
      : T extends object
        ? { [K in keyof T]: Batched<T[K]> }
        : unknown;

/** A kind of space whose values fill one row of a typed array. */
type Row = Box<Dtype> | Discrete | MultiDiscrete | MultiBinary;

function isRow(space: Space<unknown>): space is Row {
  return (
    space instanceof Box || space instanceof Discrete || space instanceof MultiDiscrete || space instanceof MultiBinary
  );
}

function rowLength(space: Row): number {
  if (space instanceof Discrete) return 1;
  return space instanceof MultiDiscrete ? space.nvec.length : space.flatdim;
}

/**
 * The space of batches of `n` values of `space`: `Discrete` gives `MultiDiscrete`, `MultiDiscrete` an int32 `Box`,
 * `MultiBinary` a uint8 `Box`, a `Box` one with a leading axis; `Dict` and `Tuple` batch their children. A space of
 * another kind gives a `Tuple` of n values.
 */
export function batchSpace<T>(space: Space<T>, n: number): Space<Batched<T>> {
  if (!Number.isInteger(n) || n < 1)
    throw badRequest('/n', `a batch has an integer number of values >= 1, not ${describe(n)}`);
  return batched(space, n) as Space<Batched<T>>;
}

function batched(space: Space<unknown>, n: number): Space<unknown> {
  if (space instanceof Box) {
    return new Box(repeat(space.low, n), repeat(space.high, n), [n, ...space.shape], space.dtype as Dtype);
  }
  if (space instanceof Discrete) return new MultiDiscrete(new Array<number>(n).fill(space.n), space.start);
  if (space instanceof MultiDiscrete) {
    const high = space.nvec.map((values, i) => (space.start[i] as number) + values - 1);
    return new Box(repeat(space.start, n), repeat(high, n), [n, space.nvec.length], 'int32');
  }
  if (space instanceof MultiBinary) return new Box(0, 1, [n, ...space.shape], 'uint8');
  if (space instanceof Dict) {
    const spaces = space.spaces as Readonly<Record<string, Space<unknown>>>;
    return new Dict(Object.fromEntries(Object.entries(spaces).map(([key, child]) => [key, batched(child, n)])));
  }
  if (space instanceof Tuple) {
    return new Tuple((space.spaces as readonly Space<unknown>[]).map((child) => batched(child, n)));
  }
  return new Tuple(new Array<Space<unknown>>(n).fill(space));
}

/** A batch of `n` zeroed rows, to be filled by {@link writeBatch}. */
export function createBatch<T>(space: Space<T>, n: number): Batched<T> {
  return created(space, n, allocate, () => new Array<unknown>(n)) as Batched<T>;
}

/**
 * The same in memory that threads share.
 * @throws `badRequest` for a space of a kind whose values are no numbers in rows
 */
export function createSharedBatch<T>(space: Space<T>, n: number): Batched<T> {
  return created(space, n, allocateShared, ({ type }) => {
    throw badRequest(
      '',
      `values of a ${type} space cannot be shared between threads; only those of numeric spaces can`,
    );
  }) as Batched<T>;
}

function created(
  space: Space<unknown>,
  n: number,
  rows: typeof allocate,
  others: (space: Space<unknown>) => unknown,
): unknown {
  if (isRow(space)) return rows(space.dtype as Dtype, n * rowLength(space));
  if (space instanceof Dict) {
    const spaces = space.spaces as Readonly<Record<string, Space<unknown>>>;
    return Object.fromEntries(Object.entries(spaces).map(([key, child]) => [key, created(child, n, rows, others)]));
  }
  if (space instanceof Tuple) {
    return (space.spaces as readonly Space<unknown>[]).map((child) => created(child, n, rows, others));
  }
  return others(space);
}

/** Copies `value`, a member of `space`, into row `i` of `batch`. */
export function writeBatch<T>(space: Space<T>, batch: Batched<T>, i: number, value: T): void {
  written(space, batch, i, value);
}

function written(space: Space<unknown>, batch: unknown, i: number, value: unknown): void {
  if (space instanceof Discrete) (batch as Int32Array)[i] = value as number;
  else if (isRow(space)) (batch as TypedArray).set(value as TypedArray, i * rowLength(space));
  else if (space instanceof Dict) {
    const [parts, values] = [batch as Record<string, unknown>, value as Record<string, unknown>];
    for (const key of space.keys) written(space.spaces[key] as Space<unknown>, parts[key], i, values[key]);
  } else if (space instanceof Tuple) {
    const [parts, values] = [batch as unknown[], value as unknown[]];
    for (let j = 0; j < parts.length; j++) written(space.spaces[j] as Space<unknown>, parts[j], i, values[j]);
  } else (batch as unknown[])[i] = value;
}

/** A copy of row `i` of `batch` as a value of `space`. */
export function readBatch<T>(space: Space<T>, batch: Batched<T>, i: number): T {
  return read(space, batch, i) as T;
}

function read(space: Space<unknown>, batch: unknown, i: number): unknown {
  if (space instanceof Discrete) return (batch as Int32Array)[i];
  if (isRow(space)) {
    const length = rowLength(space);
    return (batch as TypedArray).slice(i * length, (i + 1) * length);
  }
  if (space instanceof Dict) {
    const parts = batch as Record<string, unknown>;
    return Object.fromEntries(space.keys.map((key) => [key, read(space.spaces[key] as Space<unknown>, parts[key], i)]));
  }
  if (space instanceof Tuple) {
    return (space.spaces as readonly Space<unknown>[]).map((child, j) => read(child, (batch as unknown[])[j], i));
  }
  return (batch as unknown[])[i];
}

/** Rows `from` to `to` (excluded) of a batch of numeric spaces: a view that shares its memory. */
export function batchRows<T>(space: Space<T>, batch: Batched<T>, from: number, to: number): Batched<T> {
  return rowsOf(space, batch, from, to) as Batched<T>;
}

function rowsOf(space: Space<unknown>, batch: unknown, from: number, to: number): unknown {
  if (isRow(space)) return (batch as TypedArray).subarray(from * rowLength(space), to * rowLength(space));
  const parts = batch as Record<string, unknown>;
  if (space instanceof Tuple) {
    return (space.spaces as readonly Space<unknown>[]).map((child, i) => rowsOf(child, parts[i], from, to));
  }
  const { spaces } = space as unknown as { readonly spaces: Readonly<Record<string, Space<unknown>>> };
  return Object.fromEntries(Object.entries(spaces).map(([key, child]) => [key, rowsOf(child, parts[key], from, to)]));
}

/** Copies the numbers of `source` into `target`, a batch of the same numeric space. */
export function fillBatch<T>(target: Batched<T>, source: Batched<T>): void {
  if (ArrayBuffer.isView(target)) {
    (target as unknown as TypedArray).set(source as unknown as TypedArray);
    return;
  }
  for (const key of Object.keys(target as object)) {
    fillBatch((target as Record<string, Batched<unknown>>)[key], (source as Record<string, Batched<unknown>>)[key]);
  }
}

/** A batch that shares nothing with `batch`. */
export function copyBatch<T>(batch: T): T {
  if (ArrayBuffer.isView(batch)) return (batch as unknown as TypedArray).slice() as unknown as T;
  if (Array.isArray(batch)) return batch.map(copyBatch) as unknown as T;
  if (typeof batch !== 'object' || batch === null) return batch;
  return Object.fromEntries(Object.entries(batch).map(([key, part]) => [key, copyBatch(part)])) as T;
}

function repeat(row: ArrayLike<number>, n: number): number[] {
  const once = Array.from(row);
  return Array.from({ length: n * once.length }, (_, i) => once[i % once.length] as number);
}
