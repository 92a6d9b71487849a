/** Views of a design as numbers. Each decodes what it encoded to the same (canonical) design. */
import { badRequest } from '../errors.js';
import type { Mask } from './mask.js';
import type { Design, ParameterValue } from './parameter.js';
import type { ParameterCodec } from './parameter-codec.js';
import type { Partition } from './partition.js';
import { build, canonical, type PartialDesign, type SpaceTables } from './space-tables.js';
import { repair } from './variation.js';

/** A parameter with more values takes one column of the one-hot encoding: its unit coordinate. */
const MAX_ONE_HOT = 256;

/** Below this width of a cell, float32 actions of Box[-1,1] could fall into a neighbour's cell. */
const FLOAT32_CELL = 2 ** -22;

/** One agent's part: indices where all its parameters are discrete, else unit coordinates. */
export type TupleSlice = Int32Array | Float64Array;

/** @throws badRequest naming a real parameter, which has no index */
export function requireDiscrete(tables: SpaceTables, what: string): void {
  const real = tables.codecs.find(({ cardinality }) => !Number.isFinite(cardinality));
  if (real !== undefined) {
    const { name } = real.parameter;
    throw badRequest(`/${name}`, `'${name}' is real, so the space has no ${what}; use the unit or box encoding`);
  }
}

function indexOf(codec: ParameterCodec, value: ParameterValue | undefined): number {
  const index = codec.indexOf(value);
  if (index < 0) throw refused(codec, value);
  return index;
}

function unitOf(codec: ParameterCodec, value: ParameterValue | undefined): number {
  const u = codec.encode(value as ParameterValue);
  if (!(u >= 0 && u <= 1)) throw refused(codec, value);
  return u;
}

function refused(codec: ParameterCodec, value: unknown): Error {
  const { name } = codec.parameter;
  return badRequest(`/${name}`, `'${name}' ${codec.refusal(value) ?? `cannot be encoded: ${String(value)}`}`);
}

function checkLength(given: number, wanted: number, what: string): void {
  if (given !== wanted) throw badRequest('', `${what} has ${wanted} entries, not ${given}`);
}

function valueAt(codec: ParameterCodec, index: number | undefined): ParameterValue {
  if (index === undefined || !Number.isInteger(index) || index < 0 || index >= codec.cardinality) {
    const { name } = codec.parameter;
    throw badRequest(`/${name}`, `'${name}' has indices 0..${codec.cardinality - 1}, not ${String(index)}`);
  }
  return codec.valueAt(index);
}

function fromCoordinate(codec: ParameterCodec, u: number | undefined): ParameterValue {
  if (u === undefined || Number.isNaN(u)) {
    const { name } = codec.parameter;
    throw badRequest(`/${name}`, `the coordinate of '${name}' must be a number from 0 to 1, not ${String(u)}`);
  }
  return codec.decode(u);
}

const codecAt = (tables: SpaceTables, i: number) => tables.codecs[i] as ParameterCodec;

export function toIndices(tables: SpaceTables, design: Design): Int32Array {
  requireDiscrete(tables, 'indices');
  const from = canonical(tables, design);
  const indices = new Int32Array(tables.codecs.length);
  for (let i = 0; i < indices.length; i++) indices[i] = indexOf(codecAt(tables, i), from[tables.names[i] as string]);
  return indices;
}

export function fromIndices(tables: SpaceTables, indices: ArrayLike<number>): Design {
  requireDiscrete(tables, 'indices');
  checkLength(indices.length, tables.codecs.length, 'an index vector of this space');
  return build(tables, undefined, (i) => valueAt(codecAt(tables, i), indices[i]));
}

export function toUnit(tables: SpaceTables, design: Design): Float64Array {
  const from = canonical(tables, design);
  const unit = new Float64Array(tables.codecs.length);
  for (let i = 0; i < unit.length; i++) unit[i] = unitOf(codecAt(tables, i), from[tables.names[i] as string]);
  return unit;
}

/** Coordinates outside [0, 1] are clipped; with a mask, forbidden values move to the nearest allowed ones. */
export function fromUnit(tables: SpaceTables, unit: ArrayLike<number>, mask?: Mask): Design {
  checkLength(unit.length, tables.codecs.length, 'a unit vector of this space');
  const design = build(tables, undefined, (i) => fromCoordinate(codecAt(tables, i), unit[i]));
  return mask === undefined ? design : repair(tables, design, mask);
}

/** True when float32 actions keep every discrete value apart. */
export function fitsFloat32(tables: SpaceTables): boolean {
  return tables.codecs.every(({ narrowestCell }) => narrowestCell >= FLOAT32_CELL);
}

