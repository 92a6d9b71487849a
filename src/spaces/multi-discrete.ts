import { badRequest } from '../errors.js';
import { checkRange, hotIndex, sampleIndex } from './discrete.js';
import type { FlatArray } from './dtype.js';
import { arrayFromJson, describe, type JsonValue, numbersToJson, type SpaceJson } from './json.js';
import { type Refusal, Space } from './space.js';

/** A vector of integers: component i is one of `start[i]`, ..., `start[i] + nvec[i] - 1`. */
export class MultiDiscrete extends Space<Int32Array> {
  readonly type = 'multiDiscrete';
  readonly shape: readonly number[];
  readonly dtype = 'int32';
  readonly flatDtype = 'float32';
  readonly flatdim: number;
  readonly nvec: readonly number[];
  readonly start: readonly number[];

  /** @param start first value of every component, or one each */
  constructor(nvec: ArrayLike<number>, start: number | ArrayLike<number> = 0) {
    super();
    if (typeof nvec !== 'object' || nvec === null || !(nvec.length >= 1)) {
      throw badRequest('/nvec', `expected the number of values of each component, got ${describe(nvec)}`);
    }
    this.nvec = Object.freeze(Array.from(nvec));
    if (typeof start !== 'number' && start?.length !== nvec.length) {
      throw badRequest('/start', `expected a number or ${nvec.length} numbers, got ${describe(start)}`);
    }
    this.start = Object.freeze(this.nvec.map((_, i) => (typeof start === 'number' ? start : (start[i] as number))));
    this.nvec.forEach((n, i) => {
      checkRange(n, this.start[i], `/${i}`);
    });
    this.shape = Object.freeze([this.nvec.length]);
    this.flatdim = this.nvec.reduce((sum, n) => sum + n, 0);
  }

  /** @param mask one mask of zeros and ones per component (undefined: all allowed); an all-zero one gives the component's start */
  override sample(mask?: readonly (Uint8Array | undefined)[]): Int32Array {
    if (mask !== undefined && (!Array.isArray(mask) || mask.length !== this.nvec.length)) {
      throw badRequest('/mask', `expected ${this.nvec.length} masks, one per component, got ${describe(mask)}`);
    }
    const random = this.random;
    return Int32Array.from(
      this.nvec,
      (n, i) => (this.start[i] as number) + sampleIndex(random, n, mask?.[i], `/mask/${i}`),
    );
  }

  override contains(value: unknown): value is Int32Array {
    if (!(value instanceof Int32Array) || value.length !== this.nvec.length) return false;
    for (let i = 0; i < value.length; i++) {
      const index = (value[i] as number) - (this.start[i] as number);
      if (index < 0 || index >= (this.nvec[i] as number)) return false;
    }
    return true;
  }

  override explain(value: unknown, path = ''): Refusal | undefined {
    if (!(value instanceof Int32Array) || value.length !== this.nvec.length) {
      return { path, got: describe(value), allowed: `an Int32Array of ${this.nvec.length} values` };
    }
    for (let i = 0; i < value.length; i++) {
      const [number, start, n] = [value[i] as number, this.start[i] as number, this.nvec[i] as number];
      if (number < start || number >= start + n) {
        return { path: `${path}/${i}`, got: String(number), allowed: `an integer from ${start} to ${start + n - 1}` };
      }
    }
    return undefined;
  }

  override toJSON(): SpaceJson {
    return { type: this.type, nvec: this.nvec, start: numbersToJson(this.start) };
  }

  override valueToJSON(value: Int32Array): JsonValue {
    return Array.from(value);
  }

  override valueFromJSON(json: unknown, path = ''): Int32Array {
    const items = arrayFromJson(json, path, this.nvec.length);
    const wrong = items.findIndex((item) => !Number.isInteger(item));
    if (wrong >= 0)
      throw badRequest(`${path}/${wrong}`, `${path}/${wrong} is ${describe(items[wrong])}; allowed: an integer`);
    return this.check(Int32Array.from(items as readonly number[]), path);
  }

  /** One one-hot per component. */
  override flattenInto(value: Int32Array, target: FlatArray, offset: number): void {
    target.fill(0, offset, offset + this.flatdim);
    let at = offset;
    for (let i = 0; i < this.nvec.length; i++) {
      target[at + (value[i] as number) - (this.start[i] as number)] = 1;
      at += this.nvec[i] as number;
    }
  }

  override unflattenFrom(source: ArrayLike<number>, offset: number): Int32Array {
    let at = offset;
    return Int32Array.from(this.nvec, (n, i) => {
      const index = hotIndex(source, at, n);
      at += n;
      return (this.start[i] as number) + index;
    });
  }

  override flatBounds(low: Float64Array, high: Float64Array, offset: number): void {
    low.fill(0, offset, offset + this.flatdim);
    high.fill(1, offset, offset + this.flatdim);
  }
}
