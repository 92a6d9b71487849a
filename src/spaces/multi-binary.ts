import { badRequest } from '../errors.js';
import type { FlatArray } from './dtype.js';
import { arrayFromJson, describe, type JsonValue, type SpaceJson } from './json.js';
import { checkShape, sizeOf } from './shape.js';
import { type Refusal, Space } from './space.js';

/** Zeros and ones; a value is a Uint8Array in row-major order. */
export class MultiBinary extends Space<Uint8Array> {
  readonly type = 'multiBinary';
  readonly shape: readonly number[];
  readonly dtype = 'uint8';
  readonly flatDtype = 'float32';
  readonly flatdim: number;

  /** @param shape number of components, or a shape */
  constructor(shape: number | readonly number[]) {
    super();
    this.shape = checkShape(typeof shape === 'number' ? [shape] : shape);
    this.flatdim = sizeOf(this.shape);
  }

  /** @param mask per component 0 or 1 for that value, 2 for either (Gymnasium's form) */
  override sample(mask?: Uint8Array): Uint8Array {
    if (mask !== undefined) {
      if (!(mask instanceof Uint8Array) || mask.length !== this.flatdim || mask.some((allowed) => allowed > 2)) {
        throw badRequest(
          '/mask',
          `expected a Uint8Array of ${this.flatdim} values 0, 1 or 2 (either), got ${describe(mask)}`,
        );
      }
    }
    const value = new Uint8Array(this.flatdim);
    for (let i = 0; i < value.length; i++) {
      const forced = mask?.[i] ?? 2;
      value[i] = forced === 2 ? this.random.integer(2) : forced;
    }
    return value;
  }

  override contains(value: unknown): value is Uint8Array {
    return value instanceof Uint8Array && value.length === this.flatdim && value.every((bit) => bit <= 1);
  }

  override explain(value: unknown, path = ''): Refusal | undefined {
    if (!(value instanceof Uint8Array) || value.length !== this.flatdim) {
      const allowed = `a Uint8Array of ${this.flatdim} values (shape [${this.shape.join(', ')}])`;
      return { path, got: describe(value), allowed };
    }
    const wrong = value.findIndex((bit) => bit > 1);
    return wrong < 0 ? undefined : { path: `${path}/${wrong}`, got: String(value[wrong]), allowed: '0 or 1' };
  }

  override toJSON(): SpaceJson {
    return { type: this.type, shape: this.shape };
  }

  override valueToJSON(value: Uint8Array): JsonValue {
    return Array.from(value);
  }

  override valueFromJSON(json: unknown, path = ''): Uint8Array {
    const items = arrayFromJson(json, path, this.flatdim);
    const wrong = items.findIndex((item) => item !== 0 && item !== 1);
    if (wrong >= 0)
      throw badRequest(`${path}/${wrong}`, `${path}/${wrong} is ${describe(items[wrong])}; allowed: 0 or 1`);
    return Uint8Array.from(items as readonly number[]);
  }

  override flattenInto(value: Uint8Array, target: FlatArray, offset: number): void {
    target.set(value, offset);
  }

  override unflattenFrom(source: ArrayLike<number>, offset: number): Uint8Array {
    return Uint8Array.from({ length: this.flatdim }, (_, i) => source[offset + i] as number);
  }

  override flatBounds(low: Float64Array, high: Float64Array, offset: number): void {
    low.fill(0, offset, offset + this.flatdim);
    high.fill(1, offset, offset + this.flatdim);
  }
}