/** 2u - 1 per parameter, in float32 where that loses nothing, else in float64. */
export function toBox(tables: SpaceTables, design: Design): Float32Array | Float64Array {
  const unit = toUnit(tables, design);
  for (let i = 0; i < unit.length; i++) unit[i] = 2 * (unit[i] as number) - 1;
  return fitsFloat32(tables) ? Float32Array.from(unit) : unit;
}

/** u = (a + 1)/2 after clipping a to [-1, 1]; see {@link fromUnit}. */
export function fromBox(tables: SpaceTables, action: ArrayLike<number>, mask?: Mask): Design {
  checkLength(action.length, tables.codecs.length, 'a box action of this space');
  const unit = Float64Array.from(action, (a) => (Math.min(1, Math.max(-1, a)) + 1) / 2);
  return fromUnit(tables, unit, mask);
}

/** Columns of parameter `codec` in the one-hot encoding. */
export function oneHotWidth({ cardinality }: ParameterCodec): number {
  return cardinality <= MAX_ONE_HOT ? cardinality : 1;
}

/** One column per value; reals and parameters of more than 256 values take one column, their unit coordinate. */
export function toOneHot(tables: SpaceTables, design: Design): Float64Array {
  const from = canonical(tables, design);
  const encoded = new Float64Array(tables.codecs.reduce((sum, codec) => sum + oneHotWidth(codec), 0));
  let column = 0;
  tables.codecs.forEach((codec, i) => {
    const value = from[tables.names[i] as string];
    if (codec.cardinality > MAX_ONE_HOT) encoded[column] = unitOf(codec, value);
    else encoded[column + indexOf(codec, value)] = 1;
    column += oneHotWidth(codec);
  });
  return encoded;
}

/** The largest column of each block wins, the first one on ties: logits and probabilities decode as well. */
export function fromOneHot(tables: SpaceTables, encoded: ArrayLike<number>): Design {
  const starts: number[] = [];
  let columns = 0;
  for (const codec of tables.codecs) {
    starts.push(columns);
    columns += oneHotWidth(codec);
  }
  checkLength(encoded.length, columns, 'a one-hot vector of this space');
  return build(tables, undefined, (i) => {
    const codec = codecAt(tables, i);
    const start = starts[i] as number;
    if (codec.cardinality > MAX_ONE_HOT) return fromCoordinate(codec, encoded[start]);
    let best = 0;
    for (let k = 1; k < codec.cardinality; k++) {
      if ((encoded[start + k] as number) > (encoded[start + best] as number)) best = k;
    }
    return codec.valueAt(best);
  });
}

function isDiscreteSlice(tables: SpaceTables, slice: readonly string[]): boolean {
  return slice.every((name) => Number.isFinite(codecAt(tables, tables.names.indexOf(name)).cardinality));
}

/** Per agent of the (checked) partition, the values of its parameters in the partition's order. */
export function toTuple(tables: SpaceTables, design: Design, partition: Partition): Record<string, TupleSlice> {
  const from = canonical(tables, design);
  const entries = Object.entries(partition).map(([agent, slice]): [string, TupleSlice] => {
    const codecs = slice.map((name) => codecAt(tables, tables.names.indexOf(name)));
    return isDiscreteSlice(tables, slice)
      ? [agent, Int32Array.from(codecs, (codec) => indexOf(codec, from[codec.parameter.name]))]
      : [agent, Float64Array.from(codecs, (codec) => unitOf(codec, from[codec.parameter.name]))];
  });
  return Object.fromEntries(entries);
}

/** The inverse of {@link toTuple}: every agent's slice must be there. */
export function fromTuple(
  tables: SpaceTables,
  slices: Readonly<Record<string, ArrayLike<number>>>,
  partition: Partition,
): Design {
  const values: PartialDesign = {};
  for (const [agent, slice] of Object.entries(partition)) {
    const given = slices[agent];
    if (given === undefined) throw badRequest(`/${agent}`, `the slice of agent '${agent}' is missing`);
    checkLength(given.length, slice.length, `the slice of agent '${agent}'`);
    const discrete = isDiscreteSlice(tables, slice);
    slice.forEach((name, k) => {
      const codec = codecAt(tables, tables.names.indexOf(name));
      values[name] = discrete ? valueAt(codec, given[k]) : fromCoordinate(codec, given[k]);
    });
  }
  return build(tables, undefined, (i) => values[tables.names[i] as string] as ParameterValue);
}
