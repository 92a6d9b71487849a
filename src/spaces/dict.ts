import { badRequest } from '../errors.js';
import { Compound } from './compound.js';
import type { FlatArray } from './dtype.js';
import { describe, isRecord, type JsonValue, objectFromJson, type SpaceJson, segment } from './json.js';
import type { Refusal, Space, SpaceValue } from './space.js';

/** The values of a record of spaces: `{a: Discrete, b: Box}` has `{a: number, b: Float32Array}`. */
export type DictValue<S extends Readonly<Record<string, Space<unknown>>>> = {
  -readonly [K in keyof S]: SpaceValue<S[K]>;
};

/** Named spaces in the order in which they were given; a value is an object with exactly these fields. */
export class Dict<S extends Readonly<Record<string, Space<unknown>>>> extends Compound<DictValue<S>> {
  readonly type = 'dict';
  readonly spaces: Readonly<S>;
  readonly keys: readonly string[];

  constructor(spaces: S) {
    if (!isRecord(spaces)) throw badRequest('/spaces', `expected an object of spaces, got ${describe(spaces)}`);
    const keys = Object.keys(spaces);
    super(Object.values(spaces), keys);
    this.spaces = Object.freeze({ ...spaces });
    this.keys = Object.freeze(keys);
  }

  /** @param mask an object with the masks of some of the children */
  override sample(mask?: Readonly<Record<string, unknown>>): DictValue<S> {
    if (mask !== undefined) {
      const stranger = isRecord(mask) ? Object.keys(mask).find((key) => !this.keys.includes(key)) : '';
      if (stranger !== undefined) {
        throw badRequest(
          '/mask',
          `expected an object of masks by name (${this.keys.join(', ')}), got ${describe(mask)}`,
        );
      }
    }
    this.ensureSeeded();
    return this.#build((child, key) => child.sample(mask?.[key]));
  }

  override contains(value: unknown): value is DictValue<S> {
    if (!isRecord(value)) return false;
    for (let i = 0; i < this.keys.length; i++) {
      const key = this.keys[i] as string;
      if (!Object.hasOwn(value, key) || !(this.children[i] as Space<unknown>).contains(value[key])) return false;
    }
    return Object.keys(value).length === this.keys.length;
  }

  override explain(value: unknown, path = ''): Refusal | undefined {
    if (!isRecord(value)) {
      return { path, got: describe(value), allowed: `an object with the fields ${this.keys.join(', ')}` };
    }
    for (let i = 0; i < this.keys.length; i++) {
      const key = this.keys[i] as string;
      const where = path + segment(key);
      if (!Object.hasOwn(value, key))
        return { path: where, got: 'missing', allowed: `an object with the fields ${this.keys.join(', ')}` };
      const refusal = (this.children[i] as Space<unknown>).explain(value[key], where);
      if (refusal !== undefined) return refusal;
    }
    const stranger = Object.keys(value).find((key) => !this.keys.includes(key));
    if (stranger === undefined) return undefined;
    return { path: path + segment(stranger), got: 'an unknown field', allowed: this.keys.join(', ') };
  }

  override toJSON(): SpaceJson {
    return {
      type: this.type,
      spaces: Object.fromEntries(this.keys.map((key, i) => [key, (this.children[i] as Space<unknown>).toJSON()])),
    };
  }

  override valueToJSON(value: DictValue<S>): JsonValue {
    const fields: Readonly<Record<string, unknown>> = value;
    return Object.fromEntries(
      this.keys.map((key, i) => [key, (this.children[i] as Space<unknown>).valueToJSON(fields[key])]),
    );
  }

  override valueFromJSON(json: unknown, path = ''): DictValue<S> {
    const fields = objectFromJson(json, path);
    const stranger = Object.keys(fields).find((key) => !this.keys.includes(key));
    if (stranger !== undefined) {
      throw badRequest(
        path + segment(stranger),
        `${path}${segment(stranger)} is an unknown field; allowed: ${this.keys.join(', ')}`,
      );
    }
    return this.#build((child, key) => child.valueFromJSON(fields[key], path + segment(key)));
  }

  override flattenInto(value: DictValue<S>, target: FlatArray, offset: number): void {
    const fields: Readonly<Record<string, unknown>> = value;
    let at = offset;
    for (let i = 0; i < this.keys.length; i++) {
      const child = this.children[i] as Space<unknown>;
      child.flattenInto(fields[this.keys[i] as string], target, at);
      at += child.flatdim;
    }
  }

  override unflattenFrom(source: ArrayLike<number>, offset: number): DictValue<S> {
    let at = offset;
    return this.#build((child) => {
      const value = child.unflattenFrom(source, at);
      at += child.flatdim;
      return value;
    });
  }

  #build(make: (child: Space<unknown>, key: string) => unknown): DictValue<S> {
    return Object.fromEntries(
      this.keys.map((key, i) => [key, make(this.children[i] as Space<unknown>, key)]),
    ) as DictValue<S>;
  }
}
