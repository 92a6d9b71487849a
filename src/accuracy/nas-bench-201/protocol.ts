/** How the surrogate is fitted and judged: options of the trees and the cross-validation that respects equal cells. */
import { badRequest } from '../../errors.js';
import { fitGradientBoosting, rootMeanSquaredError, type TreeEnsemble } from '../../models/index.js';
import { rounded } from '../fit-figures.js';

export const treeOptions = { rounds: 200, learningRate: 0.1, maxLeaves: 15, minLeaf: 5, l2: 1, bins: 256 } as const;

export const folds = 5;

/**
 * Classes of at least so many cells are in every training set. They are the degenerate kinds of cell (only a skip, only
 * a pool): with a whole kind left out, trees cannot extrapolate to it and the figures would speak of nothing else.
 */
export const alwaysTrainFrom = 50;

/** One cell with a path from input to output. */
export interface Example {
  readonly features: Float64Array;
  /** Per cent. */
  readonly accuracy: number;
  /** Cells of one class are the same function. */
  readonly cellClass: number;
  readonly alwaysTrain: boolean;
}

export function fitTrees(examples: readonly Example[]): TreeEnsemble {
  return fitGradientBoosting(
    examples.map((example) => example.features),
    examples.map((example) => example.accuracy),
    treeOptions,
  );
}

export interface OutOfFold {
  readonly example: Example;
  /** Estimate, in per cent, of trees that saw no cell of the example's class. */
  readonly estimate: number;
}

/** The examples of fold `fold` (class modulo the number of folds) and all others; large classes always train. */
export function splitFold(examples: readonly Example[], fold: number): { train: Example[]; held: Example[] } {
  const isHeld = (example: Example) => !example.alwaysTrain && example.cellClass % folds === fold;
  return { train: examples.filter((example) => !isHeld(example)), held: examples.filter(isHeld) };
}

export function crossValidate(examples: readonly Example[], onFold: (fold: number) => void = () => {}): OutOfFold[] {
  const results: OutOfFold[] = [];
  for (let fold = 0; fold < folds; fold++) {
    onFold(fold);
    const { train, held } = splitFold(examples, fold);
    if (held.length === 0 || train.length === 0) continue;
    const model = fitTrees(train);
    for (const example of held) results.push({ example, estimate: model.predict(example.features) });
  }
  if (results.length === 0)
    throw badRequest('/table', 'no row is left to cross-validate: all classes are large, or there is one fold only');
  return results;
}

/** Bounds of the bins of estimates, as parts of the best accuracy in the table. */
const binBounds = [0.6, 0.8, 0.85, 0.9] as const;
const rowsPerBin = 100;

export interface ErrorBin {
  /** Estimates below this fraction; the last bin has no bound. */
  readonly below?: number;
  readonly rows: number;
  /** Root mean squared out-of-fold error of the bin's estimates, as a fraction. */
  readonly standardError: number;
}

/** Errors by estimate: a cell that is thought good is known better. Bins with too few rows are joined to the next. */
export function errorBins(results: readonly OutOfFold[], best: number): ErrorBin[] {
  const groups: { below: number; members: OutOfFold[] }[] = [];
  let members: OutOfFold[] = [];
  let from = -Infinity;
  for (const below of [...binBounds.map((part) => part * best), Infinity]) {
    members = members.concat(results.filter(({ estimate }) => estimate >= from && estimate < below));
    from = below;
    if (members.length < rowsPerBin && below !== Infinity) continue;
    const last = groups.at(-1);
    if (members.length < rowsPerBin && last) {
      last.members = last.members.concat(members);
      last.below = below;
    } else groups.push({ below, members });
    members = [];
  }
  return groups.map(({ below, members }) => ({
    ...(below === Infinity ? {} : { below: rounded(below / 100) }),
    rows: members.length,
    standardError: rounded(
      rootMeanSquaredError(
        members.map(({ estimate }) => estimate),
        members.map(({ example }) => example.accuracy),
      ) / 100,
    ),
  }));
}
