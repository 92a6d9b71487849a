/** What every operation on a space shares: precomputed, so that a call only looks up. */
import { type ActiveTest, compileConditions } from './condition.js';
import { makeCodec } from './make-codec.js';
import { allowedValues, type Mask } from './mask.js';
import type { Design, Parameter, ParameterValue } from './parameter.js';
import type { ParameterCodec } from './parameter-codec.js';

export interface SpaceTables {
  readonly names: readonly string[];
  readonly codecs: readonly ParameterCodec[];
  readonly active: readonly ActiveTest[];
  /** True when some parameter has a condition. */
  readonly conditional: boolean;
  /**
   * Every parameter at its default. Copies of it are what designs are made of: engines keep an object fast when it is
   * copied whole, but not when many properties are added to it one by one.
   */
  readonly template: Design;
}

/** A design under construction: the parameters decided so far. */
export type PartialDesign = Record<string, ParameterValue>;

export function makeTables(parameters: readonly Parameter[]): SpaceTables {
  const codecs = parameters.map(makeCodec);
  const active = compileConditions(codecs);
  return {
    names: parameters.map(({ name }) => name),
    codecs,
    active,
    conditional: active.some((test) => test !== undefined),
    template: JSON.parse(JSON.stringify(Object.fromEntries(codecs.map((c) => [c.parameter.name, c.defaultValue])))),
  };
}

/**
 * A design made parameter by parameter: an inactive one gets its default, any other what `choose` takes from the values
 * that the mask allows (undefined: all).
 */
export function build(
  tables: SpaceTables,
  mask: Mask | undefined,
  choose: (i: number, allowed: Uint8Array | undefined, partial: PartialDesign) => ParameterValue,
): Design {
  const { names, codecs, active } = tables;
  const design = blank(tables, mask);
  for (let i = 0; i < codecs.length; i++) {
    const codec = codecs[i] as ParameterCodec;
    const test = active[i];
    if (test !== undefined && !test(design)) design[names[i] as string] = codec.defaultValue;
    else {
      const allowed = mask === undefined ? undefined : allowedValues(codec, i, design, mask);
      design[names[i] as string] = choose(i, allowed, design);
    }
  }
  return finished(tables, design, mask);
}

/** A design to fill in: empty under a mask, which must see the parameters decided so far and no others. */
export function blank(tables: SpaceTables, mask: Mask | undefined): PartialDesign {
  return mask === undefined ? { ...tables.template } : {};
}

/** What was begun with {@link blank}, every parameter set. */
export function finished(tables: SpaceTables, design: PartialDesign, mask: Mask | undefined): Design {
  return mask === undefined ? design : { ...tables.template, ...design };
}

/** `design` with every inactive parameter at its default; the same object when nothing changes. */
export function canonical(tables: SpaceTables, design: Design): Design {
  if (!tables.conditional) return design;
  const { names, codecs, active } = tables;
  let copy: PartialDesign | undefined;
  for (let i = 0; i < codecs.length; i++) {
    const test = active[i];
    if (test === undefined || test(design)) continue;
    const name = names[i] as string;
    const { defaultValue } = codecs[i] as ParameterCodec;
    if (design[name] === defaultValue) continue;
    copy ??= { ...design };
    copy[name] = defaultValue;
  }
  return copy ?? design;
}

/** Whether parameter `i` matters in `design`. */
export function isActive(tables: SpaceTables, design: Partial<Design>, i: number): boolean {
  const test = tables.active[i];
  return test === undefined || test(design);
}
