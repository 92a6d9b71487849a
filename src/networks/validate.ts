/** JSON schemas checked by ajv, with errors that name the field, the value got and what is allowed. */
import type { Static, TSchema } from '@sinclair/typebox';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { badRequest, CogymError } from '../errors.js';
import { nearest } from '../stats/nearest.js';

/** Returns its argument, typed, or throws a badRequest whose path starts with `path`. It changes nothing. */
export type Validator<S extends TSchema> = (data: unknown, path?: string) => Static<S>;

const ajv = new Ajv({ verbose: true, strict: false });

/** A checker of `schema`, compiled when first used. */
export function validator<S extends TSchema>(schema: S): Validator<S> {
  let check: ValidateFunction | undefined;
  return (data, path = '') => {
    check ??= ajv.compile(schema);
    if (check(data)) return data as Static<S>;
    throw toBadRequest(check.errors ?? [], path);
  };
}

/** Runs `work` and puts `prefix` before the path of the CogymErrors it throws. */
export function atPath<T>(prefix: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (prefix === '' || !(error instanceof CogymError)) throw error;
    throw new CogymError(error.code, error.message, prefix + (error.path ?? ''));
  }
}

/** Of several errors (the branches of a union) the one that goes deepest, then the most telling one. */
function toBadRequest(errors: readonly ErrorObject[], path: string): CogymError {
  const rank = (error: ErrorObject): number =>
    1000 * error.instancePath.split('/').length + (telling.has(error.keyword) ? 2 : error.keyword === 'anyOf' ? 1 : 0);
  const [error] = [...errors].sort((a, b) => rank(b) - rank(a));
  if (error === undefined) return badRequest(path, 'not valid');
  const at = path + error.instancePath;
  switch (error.keyword) {
    case 'required': {
      const name = String(error.params['missingProperty']);
      return badRequest(`${at}/${name}`, `'${name}' is missing${describe(error.parentSchema?.['properties']?.[name])}`);
    }
    case 'additionalProperties': {
      const name = String(error.params['additionalProperty']);
      const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {});
      return badRequest(
        `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        `unknown field '${name}'; nearest known: ${nearest(name, known).join(', ')}`,
      );
    }
    case 'enum': {
      const allowed = error.params['allowedValues'] as readonly unknown[];
      return badRequest(
        at,
        `must be one of ${allowed.map((value) => JSON.stringify(value)).join(', ')}, not ${show(error.data)}`,
      );
    }
    case 'anyOf':
      return badRequest(
        at,
        `must be ${error.parentSchema?.['description'] ?? 'one of the allowed forms'}, not ${show(error.data)}`,
      );
    default:
      return badRequest(at, `${error.message ?? 'not valid'}, not ${show(error.data)}${describe(error.parentSchema)}`);
  }
}

const telling = new Set(['required', 'additionalProperties']);

const describe = (schema: unknown): string => {
  const text = (schema as { description?: unknown } | undefined)?.description;
  return typeof text === 'string' ? ` (${text})` : '';
};

/** A value as short JSON for a message; NaN and the like by their names. */
export function show(value: unknown): string {
  if (typeof value === 'number' || value === undefined || typeof value === 'bigint') return String(value);
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? `a list of ${value.length}` : 'an object';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
