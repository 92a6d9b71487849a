/** Options against their JSON schema: checked, defaults filled in, refused with the field and what it may hold. */
import type { TSchema } from '@sinclair/typebox';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { badRequest } from '../errors.js';
import { nearest } from '../stats/nearest.js';

const ajv = new Ajv({ useDefaults: true, strict: false, verbose: true });
const compiled = new WeakMap<TSchema, ValidateFunction>();

/**
 * A copy of `options` with the schema's defaults filled in. Fields that the schema does not list are refused unless it
 * says otherwise.
 * @param path JSON pointer of `options` in the request, for the error
 * @throws CogymError `badRequest` naming the field, the value and what is allowed
 */
export function fillOptions(schema: TSchema, options: unknown, path = ''): Record<string, unknown> {
  const filled = structuredClone(options);
  const validate = compiledFor(schema);
  if (!validate(filled)) throw explained(telling(validate.errors as ErrorObject[]), path);
  return filled as Record<string, unknown>;
}

function compiledFor(schema: TSchema): ValidateFunction {
  let validate = compiled.get(schema);
  if (validate === undefined) {
    validate = ajv.compile(schema.type === 'object' ? { additionalProperties: false, ...schema } : schema);
    compiled.set(schema, validate);
  }
  return validate;
}

/** The error that says most: of a value that fits no branch of a union, the union's own rather than its first branch's. */
function telling(errors: readonly ErrorObject[]): ErrorObject {
  const first = errors[0] as ErrorObject;
  return (
    errors.find(({ keyword, instancePath }) => keyword === 'anyOf' && instancePath === first.instancePath) ?? first
  );
}

function explained(error: ErrorObject, path: string): Error {
  const at = `${path}${error.instancePath}`;
  const { params } = error;
  if (error.keyword === 'additionalProperties') {
    const unknown = String(params.additionalProperty);
    const known = Object.keys((error.parentSchema?.properties ?? {}) as object);
    const hint = known.length === 0 ? 'there are no options' : `nearest: ${nearest(unknown, known).join(', ')}`;
    return badRequest(`${at}/${unknown}`, `unknown option '${unknown}'; ${hint}`);
  }
  if (error.keyword === 'required') {
    const missing = String(params.missingProperty);
    return badRequest(`${at}/${missing}`, `'${missing}' is missing`);
  }
  const got = `not ${JSON.stringify(error.data)}`;
  if (error.keyword === 'enum')
    return badRequest(at, `${at} must be one of ${params.allowedValues.join(', ')}, ${got}`);
  if (error.keyword === 'const' || error.keyword === 'anyOf') {
    const choices = constants(error.keyword === 'const' ? error.parentSchema : error.parentSchema?.anyOf);
    if (choices.length > 0) return badRequest(at, `${at} must be one of ${choices.join(', ')}, ${got}`);
  }
  if (error.keyword === 'type' && params.type === 'object') {
    const known = Object.keys((error.parentSchema?.properties ?? {}) as object);
    const fields = known.length === 0 ? '' : ` with fields such as ${known.slice(0, 4).join(', ')}`;
    return badRequest(at, `${at === '' ? 'expected' : `${at} must be`} a JSON object${fields}, ${got}`);
  }
  return badRequest(at, `${at === '' ? 'the options' : at} ${error.message ?? 'is not valid'}, ${got}`);
}

/** The constants of a union of literals, the first that failed or all of them. */
function constants(schema: unknown): string[] {
  const list = Array.isArray(schema) ? schema : [schema];
  return list.flatMap((item) =>
    typeof item === 'object' && item !== null && 'const' in item ? [String(item.const)] : [],
  );
}
