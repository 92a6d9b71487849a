import { badRequest } from '../errors.js';
import type { Box, MultiDiscrete } from '../spaces/index.js';
import { nearest } from '../stats/nearest.js';
import type { RandomStream } from '../stats/random.js';
import { designKey } from './design-key.js';
import * as encodings from './encodings.js';
import * as gymSpaces from './gym-spaces.js';
import { designSchema, type JsonSchema } from './json-schema.js';
import { allowedValues, type Mask } from './mask.js';
import type { Design, Parameter, ParameterValue } from './parameter.js';
import { checkParameter } from './parameter-check.js';
import { type ParameterCodec, show } from './parameter-codec.js';
import { byGroup, checkPartition, type Partition } from './partition.js';
import * as sampling from './sampling.js';
import { spaceSize } from './space-size.js';
import { build, canonical, isActive, makeTables, type PartialDesign, type SpaceTables } from './space-tables.js';
import { subspaceParameters } from './subspace.js';
import * as variation from './variation.js';

/**
 * An ordered list of named parameters, and everything that follows from it: encodings, sampling, variation, counting.
 * Immutable. Designs are plain objects with the parameters in order; every method that makes one gives the canonical
 * form, in which inactive parameters hold their default.
 *
 * Methods that take a design trust it to belong to the space (see {@link validate} for input from outside).
 */
export class DesignSpace {
  readonly parameters: readonly Parameter[];
  readonly names: readonly string[];
  /** Number of parameters. */
  readonly dimension: number;
  readonly #tables: SpaceTables;
  readonly #indices: ReadonlyMap<string, number>;
  readonly #default: Design;
  #size: { readonly value: bigint | undefined } | undefined;

