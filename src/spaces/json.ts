/** Spaces and their values as JSON: numbers that JSON lacks travel as the strings `NaN`, `Infinity`, `-Infinity`, `-0`. */
import { badRequest } from '../errors.js';

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A space as data: its kind and what its constructor needs. */
export type SpaceJson = { readonly type: string; readonly [key: string]: JsonValue };

const special: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
]);

export function numberToJson(value: number): number | string {
  if (Number.isFinite(value) && !Object.is(value, -0)) return value;
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The number that {@link numberToJson} wrote; anything else is a `badRequest` at `path`. */
export function numberFromJson(json: unknown, path: string): number {
  const value = typeof json === 'string' ? special.get(json) : json;
  if (typeof value !== 'number') {
    throw badRequest(path, `expected a number or one of ${[...special.keys()].join(', ')}, got ${describe(json)}`);
  }
  return value;
}

/** One JSON number when all of `values` are the same, else all of them. */
export function numbersToJson(values: ArrayLike<number>): JsonValue {
  const first = values[0];
  const all = Array.from(values, numberToJson);
  return first !== undefined && Array.from(values).every((value) => Object.is(value, first))
    ? numberToJson(first)
    : all;
}

/** A number, or an array of `length` of them, as {@link numbersToJson} wrote them. */
export function numbersFromJson(json: unknown, path: string): number | number[] {
  return Array.isArray(json) ? json.map((item, i) => numberFromJson(item, `${path}/${i}`)) : numberFromJson(json, path);
}

/** `json` as an array of `length` items (any length when absent), else a `badRequest` at `path`. */
export function arrayFromJson(json: unknown, path: string, length?: number): readonly unknown[] {
  if (!Array.isArray(json) || (length !== undefined && json.length !== length)) {
    throw badRequest(
      path,
      `expected an array${length === undefined ? '' : ` of ${length} items`}, got ${describe(json)}`,
    );
  }
  return json;
}

/** `json` as a plain object, else a `badRequest` at `path`. */
export function objectFromJson(json: unknown, path: string): Readonly<Record<string, unknown>> {
  if (!isRecord(json)) throw badRequest(path, `expected an object, got ${describe(json)}`);
  return json;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** `value` in a few words, for error messages. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}...` : value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value)) {
    const items = value as ArrayLike<unknown>;
    const shown = Array.from({ length: Math.min(items.length, 6) }, (_, i) => brief(items[i]));
    const dots = items.length > shown.length ? ', ...' : '';
    return `${value.constructor.name}(${items.length}) [${shown.join(', ')}${dots}]`;
  }
  const keys = Object.keys(value);
  return `an object with ${keys.length === 0 ? 'no fields' : `fields ${keys.slice(0, 6).join(', ')}`}${keys.length > 6 ? ', ...' : ''}`;
}

function brief(value: unknown): string {
  return typeof value === 'object' && value !== null ? '...' : describe(value);
}

/** `key` as one segment of a JSON pointer (RFC 6901). */
export function segment(key: string | number): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
