import { badRequest } from '../errors.js';
import type { RandomStream } from '../stats/random.js';
import { type FlatArray, integerRange } from './dtype.js';
import { describe, type JsonValue, type SpaceJson } from './json.js';
import { type Refusal, Space } from './space.js';

const [LOWEST, HIGHEST] = integerRange.int32 as readonly [number, number];

/** The integers `start`, ..., `start + n - 1`, all within 32 signed bits. */
export class Discrete extends Space<number> {
  readonly type = 'discrete';
  readonly shape: readonly number[] = Object.freeze([]);
  readonly dtype = 'int32';
  readonly flatDtype = 'float32';
  readonly n: number;
  readonly start: number;

  constructor(n: number, start = 0) {
    super();
    checkRange(n, start, '');
    this.n = n;
    this.start = start;
  }

  /** One-hot. */
  get flatdim(): number {
    return this.n;
  }

  /** @param mask `n` entries of 0 or 1; an all-zero mask gives `start` */
  override sample(mask?: Uint8Array): number {
    return this.start + sampleIndex(this.random, this.n, mask, '/mask');
  }

  override contains(value: unknown): value is number {
    return Number.isInteger(value) && (value as number) >= this.start && (value as number) < this.start + this.n;
  }

  override explain(value: unknown, path = ''): Refusal | undefined {
    if (this.contains(value)) return undefined;
    return { path, got: describe(value), allowed: `an integer from ${this.start} to ${this.start + this.n - 1}` };
  }

  override toJSON(): SpaceJson {
    return { type: this.type, n: this.n, start: this.start };
  }

  override valueToJSON(value: number): JsonValue {
    return value;
  }

  override valueFromJSON(json: unknown, path = ''): number {
    return this.check(json, path);
  }

  override flattenInto(value: number, target: FlatArray, offset: number): void {
    target.fill(0, offset, offset + this.n);
    target[offset + value - this.start] = 1;
  }

  override unflattenFrom(source: ArrayLike<number>, offset: number): number {
    return this.start + hotIndex(source, offset, this.n);
  }

  override flatBounds(low: Float64Array, high: Float64Array, offset: number): void {
    low.fill(0, offset, offset + this.n);
    high.fill(1, offset, offset + this.n);
  }
}

/** Refuses a component of `n` values from `start` on that does not fit 32 signed bits. */
export function checkRange(n: unknown, start: unknown, path: string): void {
  if (!Number.isInteger(n) || (n as number) < 1 || (n as number) > 2 ** 31) {
    throw badRequest(`${path}/n`, `the number of values is an integer from 1 to 2^31, not ${describe(n)}`);
  }
  if (!Number.isInteger(start) || (start as number) < LOWEST || (start as number) + (n as number) - 1 > HIGHEST) {
    throw badRequest(
      `${path}/start`,
      `the first value is an integer and all ${n} fit 32 signed bits, not ${describe(start)}`,
    );
  }
}

/** Uniform index of 0..n-1 among those that `mask` allows; 0 when it allows none. */
export function sampleIndex(random: RandomStream, n: number, mask: Uint8Array | undefined, path: string): number {
  if (mask === undefined) return random.integer(n);
  if (!(mask instanceof Uint8Array) || mask.length !== n || mask.some((allowed) => allowed > 1)) {
    throw badRequest(path, `expected a Uint8Array of ${n} zeros and ones, got ${describe(mask)}`);
  }
  const count = mask.reduce((sum, allowed) => sum + allowed, 0);
  if (count === 0) return 0;
  let left = random.integer(count);
  return mask.findIndex((allowed) => allowed === 1 && left-- === 0);
}

/** Index of the largest of `n` numbers (the first on ties), which must be > 0. */
export function hotIndex(source: ArrayLike<number>, offset: number, n: number): number {
  let best = 0;
  for (let i = 1; i < n; i++) if ((source[offset + i] as number) > (source[offset + best] as number)) best = i;
  if (!((source[offset + best] as number) > 0)) {
    throw badRequest(`/${offset}`, `a one-hot of ${n} numbers has one above 0`);
  }
  return best;
}
