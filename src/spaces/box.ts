import { badRequest } from '../errors.js';
import {
  allocate,
  arrayName,
  type Dtype,
  type FlatArray,
  type FlatDtype,
  integerRange,
  isArrayOf,
  isDtype,
  type TypedArrays,
} from './dtype.js';
import {
  arrayFromJson,
  describe,
  type JsonValue,
  numberFromJson,
  numbersToJson,
  numberToJson,
  type SpaceJson,
} from './json.js';
import { checkShape, sizeOf } from './shape.js';
import { type Refusal, Space } from './space.js';

/**
 * Numbers between inclusive bounds, one pair per component; a bound may be infinite. A value is a flat typed array of
 * the space's `dtype` in row-major order.
 *
 * Sampling, per component (Gymnasium 1.4): both bounds: uniform; only below: low + Exp(1); only above: high - Exp(1);
 * none: N(0, 1). Integer types take the floor of the same draw on [low, high + 1).
 */
export class Box<D extends Dtype = 'float32'> extends Space<TypedArrays[D]> {
  readonly type = 'box';
  readonly shape: readonly number[];
  /** `NoInfer`, or `const space: Space<Float32Array> = new Box(0, 1)` would take D from `Space.dtype`. */
  readonly dtype: NoInfer<D>;
  readonly flatdim: number;
  readonly flatDtype: FlatDtype;
  /** Bounds in the space's precision, one per component. */
  readonly low: Float64Array;
  readonly high: Float64Array;

  /**
   * @param low one bound for all components or one per component; rounded to `dtype`
   * @param high as `low`
   * @param shape absent: the length of the bounds, or one component when both are numbers
   */
  constructor(
    low: number | ArrayLike<number>,
    high: number | ArrayLike<number>,
    shape?: readonly number[],
    dtype: D = 'float32' as D,
  ) {
    super();
    if (!isDtype(dtype)) {
      throw badRequest('/dtype', `dtype is float32, float64, int32 or uint8, not ${describe(dtype)}`);
    }
    this.dtype = dtype;
    this.shape = checkShape(shape ?? [lengthOf(low) ?? lengthOf(high) ?? 1]);
    this.flatdim = sizeOf(this.shape);
    this.flatDtype = dtype === 'float64' || dtype === 'int32' ? 'float64' : 'float32';
    this.low = bounds(low, '/low', this.shape, dtype);
    this.high = bounds(high, '/high', this.shape, dtype);
    for (let i = 0; i < this.flatdim; i++) {
      const [a, b] = [this.low[i] as number, this.high[i] as number];
      if (a > b || a === Number.POSITIVE_INFINITY || b === Number.NEGATIVE_INFINITY) {
        throw badRequest(`/low/${i}`, `a lower bound is at most its upper bound, got ${a} and ${b}`);
      }
    }
  }

  override sample(mask?: undefined): TypedArrays[D] {
    if (mask !== undefined) throw badRequest('/mask', 'a Box takes no mask');
    const value = allocate(this.dtype, this.flatdim);
    const integers = this.dtype === 'int32' || this.dtype === 'uint8';
    const random = this.random;
    for (let i = 0; i < value.length; i++) {
      const [low, high] = [this.low[i] as number, this.high[i] as number];
      const top = integers ? high + 1 : high;
      let draw: number;
      if (low === Number.NEGATIVE_INFINITY) {
        draw = high === Number.POSITIVE_INFINITY ? random.normal() : top - random.exponential();
      } else if (high === Number.POSITIVE_INFINITY) {
        draw = low + random.exponential();
      } else {
        const u = random.uniform();
        // The second form is for ranges whose width overflows.
        draw = top - low < Number.POSITIVE_INFINITY ? low + u * (top - low) : low * (1 - u) + top * u;
      }
      // Rounding may reach the open upper end.
      value[i] = Math.min(Math.max(integers ? Math.floor(draw) : draw, low), high);
    }
    return value;
  }

