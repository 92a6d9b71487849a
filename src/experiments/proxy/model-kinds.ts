/** The kinds of models that a proxy can be made of, with their options. */
import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { fillOptions } from '../../design/options.js';
import { fitGradientBoosting } from '../../models/gradient-boosting.js';
import { MlpRegressor } from '../../models/mlp-regressor.js';
import { fitRandomForest } from '../../models/random-forest.js';
import type { Regressor, Rows } from '../../models/regressor.js';
import { TreeEnsemble } from '../../models/tree-ensemble.js';
import { loadBackend } from '../../nn/backend.js';
import type { RandomStream } from '../../stats/random.js';
import { fitMlp } from './fit-mlp.js';

/** Rows to fit a model on, and others that say when to stop. */
export interface FitData {
  readonly rows: Rows;
  readonly targets: Float64Array;
  readonly stopRows: Rows;
  readonly stopTargets: Float64Array;
}

interface ModelKind<Options extends TSchema> {
  readonly options: Options;
  /** To be awaited before `fit`. */
  prepare?(): Promise<unknown>;
  fit(data: FitData, options: Static<Options>, random: RandomStream): Regressor;
  load(json: unknown, path: string): Regressor;
}

const kind = <Options extends TSchema>(of: ModelKind<Options>): ModelKind<Options> => of;

const bins = Type.Integer({ minimum: 2, maximum: 256, default: 64, description: 'intervals a column is cut into' });

const gbdt = kind({
  options: Type.Object({
    rounds: Type.Integer({ minimum: 1, default: 500, description: 'trees at most' }),
    learningRate: Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 0.05, description: 'factor on each tree' }),
    maxDepth: Type.Integer({ minimum: 1, default: 6, description: 'splits on the way to a leaf at most' }),
    maxLeaves: Type.Integer({
      minimum: 1,
      default: 64,
      description: 'leaves a tree at most; above 64 it predicts slower',
    }),
    minLeaf: Type.Integer({ minimum: 1, default: 5, description: 'rows a leaf at least' }),
    l2: Type.Number({ minimum: 0, default: 1, description: 'penalty on squared leaf values' }),
    bins,
    patience: Type.Integer({
      minimum: 1,
      default: 50,
      description: 'rounds without a better validation error before it stops',
    }),
  }),
  fit({ rows, targets, stopRows, stopTargets }, { patience, ...options }) {
    const earlyStop = stopRows.length > 0 ? { earlyStop: { rows: stopRows, targets: stopTargets, patience } } : {};
    return fitGradientBoosting(rows, targets, { ...options, ...earlyStop });
  },
  load: (json, path) => TreeEnsemble.fromJson(json, path),
});

const forest = kind({
  options: Type.Object({
    trees: Type.Integer({ minimum: 1, default: 100, description: 'trees' }),
    maxDepth: Type.Integer({ minimum: 1, default: 16, description: 'splits on the way to a leaf at most' }),
    minLeaf: Type.Integer({ minimum: 1, default: 1, description: 'rows a leaf at least' }),
    features: Type.Union([Type.Literal('all'), Type.Literal('sqrt')], {
      default: 'all',
      description: 'columns that each tree sees: all, or the square root of their number',
    }),
    bins,
  }),
  fit({ rows, targets }, { features, ...options }, random) {
    const columns = (rows[0] as ArrayLike<number>).length;
    return fitRandomForest(rows, targets, random, {
      ...options,
      features: features === 'all' ? 1 : Math.sqrt(columns) / columns,
    });
  },
  load: (json, path) => TreeEnsemble.fromJson(json, path),
});

const mlp = kind({
  options: Type.Object({
    hidden: Type.Array(Type.Integer({ minimum: 1 }), { default: [64, 64], description: 'units of the hidden layers' }),
    epochs: Type.Integer({ minimum: 1, default: 200, description: 'passes over the rows at most' }),
    batch: Type.Integer({ minimum: 1, default: 64, description: 'rows a step' }),
    learningRate: Type.Number({ exclusiveMinimum: 0, default: 2e-3, description: 'of Adam, falling to 0 by a cosine' }),
    patience: Type.Integer({
      minimum: 1,
      default: 40,
      description: 'passes without a better validation error before it stops',
    }),
  }),
  prepare: loadBackend,
  fit: fitMlp,
  load: (json, path) => MlpRegressor.fromJson(json, path),
});

const kinds = { gbdt, forest, mlp } as const;

export type ModelName = keyof typeof kinds;
export const modelNames = Object.keys(kinds) as readonly ModelName[];

/** A kind of model with its options, ready to be fitted. */
export interface Recipe {
  readonly model: ModelName;
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * The recipe for models of a kind, what `options` leave out at its default.
 * @throws CogymError `badRequest` at the option that is not allowed
 */
export function recipeOf(model: ModelName, options: Readonly<Record<string, unknown>> = {}): Recipe {
  return { model, options: fillOptions(kinds[model].options, options, '/options') };
}

/** Loads what models of a kind need to be fitted. */
export async function prepareModel(model: ModelName): Promise<void> {
  await (kinds[model] as ModelKind<TSchema>).prepare?.();
}

/** Fits one model; `prepareModel` comes first. Equal data, recipe and stream give equal models. */
export function fitModel({ model, options }: Recipe, data: FitData, random: RandomStream): Regressor {
  return (kinds[model] as ModelKind<TSchema>).fit(data, options, random);
}

/** The model that wrote `json`. @throws CogymError `badRequest` for a damaged one */
export function loadModel(model: ModelName, json: unknown, path: string): Regressor {
  return kinds[model].load(json, path);
}
