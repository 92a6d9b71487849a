/**
 * Random forests for regression: the mean of trees, each grown on a bootstrap sample of the rows (Breiman, "Random
 * forests", Machine Learning 2001) and a random subset of the features (Ho, "The random subspace method", TPAMI 1998).
 */
import { badRequest } from '../errors.js';
import type { RandomStream } from '../stats/random.js';
import { type BinnedRows, binRows } from './feature-bins.js';
import { checkTrainingData, mean, type Rows } from './regressor.js';
import { type Tree, TreeEnsemble } from './tree-ensemble.js';
import { TreeGrower } from './tree-grower.js';

export interface RandomForestOptions {
  readonly trees: number;
  readonly maxDepth: number;
  /** Rows a leaf at least. */
  readonly minLeaf: number;
  /** Share of the features that a tree sees, in (0, 1]; at least one. */
  readonly features: number;
  /** Intervals a feature is cut into, at most 256. */
  readonly bins: number;
}

export const randomForestDefaults: RandomForestOptions = {
  trees: 100,
  maxDepth: 16,
  minLeaf: 2,
  features: 0.7,
  bins: 64,
};

/** Fits a forest. Errors: `badRequest` for rows, targets or options out of range. */
export function fitRandomForest(
  rows: Rows,
  targets: ArrayLike<number>,
  random: RandomStream,
  given: Partial<RandomForestOptions> = {},
): TreeEnsemble {
  const { trees: count, maxDepth, minLeaf, features, bins } = { ...randomForestDefaults, ...given };
  if (!Number.isInteger(count) || count < 1) throw badRequest('/trees', `trees is an integer from 1, not ${count}`);
  if (!(features > 0 && features <= 1)) throw badRequest('/features', `features is in (0, 1], not ${features}`);
  const columns = checkTrainingData(rows, targets);
  const data = binRows(rows, columns, bins);
  const base = mean(targets);
  const residuals = new Float64Array(rows.length);
  const seen = Math.max(1, Math.round(features * columns));
  const trees = Array.from({ length: count }, (): Tree => {
    const chosenRows = Uint32Array.from({ length: rows.length }, () => random.integer(rows.length));
    const chosenColumns = random.shuffle(Array.from({ length: columns }, (_, j) => j)).slice(0, seen);
    const grower = new TreeGrower(part(data, chosenRows, chosenColumns), {
      maxLeaves: Infinity,
      maxDepth,
      minLeaf,
      l2: 0,
    });
    for (let i = 0; i < residuals.length; i++) residuals[i] = targets[chosenRows[i]] - base;
    const { feature, bin, left, right, values } = grower.grow(residuals);
    return {
      feature: feature.map((j) => chosenColumns[j]),
      bin,
      left,
      right,
      values: values.map((value) => Math.fround(value / count)),
    };
  });
  return new TreeEnsemble(base, data.cuts, trees);
}

/** The given rows and columns of `data`, with the same cuts. */
function part(data: BinnedRows, rows: Uint32Array, columns: readonly number[]): BinnedRows {
  const cuts = columns.map((j) => data.cuts[j]);
  const offsets = new Uint32Array(columns.length + 1);
  columns.forEach((_, k) => {
    offsets[k + 1] = offsets[k] + cuts[k].length + 1;
  });
  const codes = new Uint32Array(rows.length * columns.length);
  for (let i = 0; i < rows.length; i++) {
    for (let k = 0; k < columns.length; k++) {
      const j = columns[k];
      codes[i * columns.length + k] = data.codes[rows[i] * data.columns + j] - data.offsets[j] + offsets[k];
    }
  }
  return { count: rows.length, columns: columns.length, cuts, offsets, codes };
}
