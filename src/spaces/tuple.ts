import { badRequest } from '../errors.js';
import { Compound } from './compound.js';
import type { FlatArray } from './dtype.js';
import { arrayFromJson, describe, type JsonValue, type SpaceJson } from './json.js';
import type { Refusal, Space, SpaceValue } from './space.js';

/** The values of a list of spaces: `[Discrete, Box]` has `[number, Float32Array]`. */
export type TupleValue<S extends readonly Space<unknown>[]> = { -readonly [I in keyof S]: SpaceValue<S[I]> };

/** Spaces in a row; a value is an array with one value each. */
export class Tuple<const S extends readonly Space<unknown>[]> extends Compound<TupleValue<S>> {
  readonly type = 'tuple';
  readonly spaces: S;

  constructor(spaces: S) {
    if (!Array.isArray(spaces)) throw badRequest('/spaces', `expected an array of spaces, got ${describe(spaces)}`);
    super(spaces, [...spaces.keys()]);
    this.spaces = Object.freeze([...spaces]) as unknown as S;
  }

  /** @param mask one mask per child; undefined allows all */
  override sample(mask?: readonly unknown[]): TupleValue<S> {
    if (mask !== undefined && (!Array.isArray(mask) || mask.length !== this.children.length)) {
      throw badRequest('/mask', `expected ${this.children.length} masks, one per space, got ${describe(mask)}`);
    }
    this.ensureSeeded();
    return this.children.map((child, i) => child.sample(mask?.[i])) as TupleValue<S>;
  }

  override contains(value: unknown): value is TupleValue<S> {
    return (
      Array.isArray(value) &&
      value.length === this.children.length &&
      this.children.every((child, i) => child.contains(value[i]))
    );
  }

  override explain(value: unknown, path = ''): Refusal | undefined {
    if (!Array.isArray(value) || value.length !== this.children.length) {
      return { path, got: describe(value), allowed: `an array of ${this.children.length} values` };
    }
    for (let i = 0; i < value.length; i++) {
      const refusal = (this.children[i] as Space<unknown>).explain(value[i], `${path}/${i}`);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  override toJSON(): SpaceJson {
    return { type: this.type, spaces: this.children.map((child) => child.toJSON()) };
  }

  override valueToJSON(value: TupleValue<S>): JsonValue {
    return this.children.map((child, i) => child.valueToJSON(value[i]));
  }

  override valueFromJSON(json: unknown, path = ''): TupleValue<S> {
    const items = arrayFromJson(json, path, this.children.length);
    return this.children.map((child, i) => child.valueFromJSON(items[i], `${path}/${i}`)) as TupleValue<S>;
  }

  override flattenInto(value: TupleValue<S>, target: FlatArray, offset: number): void {
    let at = offset;
    this.children.forEach((child, i) => {
      child.flattenInto(value[i], target, at);
      at += child.flatdim;
    });
  }

  override unflattenFrom(source: ArrayLike<number>, offset: number): TupleValue<S> {
    let at = offset;
    return this.children.map((child) => {
      const value = child.unflattenFrom(source, at);
      at += child.flatdim;
      return value;
    }) as TupleValue<S>;
  }
}
