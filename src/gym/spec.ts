/** What the registry knows of an environment: plain data, valid JSON. */
import { badRequest } from '../errors.js';
import { describe, objectFromJson } from '../spaces/json.js';

export interface EnvSpec {
  /** `[namespace/]name[-vN]`. */
  readonly id: string;
  /** Name of the factory that makes it: the id under which the factory was registered. */
  readonly entryPoint: string;
  /** Steps after which an episode is truncated; absent: no limit. */
  readonly maxEpisodeSteps?: number;
  /** True when the same seed and actions need not give the same results. */
  readonly nondeterministic: boolean;
  /** Mean episode return that counts as solved. */
  readonly rewardThreshold?: number;
  /** Arguments of the factory; those given to `make` come on top. */
  readonly kwargs: Readonly<Record<string, unknown>>;
}

export interface ParsedId {
  readonly namespace: string | undefined;
  readonly name: string;
  readonly version: number | undefined;
}

const pattern = /^(?:([\w:-]+)\/)?([\w:.-]+?)(?:-v(\d+))?$/;

/** The parts of an id `[namespace/]name[-vN]`; anything else is a `badRequest` at `/id`. */
export function parseId(id: unknown): ParsedId {
  const match = typeof id === 'string' ? pattern.exec(id) : null;
  if (match === null) throw badRequest('/id', `an environment id is [namespace/]name[-vN], not ${describe(id)}`);
  const [, namespace, name, version] = match;
  return { namespace, name: name as string, version: version === undefined ? undefined : Number(version) };
}

/** The id without its version. */
export function baseOf(id: string): string {
  const { namespace, name } = parseId(id);
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** `limit` when it is an integer >= 1, else a `badRequest`. */
export function checkLimit(limit: unknown): number {
  if (!Number.isInteger(limit) || (limit as number) < 1) {
    throw badRequest('/maxEpisodeSteps', `maxEpisodeSteps is an integer >= 1, not ${describe(limit)}`);
  }
  return limit as number;
}

/** A frozen spec of `fields`; missing ones get their defaults, wrong ones are a `badRequest` at the field. */
export function envSpec(fields: Partial<EnvSpec> & { readonly id: string }): EnvSpec {
  parseId(fields.id);
  const { id, entryPoint = id, maxEpisodeSteps, nondeterministic = false, rewardThreshold, kwargs = {} } = fields;
  if (typeof entryPoint !== 'string')
    throw badRequest('/entryPoint', `entryPoint is a name, not ${describe(entryPoint)}`);
  if (typeof nondeterministic !== 'boolean') {
    throw badRequest('/nondeterministic', `nondeterministic is true or false, not ${describe(nondeterministic)}`);
  }
  if (rewardThreshold !== undefined && !Number.isFinite(rewardThreshold)) {
    throw badRequest('/rewardThreshold', `rewardThreshold is a finite number, not ${describe(rewardThreshold)}`);
  }
  return Object.freeze({
    id,
    entryPoint,
    ...(maxEpisodeSteps === undefined ? {} : { maxEpisodeSteps: checkLimit(maxEpisodeSteps) }),
    nondeterministic,
    ...(rewardThreshold === undefined ? {} : { rewardThreshold }),
    kwargs: Object.freeze({ ...objectFromJson(kwargs, '/kwargs') }),
  });
}

/** The spec that was written with `JSON.stringify`; an unknown or wrong field is a `badRequest`. */
export function envSpecFromJSON(json: unknown): EnvSpec {
  const fields = objectFromJson(json, '');
  const known = ['id', 'entryPoint', 'maxEpisodeSteps', 'nondeterministic', 'rewardThreshold', 'kwargs'];
  const stranger = Object.keys(fields).find((key) => !known.includes(key));
  if (stranger !== undefined)
    throw badRequest(`/${stranger}`, `${stranger} is no field of a spec; allowed: ${known.join(', ')}`);
  return envSpec(fields as Partial<EnvSpec> & { id: string });
}