  override contains(value: unknown): value is TypedArrays[D] {
    if (!isArrayOf(this.dtype, value) || value.length !== this.flatdim) return false;
    const { low, high } = this;
    for (let i = 0; i < value.length; i++) {
      const number = value[i] as number;
      // Written so that NaN is outside.
      if (!(number >= (low[i] as number) && number <= (high[i] as number))) return false;
    }
    return true;
  }

  override explain(value: unknown, path = ''): Refusal | undefined {
    if (!isArrayOf(this.dtype, value) || value.length !== this.flatdim) {
      const allowed = `a ${arrayName(this.dtype)} of ${this.flatdim} values (shape [${this.shape.join(', ')}])`;
      return { path, got: describe(value), allowed };
    }
    for (let i = 0; i < value.length; i++) {
      const [number, low, high] = [value[i] as number, this.low[i] as number, this.high[i] as number];
      if (!(number >= low && number <= high)) {
        return { path: `${path}/${i}`, got: describe(number), allowed: `a number from ${low} to ${high}` };
      }
    }
    return undefined;
  }

  override toJSON(): SpaceJson {
    const { type, dtype, shape } = this;
    return { type, low: numbersToJson(this.low), high: numbersToJson(this.high), shape, dtype };
  }

  override valueToJSON(value: TypedArrays[D]): JsonValue {
    return Array.from(value, numberToJson);
  }

  override valueFromJSON(json: unknown, path = ''): TypedArrays[D] {
    const value = allocate(this.dtype, this.flatdim);
    arrayFromJson(json, path, this.flatdim).forEach((item, i) => {
      const number = numberFromJson(item, `${path}/${i}`);
      value[i] = number;
      if (!Object.is(value[i], number)) {
        throw badRequest(`${path}/${i}`, `${number} is no ${this.dtype}; the nearest one is ${value[i]}`);
      }
    });
    return this.check(value, path);
  }

  override flattenInto(value: TypedArrays[D], target: FlatArray, offset: number): void {
    target.set(value, offset);
  }

  override unflattenFrom(source: ArrayLike<number>, offset: number): TypedArrays[D] {
    const value = allocate(this.dtype, this.flatdim);
    for (let i = 0; i < value.length; i++) value[i] = source[offset + i] as number;
    return value;
  }

  override flatBounds(low: Float64Array, high: Float64Array, offset: number): void {
    low.set(this.low, offset);
    high.set(this.high, offset);
  }
}

function lengthOf(bound: unknown): number | undefined {
  return typeof bound === 'object' && bound !== null && 'length' in bound ? (bound.length as number) : undefined;
}

/** One bound per component in the precision of `dtype`; a bound outside an integer type is a `badRequest`. */
function bounds(given: number | ArrayLike<number>, path: string, shape: readonly number[], dtype: Dtype): Float64Array {
  const length = sizeOf(shape);
  if (typeof given !== 'number' && lengthOf(given) !== length) {
    throw badRequest(
      path,
      `expected a number or ${length} numbers (shape [${shape.join(', ')}]), got ${describe(given)}`,
    );
  }
  const range = integerRange[dtype];
  return Float64Array.from({ length }, (_, i) => {
    const bound = typeof given === 'number' ? given : given[i];
    const where = typeof given === 'number' ? path : `${path}/${i}`;
    if (typeof bound !== 'number' || Number.isNaN(bound))
      throw badRequest(where, `a bound is a number, not ${describe(bound)}`);
    if (range === undefined) return dtype === 'float32' ? Math.fround(bound) : bound;
    const unbounded = dtype === 'int32' && !Number.isFinite(bound);
    if (!unbounded && !(Number.isInteger(bound) && bound >= range[0] && bound <= range[1])) {
      throw badRequest(where, `a bound of ${dtype} is an integer from ${range[0]} to ${range[1]}, not ${bound}`);
    }
    return bound;
  });
}
