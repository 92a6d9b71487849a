import { badRequest } from '../errors.js';
import { describe } from '../spaces/json.js';

/** The `renderMode` of an environment that has no other keyword argument; another field or mode is a `badRequest`. */
export function onlyRenderMode(
  kwargs: Readonly<Record<string, unknown>>,
  modes: readonly string[],
): string | undefined {
  const { renderMode, ...rest } = kwargs;
  const [stranger] = Object.keys(rest);
  if (stranger !== undefined) throw badRequest(`/${stranger}`, `unknown option ${stranger}; allowed: renderMode`);
  return checkRenderMode(renderMode, modes);
}

/** `mode` when it is one of `modes` or undefined, else a `badRequest`. */
export function checkRenderMode(mode: unknown, modes: readonly string[]): string | undefined {
  if (mode === undefined || (typeof mode === 'string' && modes.includes(mode))) return mode;
  throw badRequest(
    '/renderMode',
    `renderMode is ${modes.map((name) => `'${name}'`).join(' or ')} or absent, not ${describe(mode)}`,
  );
}
