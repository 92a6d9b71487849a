import { badRequest } from '../errors.js';
import { entropySeed, RandomStream } from '../stats/random.js';
import type { Dtype, FlatArray, FlatDtype } from './dtype.js';
import { describe, type JsonValue, type SpaceJson } from './json.js';

/** Why a value is outside a space: which component, what it is and what it may be. */
export interface Refusal {
  /** JSON pointer to the component, below the path given to {@link Space.explain}. */
  readonly path: string;
  readonly got: string;
  readonly allowed: string;
}

/** A refusal as a sentence: `/action/1 is 2; allowed: a number from -1 to 1`. */
export function refusalMessage({ path, got, allowed }: Refusal): string {
  return `${path === '' ? 'the value' : path} is ${got}; allowed: ${allowed}`;
}

/** The type of a space's values. */
export type SpaceValue<S> = S extends Space<infer T> ? T : never;

/**
 * A set of values that can be sampled, with its own random stream (apart from any environment's).
 *
 * Semantics are those of Gymnasium 1.4 `gymnasium.spaces`; the TypeScript type of the values follows from the space.
 */
export abstract class Space<T> {
  /** Kind of space, as {@link Space.toJSON} writes it. */
  abstract readonly type: string;
  /** Shape of a value; undefined for `Dict` and `Tuple`. */
  abstract readonly shape: readonly number[] | undefined;
  /** Element type of a value; undefined for `Dict` and `Tuple`. */
  abstract readonly dtype: Dtype | undefined;
  /** Numbers in a flattened value. */
  abstract readonly flatdim: number;
  abstract readonly flatDtype: FlatDtype;

  #random: RandomStream | undefined;
  #seed: number | undefined;

  /**
   * A random member, drawn from the space's own stream.
   * @param mask what may be drawn, in the space's own form; `undefined` allows everything. A mask of the wrong form is a `badRequest`.
   */
  abstract sample(mask?: unknown): T;
  /** Why `value` is no member, or undefined when it is. Components are named below `path`. */
  abstract explain(value: unknown, path?: string): Refusal | undefined;
  /** Plain data from which `fromJSON` makes an equal space. */
  abstract toJSON(): SpaceJson;
  abstract valueToJSON(value: T): JsonValue;
  /** Reads what {@link Space.valueToJSON} wrote; anything that is no member is a `badRequest` at `path`. */
  abstract valueFromJSON(json: unknown, path?: string): T;
  /** Writes the `flatdim` numbers of `value` to `target` from `offset` on. */
  abstract flattenInto(value: T, target: FlatArray, offset: number): void;
  /** The value whose numbers start at `offset` of `source`. */
  abstract unflattenFrom(source: ArrayLike<number>, offset: number): T;
  /** Writes the bounds of each flattened number from `offset` on. */
  abstract flatBounds(low: Float64Array, high: Float64Array, offset: number): void;

  contains(value: unknown): value is T {
    return this.explain(value) === undefined;
  }

  /** `value` itself when it is a member, else a `badRequest` that names the component, its value and what is allowed. */
  check(value: unknown, path = ''): T {
    if (this.contains(value)) return value;
    const refusal = this.explain(value, path) ?? { path, got: describe(value), allowed: 'a member of the space' };
    throw badRequest(refusal.path, refusalMessage(refusal));
  }

  /**
   * Starts a new random stream.
   * @param seed integer >= 0; entropy when absent
   * @returns the seed used
   */
  seed(seed: number = entropySeed()): number {
    this.#start(seed);
    return seed;
  }

  #start(seed: number): RandomStream {
    const stream = RandomStream.from(seed, 'space');
    this.#random = stream;
    this.#seed = seed;
    return stream;
  }

  /** The seed of the present stream, also when it came from entropy; undefined before the first use. */
  get lastSeed(): number | undefined {
    return this.#seed;
  }

  protected get random(): RandomStream {
    return this.#random ?? this.#start(entropySeed());
  }

  /** State of the stream (null before the first use): plain JSON. */
  getState(): JsonValue {
    return this.#random?.getState() ?? null;
  }

  setState(state: JsonValue): void {
    if (state === null) this.#random = undefined;
    else if (Array.isArray(state)) this.#random = RandomStream.fromState(state as readonly number[]);
    else throw badRequest('/state', `expected the state of a random stream, got ${describe(state)}`);
    this.#seed = undefined;
  }

  /** True when `other` is of the same kind with the same parameters (random streams apart). */
  equals(other: unknown): boolean {
    return other instanceof Space && (other === this || JSON.stringify(other) === JSON.stringify(this));
  }
}
