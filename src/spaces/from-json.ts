import { badRequest, CogymError } from '../errors.js';
import { Box } from './box.js';
import { Dict } from './dict.js';
import { Discrete } from './discrete.js';
import { isDtype } from './dtype.js';
import { arrayFromJson, describe, numbersFromJson, objectFromJson, segment } from './json.js';
import { MultiBinary } from './multi-binary.js';
import { MultiDiscrete } from './multi-discrete.js';
import type { Space } from './space.js';
import { Tuple } from './tuple.js';

type Fields = Readonly<Record<string, unknown>>;

const makers: Readonly<Record<string, (json: Fields, path: string) => Space<unknown>>> = {
  box: ({ low, high, shape, dtype }) => {
    if (!isDtype(dtype))
      throw badRequest('/dtype', `dtype is float32, float64, int32 or uint8, not ${describe(dtype)}`);
    const sizes = arrayFromJson(shape, '/shape') as readonly number[];
    return new Box(numbersFromJson(low, '/low'), numbersFromJson(high, '/high'), sizes, dtype);
  },
  discrete: ({ n, start }) => new Discrete(n as number, start as number | undefined),
  multiDiscrete: ({ nvec, start }) =>
    new MultiDiscrete(arrayFromJson(nvec, '/nvec') as number[], start as number | number[]),
  multiBinary: ({ shape }) => new MultiBinary(shape as number | number[]),
  dict: ({ spaces }, path) =>
    new Dict(
      Object.fromEntries(
        Object.entries(objectFromJson(spaces, '/spaces')).map(([key, json]) => [
          key,
          fromJSON(json, `${path}/spaces${segment(key)}`),
        ]),
      ),
    ),
  tuple: ({ spaces }, path) =>
    new Tuple(arrayFromJson(spaces, '/spaces').map((json, i) => fromJSON(json, `${path}/spaces/${i}`))),
};

/** The space that `json` (of `space.toJSON()`) describes; anything else is a `badRequest` at a field below `path`. */
export function fromJSON(json: unknown, path = ''): Space<unknown> {
  const fields = objectFromJson(json, path);
  const type = fields['type'];
  if (typeof type !== 'string' || !Object.hasOwn(makers, type)) {
    throw badRequest(`${path}/type`, `a space is one of ${Object.keys(makers).join(', ')}, not ${describe(type)}`);
  }
  try {
    return (makers[type] as (json: Fields, path: string) => Space<unknown>)(fields, path);
  } catch (error) {
    // Constructors name their own fields; from here the way to the space is known too.
    if (!(error instanceof CogymError) || error.path === undefined || error.path.startsWith(`${path}/spaces/`))
      throw error;
    throw badRequest(path + error.path, error.message);
  }
}
