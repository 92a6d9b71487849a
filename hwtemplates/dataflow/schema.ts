/**
 * What a dataflow template and a cost database of `simulators/dataflow` must look like.
 *
 * The JSON files are data: sizes and offsets are small expression trees over the layer's symbols, so that no text has to
 * be parsed, and every coefficient of the area and energy model has a name.
 */
import { type Static, Type } from '@sinclair/typebox';

/**
 * An integer expression: a number, a symbol, or `{"add": [...]}`, `{"mul": [...]}`, `{"min": [...]}` of expressions.
 *
 * Symbols: `pes`; of convolutions K (not depthwise) C R S Y X OY OX strideY strideX; of gemm M N K; `c`, the cluster
 * size; and the names under `define`. Strides are the layer's own; Y and X are those of the mode.
 */
export type Expression =
  | number
  | string
  | { readonly add: readonly Expression[] }
  | { readonly mul: readonly Expression[] }
  | { readonly min: readonly Expression[] };

const expressionSchema = Type.Unsafe<Expression>({ $ref: '#/$defs/expression' });
const operands = Type.Array(expressionSchema, { minItems: 1 });
const expressionDefinition = Type.Union([
  Type.Integer(),
  Type.String({ pattern: '^[A-Za-z][A-Za-z0-9]*$' }),
  Type.Object({ add: operands }, { additionalProperties: false }),
  Type.Object({ mul: operands }, { additionalProperties: false }),
  Type.Object({ min: operands }, { additionalProperties: false }),
]);

/** One line of a mapping: a map of a dimension, or the border to the next inner level. */
export const templateDirectiveSchema = Type.Union([
  Type.Object(
    {
      map: Type.Union([Type.Literal('temporal'), Type.Literal('spatial')]),
      size: expressionSchema,
      offset: expressionSchema,
      /** C K R S X Y X' Y' for convolutions, M N K for gemm. */
      dimension: Type.String({ pattern: "^([CKRSMN]|[XY]'?)$" }),
    },
    { additionalProperties: false },
  ),
  Type.Object({ cluster: expressionSchema }, { additionalProperties: false }),
]);

/** How one operator is laid on the array. */
export const operatorMappingSchema = Type.Object(
  {
    /** Default cluster size, bound to the symbol `c`; absent in a mapping of one level. */
    cluster: Type.Optional(expressionSchema),
    /** Further symbols, evaluated in the order written. */
    define: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z][A-Za-z0-9]*$' }), expressionSchema)),
    /** Loop order, outermost first. */
    directives: Type.Array(templateDirectiveSchema, { minItems: 1 }),
  },
  { additionalProperties: false },
);

export const dataflowTemplateSchema = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    description: Type.String({ minLength: 1 }),
    source: Type.String({ minLength: 1 }),
    /** By operator. A template with `conv2d` but without `gemm` runs a gemm as a 1x1 convolution. */
    mappings: Type.Object(
      {
        conv2d: Type.Optional(operatorMappingSchema),
        depthwiseConv2d: Type.Optional(operatorMappingSchema),
        gemm: Type.Optional(operatorMappingSchema),
      },
      { additionalProperties: false, minProperties: 1 },
    ),
  },
  { additionalProperties: false, $defs: { expression: expressionDefinition } },
);

const positive = Type.Number({ exclusiveMinimum: 0 });
const bufferSchema = Type.Object(
  { unitBytes: positive, areaUm2PerUnit: positive, powerMwPerUnit: positive },
  { additionalProperties: false },
);

export const dataflowCostsSchema = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    description: Type.String({ minLength: 1 }),
    source: Type.String({ minLength: 1 }),
    /** What to know before comparing figures made with this database. */
    caveat: Type.Optional(Type.String({ minLength: 1 })),
    mac: Type.Object({ energyPj: positive, areaUm2: positive, powerMw: positive }, { additionalProperties: false }),
    /** Energy of one access (of one byte in DRAM) as a multiple of a MAC's. */
    accessEnergyPerMac: Type.Object(
      { l1: positive, l2: positive, dramByte: positive, source: Type.String({ minLength: 1 }) },
      { additionalProperties: false },
    ),
    l1: bufferSchema,
    l2: bufferSchema,
    /** Bus size B = (perPe * PEs + constant) * bandwidth. */
    bus: Type.Object(
      {
        perPe: positive,
        constant: Type.Number(),
        areaUm2PerUnit: positive,
        powerMwPerUnit: positive,
        source: Type.String({ minLength: 1 }),
      },
      { additionalProperties: false },
    ),
    /** Matrix arbiter size A = quadratic * PEs^2 + linear * PEs + constant, in units of the smallest one. */
    arbiter: Type.Object(
      {
        quadratic: positive,
        linear: Type.Number(),
        constant: Type.Number(),
        areaUm2PerUnit: positive,
        powerMwPerUnit: positive,
        /** Floor of the flat arbiter's power; the tool does not divide it by 1000 as it does its term. */
        powerFloorMw: positive,
        source: Type.String({ minLength: 1 }),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);

export type TemplateDirective = Static<typeof templateDirectiveSchema>;
export type OperatorMapping = Static<typeof operatorMappingSchema>;
export type DataflowTemplate = Static<typeof dataflowTemplateSchema>;
export type DataflowCosts = Static<typeof dataflowCostsSchema>;
