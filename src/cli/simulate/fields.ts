/** How the fields of a request are read and refused. */
import { badRequest } from '../../errors.js';

/** One line of the machine interface, without its id. */
export type Request = Readonly<Record<string, unknown>>;

/** @throws CogymError `badRequest` for a field that is not among `known` */
export function refuseUnknownFields(request: Request, known: readonly string[]): void {
  for (const field of Object.keys(request)) {
    if (!known.includes(field)) throw badRequest(`/${field}`, `unknown field ${field}; known: ${known.join(', ')}`);
  }
}

/** The field `name`, which must be a text that is not empty; `allowed` says what it may be. */
export function text(request: Request, name: string, allowed: string): string {
  const value = request[name];
  if (typeof value === 'string' && value !== '') return value;
  throw badRequest(
    `/${name}`,
    `${name} is ${allowed}, ${value === undefined ? 'not missing' : `not ${JSON.stringify(value)}`}`,
  );
}
