/**
 * Gradient-boosted regression trees for squared error (Friedman, "Greedy Function Approximation", Annals of Statistics
 * 2001, algorithm 2) on binned features. Deterministic: the result depends on the rows, their order and the options.
 */
import { badRequest } from '../errors.js';
import { binRows } from './feature-bins.js';
import { checkTrainingData, mean, type Rows } from './regressor.js';
import { type Tree, TreeEnsemble } from './tree-ensemble.js';
import { TreeGrower } from './tree-grower.js';

export interface GradientBoostingOptions {
  /** Trees at most. */
  readonly rounds: number;
  /** Factor on each tree's values, in (0, 1]. */
  readonly learningRate: number;
  /** Leaves a tree at most, the best split first; Infinity leaves the limit to `maxDepth`. */
  readonly maxLeaves: number;
  readonly maxDepth: number;
  /** Rows a leaf at least. */
  readonly minLeaf: number;
  /** Penalty on squared leaf values. */
  readonly l2: number;
  /** Intervals a feature is cut into, at most 256. */
  readonly bins: number;
  /** Stops when the error on these rows has not fallen for `patience` rounds, and keeps the best round's trees. */
  readonly earlyStop?: { readonly rows: Rows; readonly targets: ArrayLike<number>; readonly patience: number };
  /** Called after each round with the mean squared errors on the training and, if given, the early-stop rows. */
  readonly onRound?: (round: number, trainingLoss: number, validationLoss: number | undefined) => void;
}

export const gradientBoostingDefaults: GradientBoostingOptions = {
  rounds: 200,
  learningRate: 0.1,
  maxLeaves: 31,
  maxDepth: Infinity,
  minLeaf: 5,
  l2: 1,
  bins: 64,
};

/** Fits an ensemble whose `predict` follows `targets`. Errors: `badRequest` for rows, targets or options out of range. */
export function fitGradientBoosting(
  rows: Rows,
  targets: ArrayLike<number>,
  given: Partial<GradientBoostingOptions> = {},
): TreeEnsemble {
  const options = { ...gradientBoostingDefaults, ...given };
  const { rounds, learningRate, earlyStop } = options;
  if (!Number.isInteger(rounds) || rounds < 1)
    throw badRequest('/rounds', `rounds is an integer from 1, not ${rounds}`);
  if (!(learningRate > 0 && learningRate <= 1)) {
    throw badRequest('/learningRate', `learningRate is in (0, 1], not ${learningRate}`);
  }
  const columns = checkTrainingData(rows, targets);
  const data = binRows(rows, columns, options.bins);
  const grower = new TreeGrower(data, options);
  const base = mean(targets);
  const predicted = new Float64Array(rows.length).fill(base);
  const residuals = new Float64Array(rows.length);
  const stop = earlyStop && new EarlyStop(earlyStop, columns, base);
  const trees: Tree[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (let i = 0; i < residuals.length; i++) residuals[i] = targets[i] - predicted[i];
    const grown = grower.grow(residuals);
    const values = grown.values.map((value) => Math.fround(learningRate * value));
    for (const [leaf, value] of values.entries()) {
      for (let i = grown.starts[leaf]; i < grown.ends[leaf]; i++) predicted[grown.rows[i]] += value;
    }
    const { feature, bin, left, right } = grown;
    const tree: Tree = { feature, bin, left, right, values };
    trees.push(tree);
    const validationLoss = stop?.add(new TreeEnsemble(0, data.cuts, [tree]));
    options.onRound?.(round, meanSquaredError(predicted, targets), validationLoss);
    if (stop?.finished) break;
  }
  return new TreeEnsemble(base, data.cuts, stop ? trees.slice(0, stop.bestRound) : trees);
}

/** Follows the error on rows that the trees are not grown on. */
class EarlyStop {
  bestRound = 0;
  readonly #rows: Rows;
  readonly #targets: ArrayLike<number>;
  readonly #patience: number;
  readonly #predicted: Float64Array;
  #best: number;
  #round = 0;

  constructor(given: NonNullable<GradientBoostingOptions['earlyStop']>, columns: number, base: number) {
    if (checkTrainingData(given.rows, given.targets) !== columns) {
      throw badRequest('/earlyStop/rows', `these rows have the training rows' ${columns} features`);
    }
    if (!Number.isInteger(given.patience) || given.patience < 1) {
      throw badRequest('/earlyStop/patience', `patience is an integer from 1, not ${given.patience}`);
    }
    this.#rows = given.rows;
    this.#targets = given.targets;
    this.#patience = given.patience;
    this.#predicted = new Float64Array(given.rows.length).fill(base);
    this.#best = meanSquaredError(this.#predicted, this.#targets);
  }

  add(tree: TreeEnsemble): number {
    this.#round++;
    for (let i = 0; i < this.#predicted.length; i++) this.#predicted[i] += tree.predict(this.#rows[i]);
    const loss = meanSquaredError(this.#predicted, this.#targets);
    if (loss < this.#best) {
      this.#best = loss;
      this.bestRound = this.#round;
    }
    return loss;
  }

  get finished(): boolean {
    return this.#round - this.bestRound >= this.#patience;
  }
}

function meanSquaredError(predicted: Float64Array, actual: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < predicted.length; i++) sum += (predicted[i] - actual[i]) ** 2;
  return sum / predicted.length;
}
