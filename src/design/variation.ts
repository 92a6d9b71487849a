/** How search agents vary designs: mutation, crossover, neighbours and repair, the same for every agent. */
import type { RandomStream } from '../stats/random.js';
import { allowedValues, countAllowed, type Mask, nearestAllowed, nextAllowed } from './mask.js';
import type { Design, ParameterValue } from './parameter.js';
import type { ParameterCodec } from './parameter-codec.js';
import { build, canonical, finished, isActive, type PartialDesign, type SpaceTables } from './space-tables.js';

/** A new unit coordinate for a real at `u`; results outside [0, 1] are reflected at the borders. */
export type RealStep = (u: number, random: RandomStream) => number;

export interface MutationOptions {
  /** Chance of each parameter to change; default 1/d. At least one changes. */
  readonly probability?: number;
  readonly mask?: Mask;
  /** Step of reals; default {@link localStep}. */
  readonly realStep?: RealStep;
}

export interface CrossoverOptions {
  /** Chance of each parameter to come from the second parent; default 0.5. */
  readonly probability?: number;
  readonly mask?: Mask;
}

/** Passes over the design that change nothing before one parameter is made to change. */
const MAX_PASSES = 32;
const SINGLE_STEP_PROBABILITY = 0.75;
const NEIGHBOUR_DISTANCE = 0.1;

/** With 0.2 uniform, else a normal step of 0.1 or 0.02 with equal chance. */
export function localStep(u: number, random: RandomStream): number {
  if (random.uniform() < 0.2) return random.uniform();
  const sigma = random.uniform() < 0.5 ? 0.1 : 0.02;
  return u + sigma * random.normal();
}

/** `u` folded into [0, 1]. */
export function reflect(u: number): number {
  const folded = Math.abs(u) % 2;
  return folded > 1 ? 2 - folded : folded;
}

/**
 * A design that differs from `design` in at least one active parameter; `design` itself (canonical) when the space and
 * the mask hold no other. Values that the changes before them forbid move to the nearest allowed ones, parameters that
 * become active are drawn afresh.
 */
export function mutate(
  tables: SpaceTables,
  design: Design,
  random: RandomStream,
  { probability = 1 / tables.codecs.length, mask, realStep = localStep }: MutationOptions,
): Design {
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const child = mutateOnce(tables, design, random, probability, mask, realStep);
    if (child !== undefined) return child;
  }
  return changeOne(tables, canonical(tables, design), random, mask);
}

function mutateOnce(
  tables: SpaceTables,
  design: Design,
  random: RandomStream,
  probability: number,
  mask: Mask | undefined,
  realStep: RealStep,
): Design | undefined {
  const { names, codecs, active } = tables;
  // A mask sees the prefix only; without one, a copy has the right shape at once.
  const child: PartialDesign = mask === undefined ? { ...design } : {};
  let changed = false;
  for (let i = 0; i < codecs.length; i++) {
    const codec = codecs[i] as ParameterCodec;
    const name = names[i] as string;
    const test = active[i];
    if (test !== undefined && !test(child)) {
      child[name] = codec.defaultValue;
      continue;
    }
    const allowed = mask === undefined ? undefined : allowedValues(codec, i, child, mask);
    if (test !== undefined && !test(design)) {
      child[name] = codec.pick(random.uniform(), allowed);
      continue;
    }
    const old = design[name] as ParameterValue;
    let value = old;
    if (random.uniform() < probability) value = mutateValue(codec, old, allowed, random, realStep);
    if (allowed !== undefined) value = nearestValue(codec, value, allowed);
    if (value !== old) changed = true;
    child[name] = value;
  }
  return changed ? finished(tables, child, mask) : undefined;
}

function mutateValue(
  codec: ParameterCodec,
  value: ParameterValue,
  allowed: Uint8Array | undefined,
  random: RandomStream,
  realStep: RealStep,
): ParameterValue {
  if (codec.cardinality === Number.POSITIVE_INFINITY) {
    return codec.decode(reflect(realStep(codec.encode(value), random)));
  }
  if (codec.ordered && random.uniform() < SINGLE_STEP_PROBABILITY) {
    const direction = random.uniform() < 0.5 ? -1 : 1;
    const next = nextAllowed(allowed, codec.cardinality, codec.indexOf(value), direction);
    return next < 0 ? value : codec.valueAt(next);
  }
  return otherValue(codec, value, allowed, random);
}

/** Uniform over the other allowed values; `value` itself when there is none. */
function otherValue(
  codec: ParameterCodec,
  value: ParameterValue,
  allowed: Uint8Array | undefined,
  random: RandomStream,
): ParameterValue {
  const index = codec.indexOf(value);
  if (allowed === undefined) {
    if (codec.cardinality === 1) return value;
    const draw = random.integer(codec.cardinality - 1);
    return codec.valueAt(draw < index ? draw : draw + 1);
  }
  const others = countAllowed(allowed) - (allowed[index] ? 1 : 0);
  if (others === 0) return value;
  let left = random.integer(others);
  for (let k = 0; k < allowed.length; k++) {
    if (allowed[k] !== 0 && k !== index && left-- === 0) return codec.valueAt(k);
  }
  return value;
}

