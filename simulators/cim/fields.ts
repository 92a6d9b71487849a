/** Checks of the fields of a request. */
import { badRequest } from '../../src/errors.js';
import { nearest } from '../../src/stats/nearest.js';

type Fields = Readonly<Record<string, unknown>>;

/** `value` if it is a whole number from `low` to `high`; `path` is the JSON pointer of the field. */
export function integer(value: unknown, path: string, low: number, high: number): number {
  if (Number.isInteger(value) && (value as number) >= low && (value as number) <= high) return value as number;
  throw badRequest(path, `${nameOf(path)} is a whole number from ${low} to ${high}, not ${show(value)}`);
}

/** `value` if it is a number from `low` to `high`. */
export function number(value: unknown, path: string, low: number, high: number): number {
  if (typeof value === 'number' && value >= low && value <= high) return value;
  throw badRequest(path, `${nameOf(path)} is a number from ${low} to ${high}, not ${show(value)}`);
}

/** `value` if it is one of `allowed`. */
export function choice<T>(value: unknown, path: string, allowed: readonly T[]): T {
  if (allowed.includes(value as T)) return value as T;
  throw badRequest(path, `${nameOf(path)} is one of ${allowed.join(', ')}, not ${show(value)}`);
}

export function record(value: unknown, path: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw badRequest(path, `${nameOf(path)} is an object, not ${show(value)}`);
}

/** Refuses what is not among `known`. */
export function refuseUnknown(fields: Fields, known: readonly string[], path: string): void {
  for (const name of Object.keys(fields)) {
    if (known.includes(name)) continue;
    const near = nearest(name, known).join(', ');
    throw badRequest(`${path}/${name}`, `unknown field ${JSON.stringify(name)}; did you mean ${near}?`);
  }
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const show = (value: unknown) => (typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'missing'));
