/** Element types of numeric spaces and the typed arrays that hold them. */

export interface TypedArrays {
  float32: Float32Array;
  float64: Float64Array;
  int32: Int32Array;
  uint8: Uint8Array;
}

export type Dtype = keyof TypedArrays;
export type TypedArray = TypedArrays[Dtype];

/** What flattening yields: float64 where float32 could not hold every value exactly. */
export type FlatArray = Float32Array | Float64Array;
export type FlatDtype = 'float32' | 'float64';

const constructors = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
} as const;

/** Range of the integer types; floating types have none. */
export const integerRange: Readonly<Partial<Record<Dtype, readonly [number, number]>>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint8: [0, 255],
};

export function isDtype(value: unknown): value is Dtype {
  return typeof value === 'string' && Object.hasOwn(constructors, value);
}

/** A zeroed array of `length` elements. */
export function allocate<D extends Dtype>(dtype: D, length: number): TypedArrays[D] {
  return new constructors[dtype](length) as TypedArrays[D];
}

/** The same in memory that threads share. */
export function allocateShared<D extends Dtype>(dtype: D, length: number): TypedArrays[D] {
  const type: new (memory: SharedArrayBuffer) => TypedArray = constructors[dtype];
  return new type(new SharedArrayBuffer(length * constructors[dtype].BYTES_PER_ELEMENT)) as TypedArrays[D];
}

/** True when `value` is exactly the array class that holds `dtype`. */
export function isArrayOf<D extends Dtype>(dtype: D, value: unknown): value is TypedArrays[D] {
  return value instanceof constructors[dtype];
}

/** Name of the array class that holds `dtype`, for messages. */
export function arrayName(dtype: Dtype): string {
  return constructors[dtype].name;
}
