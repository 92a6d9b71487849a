/** A network family: a design space together with the networks that its points stand for. */
import { type Static, type TSchema, Type } from '@sinclair/typebox';
import type { DesignSpace } from '../design/design-space.js';
import type { Design } from '../design/parameter.js';
import type { Network } from './network.js';
import { type NetworkSummary, summarise } from './totals.js';
import { atPath, validator } from './validate.js';

export interface FamilyExample<P> {
  readonly name: string;
  readonly parameters: P;
}

/**
 * Methods are pure. P: complete parameters, O: options of the family's design space.
 * `fromDesign(space.sample(...))` and then `build` is the way from a point of the space to its network.
 */
export interface Family<P = unknown, O = unknown> {
  readonly id: string;
  readonly description: string;
  /** JSON schema of what `parse` accepts. */
  readonly parameters: TSchema;
  /** JSON schema of the options of `designSpace`, `fromDesign` and `encode`. */
  readonly options: TSchema;
  readonly examples: readonly FamilyExample<P>[];
  /** Checks parameters and fills in their defaults; throws badRequest with a path that starts with `path`. */
  parse(parameters: unknown, path?: string): P;
  designSpace(options?: O): DesignSpace;
  /** Parameters of the network that `design`, a point of `designSpace(options)`, stands for. */
  fromDesign(design: Design, options?: O): P;
  /** The point of `designSpace(options)` that stands for `parameters`, where the space holds it. */
  encode?(parameters: P, options?: O): Design;
  build(parameters: P): Network;
  /** Counts alone; faster than `build` where the family knows a closed form. */
  totals(parameters: P): NetworkSummary;
  /** Parameters that `build` had to change because the network could not be built as asked. */
  repaired?(parameters: P): readonly string[];
}

export interface FamilyDefinition<S extends TSchema, P, T extends TSchema> {
  readonly id: string;
  readonly description: string;
  readonly parameters: S;
  /** Default: no options. */
  readonly options?: T;
  readonly examples: readonly FamilyExample<NoInfer<P>>[];
  /** Fills in defaults and checks what the schema cannot say; errors with paths relative to the parameters. */
  complete(parameters: Static<S>): P;
  designSpace(options: Static<T>): DesignSpace;
  fromDesign(design: Design, options: Static<T>): P;
  encode?(parameters: P, options: Static<T>): Design;
  build(parameters: P): Network;
  totals?(parameters: P): NetworkSummary;
  repaired?(parameters: P): readonly string[];
}

const NoOptions = Type.Object({}, { additionalProperties: false });

/** Turns a definition into a Family whose parameters and options are validated. */
export function defineFamily<S extends TSchema, P, T extends TSchema = typeof NoOptions>(
  definition: FamilyDefinition<S, P, T>,
): Family<P, Static<T>> {
  const checkParameters = validator(definition.parameters);
  const schema: TSchema = definition.options ?? NoOptions;
  const checkOptions = validator(schema);
  const checked = (options: Static<T> | undefined) => checkOptions(options ?? {}, '/options') as Static<T>;
  const { encode, repaired } = definition;
  return {
    id: definition.id,
    description: definition.description,
    parameters: definition.parameters,
    options: schema,
    examples: definition.examples,
    parse: (parameters, path = '') => atPath(path, () => definition.complete(checkParameters(parameters))),
    designSpace: (options) => definition.designSpace(checked(options)),
    fromDesign: (design, options) => definition.fromDesign(design, checked(options)),
    build: (parameters) => definition.build(parameters),
    totals: (parameters) => definition.totals?.(parameters) ?? summarise(definition.build(parameters)),
    ...(encode === undefined ? {} : { encode: (parameters, options) => encode(parameters, checked(options)) }),
    ...(repaired === undefined ? {} : { repaired: (parameters) => repaired(parameters) }),
  };
}