function nearestValue(codec: ParameterCodec, value: ParameterValue, allowed: Uint8Array): ParameterValue {
  const index = codec.indexOf(value);
  return allowed[index] ? value : codec.valueAt(nearestAllowed(allowed, index));
}

/** Changes one active parameter, each that has another allowed value equally likely. */
function changeOne(tables: SpaceTables, design: Design, random: RandomStream, mask: Mask | undefined): Design {
  const { codecs, names } = tables;
  const choices: { i: number; allowed: Uint8Array | undefined }[] = [];
  const prefix: PartialDesign = {};
  codecs.forEach((codec, i) => {
    const name = names[i] as string;
    if (isActive(tables, prefix, i)) {
      const allowed = mask === undefined ? undefined : allowedValues(codec, i, prefix, mask);
      const others = allowed === undefined ? codec.cardinality - 1 : countAllowed(allowed) - 1;
      if (others > 0) choices.push({ i, allowed });
    }
    prefix[name] = design[name] as ParameterValue;
  });
  if (choices.length === 0) return repair(tables, design, mask);
  const { i, allowed } = random.choice(choices);
  const codec = codecs[i] as ParameterCodec;
  const old = design[names[i] as string] as ParameterValue;
  let value = old;
  while (value === old) {
    value = Number.isFinite(codec.cardinality)
      ? otherValue(codec, old, allowed, random)
      : codec.decode(random.uniform());
  }
  return withValue(tables, design, i, value, mask);
}

/** `design` with another value of parameter `i` and all that follows from it: see {@link repair}. */
function withValue(tables: SpaceTables, design: Design, i: number, value: ParameterValue, mask?: Mask): Design {
  const changed = { ...design, [tables.names[i] as string]: value };
  return tables.conditional || mask !== undefined ? repair(tables, changed, mask) : changed;
}

/** The design with inactive parameters at their defaults and every masked value moved to the nearest allowed one. */
export function repair(tables: SpaceTables, design: Design, mask: Mask | undefined): Design {
  if (mask === undefined) return canonical(tables, design);
  return build(tables, mask, (i, allowed) => {
    const value = design[tables.names[i] as string] as ParameterValue;
    return allowed === undefined ? value : nearestValue(tables.codecs[i] as ParameterCodec, value, allowed);
  });
}

/**
 * The designs one step away, in the order of the parameters: the adjacent allowed values of an ordered parameter, every
 * other allowed value of a categorical, +-0.1 in unit coordinates (clamped) for a real. Inactive parameters have none.
 */
export function neighbours(tables: SpaceTables, design: Design, mask: Mask | undefined): Design[] {
  const { names, codecs } = tables;
  const start = canonical(tables, design);
  const found: Design[] = [];
  const prefix: PartialDesign = {};
  codecs.forEach((codec, i) => {
    const name = names[i] as string;
    const value = start[name] as ParameterValue;
    if (isActive(tables, start, i)) {
      const allowed = mask === undefined ? undefined : allowedValues(codec, i, prefix, mask);
      for (const other of adjacent(codec, value, allowed)) found.push(withValue(tables, start, i, other, mask));
    }
    prefix[name] = value;
  });
  return found;
}

function adjacent(codec: ParameterCodec, value: ParameterValue, allowed: Uint8Array | undefined): ParameterValue[] {
  if (!Number.isFinite(codec.cardinality)) {
    const u = codec.encode(value);
    return [u - NEIGHBOUR_DISTANCE, u + NEIGHBOUR_DISTANCE].map((v) => codec.decode(v)).filter((v) => v !== value);
  }
  const index = codec.indexOf(value);
  if (codec.ordered) {
    return ([-1, 1] as const)
      .map((direction) => nextAllowed(allowed, codec.cardinality, index, direction))
      .filter((k) => k >= 0)
      .map((k) => codec.valueAt(k));
  }
  return Array.from({ length: codec.cardinality }, (_, k) => k)
    .filter((k) => k !== index && (allowed === undefined || allowed[k] !== 0))
    .map((k) => codec.valueAt(k));
}

/**
 * Uniform crossover: each parameter from one of the parents. A parameter that matters in one parent only comes from that
 * one; where the mask forbids a parent's value the other's is taken, else the nearest allowed; what matters in neither
 * parent is drawn.
 */
export function crossover(
  tables: SpaceTables,
  a: Design,
  b: Design,
  random: RandomStream,
  { probability = 0.5, mask }: CrossoverOptions,
): Design {
  const { names, codecs } = tables;
  return build(tables, mask, (i, allowed) => {
    const codec = codecs[i] as ParameterCodec;
    const name = names[i] as string;
    let [first, second] = random.uniform() < probability ? [b, a] : [a, b];
    if (!isActive(tables, first, i)) [first, second] = [second, first];
    if (!isActive(tables, first, i)) return codec.pick(random.uniform(), allowed);
    const value = first[name] as ParameterValue;
    if (allowed === undefined || allowed[codec.indexOf(value)]) return value;
    if (isActive(tables, second, i)) {
      const other = second[name] as ParameterValue;
      if (allowed[codec.indexOf(other)]) return other;
    }
    return nearestValue(codec, value, allowed);
  });
}