  /** @throws badRequest for a name given twice, an empty range, or a condition on a later parameter */
  constructor(parameters: readonly Parameter[]) {
    if (parameters.length === 0) throw badRequest('/parameters', 'a design space needs at least one parameter');
    const indices = new Map<string, number>();
    parameters.forEach((parameter, i) => {
      checkParameter(parameter, `/parameters/${i}`);
      if (indices.has(parameter.name)) {
        throw badRequest(`/parameters/${i}/name`, `two parameters are called '${parameter.name}'`);
      }
      indices.set(parameter.name, i);
    });
    this.parameters = Object.freeze([...parameters]);
    this.#tables = makeTables(this.parameters);
    this.#tables.codecs.forEach(({ defaultValue, refusal, parameter }, i) => {
      const reason = refusal.call(this.#tables.codecs[i], defaultValue);
      if (reason !== undefined) {
        throw badRequest(`/parameters/${i}/default`, `the default of '${parameter.name}' ${reason}`);
      }
    });
    this.names = this.#tables.names;
    this.dimension = parameters.length;
    this.#indices = indices;
    this.#default = Object.freeze(build(this.#tables, undefined, (i) => this.#codec(i).defaultValue));
  }

  /** Position of parameter `name`. @throws badRequest with the nearest names */
  indexOf(name: string): number {
    const index = this.#indices.get(name);
    if (index === undefined) throw badRequest(`/${name}`, this.#unknown(name));
    return index;
  }

  /** Number of values of parameter `i`; Infinity for a real. */
  cardinality(i: number): number {
    return this.#codec(i).cardinality;
  }

  /** True when parameter `i` is real, integer or ordinal: neighbouring indices are neighbouring values. */
  isOrdered(i: number): boolean {
    return this.#codec(i).ordered;
  }

  /** @throws RangeError for an index outside 0..cardinality-1 and for every index of a real */
  valueAt(i: number, index: number): ParameterValue {
    return this.#codec(i).valueAt(index);
  }

  /** -1 when parameter `i` has no such value; a real has no indices. */
  indexOfValue(i: number, value: ParameterValue): number {
    return this.#codec(i).indexOf(value);
  }

  /** Value of parameter `i` at the unit coordinate `u`, clipped to [0, 1]. */
  valueAtUnit(i: number, u: number): ParameterValue {
    return this.#codec(i).decode(u);
  }

  /** Unit coordinate of an allowed value of parameter `i`: the centre of its cell, or a real's position. */
  unitOfValue(i: number, value: ParameterValue): number {
    return this.#codec(i).encode(value);
  }

  /** What parameter `i` holds while it is inactive. */
  defaultValue(i: number): ParameterValue {
    return this.#codec(i).defaultValue;
  }

  /** Exact number of distinct canonical designs; undefined when a real can be active. */
  size(): bigint | undefined {
    this.#size ??= { value: spaceSize(this.#tables.codecs) };
    return this.#size.value;
  }

  /**
   * `design` with the parameters in order, if it has exactly the space's names and allowed values.
   * @param path JSON pointer of `design` in the request, for the errors
   * @throws badRequest naming the field, what it holds and what is allowed
   */
  validate(design: unknown, path = ''): Design {
    if (typeof design !== 'object' || design === null || Array.isArray(design)) {
      throw badRequest(path, `a design is an object {name: value}, not ${show(design)}`);
    }
    const given = design as Readonly<Record<string, unknown>>;
    for (const name of Object.keys(given)) {
      if (!this.#indices.has(name)) throw badRequest(pointer(path, name), this.#unknown(name));
    }
    const checked: PartialDesign = { ...this.#tables.template };
    for (const codec of this.#tables.codecs) {
      const { name } = codec.parameter;
      if (!Object.hasOwn(given, name)) throw badRequest(pointer(path, name), `'${name}' is missing`);
      const value = given[name];
      const refusal = codec.refusal(value);
      if (refusal !== undefined) throw badRequest(pointer(path, name), `'${name}' ${refusal}`);
      checked[name] = value as ParameterValue;
    }
    return checked;
  }

  /** Every parameter at its default, else at its middle value (the lower one on ties; geometric on a log real). */
  defaultDesign(): Design {
    return this.#default;
  }

  /** Whether parameter `i` matters in `design`. */
  isActive(design: Partial<Design>, i: number): boolean {
    return isActive(this.#tables, design, i);
  }

  /** `design` with inactive parameters at their default; the same object when nothing changes. */
  canonical(design: Design): Design {
    return canonical(this.#tables, design);
  }

  /** Equal for two designs exactly when their canonical forms are equal. @throws badRequest for a value not in the space */
  key(design: Design): string {
    return designKey(this.#tables, design);
  }

  /**
   * The values of parameter `i` that `mask` allows after `partial`; undefined when all are.
   * @throws CogymError `emptyMask` when none is: a dead end that the problem should have masked earlier
   */
  allowedValues(i: number, partial: Partial<Design>, mask: Mask): Uint8Array | undefined {
    return allowedValues(this.#codec(i), i, partial, mask);
  }

  /** Uniform per active parameter in order, over the allowed values. */
  sample(random: RandomStream, mask?: Mask): Design {
    return sampling.sample(this.#tables, random, mask);
  }

  /**
   * A design made parameter by parameter: inactive ones hold their default, for any other `choose` gives a value, one of
   * those that the mask allows after the parameters decided so far (`allowed` undefined: all).
   */
  build(
    choose: (i: number, allowed: Uint8Array | undefined, partial: Partial<Design>) => ParameterValue,
    mask?: Mask,
  ): Design {
    return build(this.#tables, mask, choose);
  }

  /** The first `count` points of the Sobol sequence, Owen-scrambled by `seed` unless `scramble` is false. */
  sobol(count: number, seed: number, options: { scramble?: boolean; mask?: Mask } = {}): Design[] {
    return sampling.sobolDesigns(this.#tables, count, seed, options);
  }

  /**
   * The design at the quantiles `unit` of what {@link sample} draws: evenly spread points stay so under a mask, whereas
   * {@link fromUnit} moves forbidden values to their nearest neighbours.
   */
  atQuantiles(unit: ArrayLike<number>, mask?: Mask): Design {
    return sampling.atQuantiles(this.#tables, unit, mask);
  }

  latinHypercube(count: number, random: RandomStream, mask?: Mask): Design[] {
    return sampling.latinHypercubeDesigns(this.#tables, count, random, mask);
  }

  /** The designs one step away: see {@link variation.neighbours}. */
  neighbours(design: Design, mask?: Mask): Design[] {
    return variation.neighbours(this.#tables, design, mask);
  }

  /** A design that differs in at least one active parameter, if there is one: see {@link variation.mutate}. */
  mutate(design: Design, random: RandomStream, options: variation.MutationOptions = {}): Design {
    return variation.mutate(this.#tables, design, random, options);
  }

  /** Uniform crossover per parameter: see {@link variation.crossover}. */
  crossover(a: Design, b: Design, random: RandomStream, options: variation.CrossoverOptions = {}): Design {
    return variation.crossover(this.#tables, a, b, random, options);
  }

  /** Inactive parameters at their defaults, masked values moved to the nearest allowed ones. */
  repair(design: Design, mask?: Mask): Design {
    return variation.repair(this.#tables, design, mask);
  }

  /** The parameters by `group`; those without one form the group `design`. */
  groups(): Partition {
    return byGroup(this.parameters);
  }

  /** @throws badRequest unless every parameter belongs to exactly one agent */
  checkPartition(partition: Partition): void {
    checkPartition(partition, this.names);
  }

  /** The space of the parameters `names` while all others stay at `fixed`; `{...fixed, ...design}` is a whole design. */
  subspace(names: readonly string[], fixed: Design): DesignSpace {
    for (const name of names) this.indexOf(name);
    return new DesignSpace(subspaceParameters(this.#tables, new Set(names), fixed));
  }

  /** One index per parameter. @throws badRequest when a parameter is real */
  toIndices(design: Design): Int32Array {
    return encodings.toIndices(this.#tables, design);
  }

  fromIndices(indices: ArrayLike<number>): Design {
    return encodings.fromIndices(this.#tables, indices);
  }

  /** Per parameter the centre of its value's cell in [0, 1], or a real's position. */
  toUnit(design: Design): Float64Array {
    return encodings.toUnit(this.#tables, design);
  }

  /** index = min(n - 1, floor(u n)). Coordinates are clipped; masked values move to the nearest allowed ones. */
  fromUnit(unit: ArrayLike<number>, mask?: Mask): Design {
    return encodings.fromUnit(this.#tables, unit, mask);
  }

  /** Per parameter 2u - 1: float32 where that loses nothing, float64 with reals or more than 2^22 values. */
  toBox(design: Design): Float32Array | Float64Array {
    return encodings.toBox(this.#tables, design);
  }

  fromBox(action: ArrayLike<number>, mask?: Mask): Design {
    return encodings.fromBox(this.#tables, action, mask);
  }

  /** One column per value; one, the unit coordinate, for a real and for more than 256 values. */
  toOneHot(design: Design): Float64Array {
    return encodings.toOneHot(this.#tables, design);
  }

  /** The largest column of each block wins. */
  fromOneHot(encoded: ArrayLike<number>): Design {
    return encodings.fromOneHot(this.#tables, encoded);
  }

  /** Columns of parameter `i` in the one-hot encoding. */
  oneHotWidth(i: number): number {
    return encodings.oneHotWidth(this.#codec(i));
  }

  /** Per agent its slice: indices, or unit coordinates where one of its parameters is real. */
  toTuple(design: Design, partition: Partition): Record<string, encodings.TupleSlice> {
    this.checkPartition(partition);
    return encodings.toTuple(this.#tables, design, partition);
  }

  fromTuple(slices: Readonly<Record<string, ArrayLike<number>>>, partition: Partition): Design {
    this.checkPartition(partition);
    return encodings.fromTuple(this.#tables, slices, partition);
  }

  /** Per parameter its index, or for a real an array of its value: a member of {@link dictSpace}. */
  toDict(design: Design): gymSpaces.DictDesign {
    return gymSpaces.toDict(this.#tables, design);
  }

  fromDict(value: Readonly<Record<string, number | ArrayLike<number>>>): Design {
    return gymSpaces.fromDict(this.#tables, value);
  }

  /** Discrete(n) per discrete parameter, Box(low, high) per real. */
  dictSpace(): gymSpaces.DesignDict {
    return gymSpaces.dictSpace(this.#tables);
  }

  /** The values of {@link toIndices}. @throws badRequest when a parameter is real */
  multiDiscreteSpace(): MultiDiscrete {
    return gymSpaces.multiDiscreteSpace(this.#tables);
  }

  /** Box[-1,1] with the values of {@link toBox}, in their precision. */
  boxSpace(): Box<'float32' | 'float64'> {
    return gymSpaces.boxSpace(this.#tables);
  }

  /** JSON schema of a design. */
  jsonSchema(): JsonSchema {
    return designSchema(this.#tables);
  }

  #codec(i: number): ParameterCodec {
    const codec = this.#tables.codecs[i];
    if (codec === undefined) throw new RangeError(`parameters are 0..${this.dimension - 1}, not ${i}`);
    return codec;
  }

  #unknown(name: string): string {
    return `unknown parameter '${name}'; nearest: ${nearest(name, this.names).join(', ')}`;
  }
}

/** `name` below `path`, escaped as RFC 6901 asks. */
function pointer(path: string, name: string): string {
  return `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
