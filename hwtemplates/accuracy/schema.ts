/** Schema of the coefficient file of the surrogate `nas-bench-201`: what its fit writes and the estimator reads. */
import { type Static, Type } from '@sinclair/typebox';
import { Scores } from './scores.js';

const Fraction = Type.Number({ minimum: 0, maximum: 1 });
const Count = Type.Integer({ minimum: 0 });
const Name = Type.String({ minLength: 1 });

const Cell = Type.Object(
  { cell: Type.String({ pattern: '^[ns13p]{6}$', description: 'six-letter code' }), accuracy: Fraction },
  { additionalProperties: false },
);

const TreeEnsemble = Type.Object(
  {
    type: Type.Literal('treeEnsemble'),
    base: Type.Number(),
    trees: Type.Integer({ minimum: 1 }),
    cuts: Type.Array(Type.Array(Type.Number()), { minItems: 1, description: 'cut points of each feature, ascending' }),
    shape: Type.String({ description: 'base64: preorder, one byte a node, its feature or 255 for a leaf' }),
    bins: Type.String({ description: 'base64: preorder, one byte a split, which cut' }),
    values: Type.String({ description: 'base64: preorder, one little-endian float32 a leaf' }),
  },
  { additionalProperties: false },
);

const TaskCoefficients = Type.Object(
  {
    task: Name,
    source: Type.String({ description: 'origin and licence of the accuracies' }),
    rows: Type.Object(
      {
        table: Type.Integer({ minimum: 0, description: 'rows with a value' }),
        noPath: Type.Integer({ minimum: 0, description: 'left to the rule: no path from input to output' }),
        fitted: Count,
        alwaysTrained: Type.Integer({ minimum: 0, description: 'rows of large classes, in no fold' }),
      },
      { additionalProperties: false },
    ),
    chance: Fraction,
    best: Cell,
    bestInTable: Cell,
    crossValidation: Scores,
    goodCells: Type.Object(
      { above: Type.Number({ description: 'per cent' }), ...Scores.properties },
      { additionalProperties: false, description: 'cross-validation on the cells whose accuracy is above a bound' },
    ),
    inSample: Scores,
    additiveRidge: Scores,
    standardErrors: Type.Array(
      Type.Object(
        {
          below: Type.Optional(Type.Number({ description: 'estimates below this fraction; absent in the last bin' })),
          rows: Count,
          standardError: Type.Number({ exclusiveMinimum: 0, description: 'fraction' }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1 },
    ),
    ranges: Type.Array(Type.Tuple([Type.Number(), Type.Number()]), {
      description: 'smallest and largest value of each feature',
    }),
    model: TreeEnsemble,
  },
  { additionalProperties: false },
);

/** `nas-bench-201.json`. */
export const accuracyCoefficientsSchema = Type.Object(
  {
    estimator: Type.Literal('nas-bench-201'),
    version: Name,
    description: Type.String(),
    protocol: Type.Object(
      {
        features: Count,
        model: Type.Object(
          {
            rounds: Count,
            learningRate: Type.Number(),
            maxLeaves: Count,
            minLeaf: Count,
            l2: Type.Number(),
            bins: Count,
          },
          { additionalProperties: false },
        ),
        folds: Count,
        alwaysTrainFrom: Type.Integer({ description: 'classes of at least this many cells are in every training set' }),
        tableSha256: Type.String({ description: 'of the lines of the table, joined by line feeds' }),
      },
      { additionalProperties: false },
    ),
    tasks: Type.Array(TaskCoefficients, { minItems: 1 }),
  },
  { additionalProperties: false },
);
export type AccuracyCoefficients = Static<typeof accuracyCoefficientsSchema>;
