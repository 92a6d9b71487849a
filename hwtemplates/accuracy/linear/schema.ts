/** Schema of the coefficient files of linear accuracy estimators (`published-imagenet`, `ofa-elastic` and others). */
import { type Static, Type } from '@sinclair/typebox';
import { Scores } from '../scores.js';

const Name = Type.String({ minLength: 1 });
const Count = Type.Integer({ minimum: 0 });
const Fraction = Type.Number({ minimum: 0, maximum: 1 });
const closed = { additionalProperties: false };

const Model = Type.Object(
  {
    name: Name,
    features: Type.Array(Name, { minItems: 1, description: 'names of the features, in the order of the weights' }),
    centres: Type.Optional(
      Type.Array(Type.Number(), { description: 'subtracted from the first features; the rest are used as they are' }),
    ),
    scales: Type.Optional(Type.Array(Type.Number({ exclusiveMinimum: 0 }), { description: 'then divided by these' })),
    intercept: Type.Number({ description: 'per cent' }),
    weights: Type.Array(Type.Number(), { minItems: 1, description: 'per cent per unit of the feature' }),
    crossValidation: Scores,
    leaveOneFamilyOut: Type.Optional(Scores),
    inSample: Scores,
  },
  closed,
);

/** Errors in percentage points, everything that is named a standard error or an accuracy as a fraction. */
export const linearCoefficientsSchema = Type.Object(
  {
    estimator: Type.Union([
      Type.Literal('published-imagenet'),
      Type.Literal('ofa-elastic'),
      Type.Literal('mbconv-macs'),
      Type.Literal('mcuformer-supernet'),
    ]),
    version: Name,
    description: Type.String(),
    task: Name,
    source: Type.String({ description: 'origin and licence of the accuracies' }),
    protocol: Type.Object(
      {
        model: Type.Literal('ridge'),
        lambda: Type.Number({ minimum: 0, description: 'penalty on all weights; the intercept is free' }),
        folds: Count,
        foldOf: Type.String({ description: 'which fold a row is in' }),
        tableSha256: Type.String({ description: 'of the lines of the table, joined by line feeds' }),
      },
      closed,
    ),
    rows: Type.Object(
      { table: Count, fitted: Type.Integer({ minimum: 1, description: 'rows with all figures' }) },
      closed,
    ),
    models: Type.Array(Model, { minItems: 1 }),
    standardErrors: Type.Record(Name, Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
    ranges: Type.Array(Type.Object({ figure: Name, low: Type.Number(), high: Type.Number() }, closed), {
      description: 'smallest and largest value among the fitted rows',
    }),
    best: Type.Object(
      { name: Name, accuracy: Fraction },
      { ...closed, description: 'highest estimate of the space, or of the fitted rows where there is no space' },
    ),
    families: Type.Optional(
      Type.Array(Type.Object({ name: Name, kinds: Type.Array(Name), rows: Count }, closed), {
        description: 'architecture families among the fitted rows',
      }),
    ),
  },
  closed,
);
export type LinearCoefficients = Static<typeof linearCoefficientsSchema>;
export type LinearModel = LinearCoefficients['models'][number];
