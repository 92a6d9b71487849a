/** The Gymnasium spaces whose values are encodings of designs. A new space at each call: spaces hold a random stream. */
import { badRequest } from '../errors.js';
import { Box, Dict, Discrete, MultiDiscrete, type Space } from '../spaces/index.js';
import { fitsFloat32, requireDiscrete } from './encodings.js';
import type { Design, ParameterValue } from './parameter.js';
import type { ParameterCodec } from './parameter-codec.js';
import { build, canonical, type SpaceTables } from './space-tables.js';

/** A discrete parameter as its index, a real as one float64 in its own unit. */
export type DictDesign = Record<string, number | Float64Array>;

export type DesignDict = Dict<Record<string, Space<number> | Space<Float64Array>>>;

/** In the order of the parameters: Discrete(n) for discrete ones, Box(low, high) in float64 for reals. */
export function dictSpace({ codecs }: SpaceTables): DesignDict {
  const spaceOf = ({ parameter, cardinality }: ParameterCodec): Space<number> | Space<Float64Array> =>
    parameter.type === 'real' ? new Box(parameter.low, parameter.high, [1], 'float64') : new Discrete(cardinality);
  return new Dict(Object.fromEntries(codecs.map((codec) => [codec.parameter.name, spaceOf(codec)])));
}

export function toDict(tables: SpaceTables, design: Design): DictDesign {
  const from = canonical(tables, design);
  return Object.fromEntries(
    tables.codecs.map((codec) => {
      const { name, type } = codec.parameter;
      const value = from[name] as ParameterValue;
      return [name, type === 'real' ? Float64Array.of(value as number) : codec.indexOf(value)];
    }),
  );
}

/** @throws badRequest for a value that {@link dictSpace} does not contain */
export function fromDict(tables: SpaceTables, value: Readonly<Record<string, number | ArrayLike<number>>>): Design {
  return build(tables, undefined, (i) => {
    const codec = tables.codecs[i] as ParameterCodec;
    const { name, type } = codec.parameter;
    const given = value[name];
    if (type === 'real') {
      const number = typeof given === 'object' ? given[0] : given;
      const refusal = codec.refusal(number);
      if (refusal !== undefined) throw badRequest(`/${name}`, `'${name}' ${refusal}`);
      return number as number;
    }
    if (typeof given !== 'number' || !Number.isInteger(given) || given < 0 || given >= codec.cardinality) {
      throw badRequest(`/${name}`, `'${name}' has indices 0..${codec.cardinality - 1}, not ${String(given)}`);
    }
    return codec.valueAt(given);
  });
}

/** One component per parameter; its values are those of `toIndices`. @throws badRequest when a parameter is real */
export function multiDiscreteSpace(tables: SpaceTables): MultiDiscrete {
  requireDiscrete(tables, 'MultiDiscrete view');
  return new MultiDiscrete(tables.codecs.map(({ cardinality }) => cardinality));
}

/** Box[-1,1], one component per parameter: float32 where that loses nothing, else float64. */
export function boxSpace(tables: SpaceTables): Box<'float32' | 'float64'> {
  return new Box<'float32' | 'float64'>(-1, 1, [tables.codecs.length], fitsFloat32(tables) ? 'float32' : 'float64');
}
