/** What trying every cell of the space tells: the accuracies of all, and the best that keeps the limits. */
import type { AccuracyEstimate, AccuracyEstimator, CellTask } from '../../src/accuracy/index.js';
import { CogymError } from '../../src/errors.js';
import { CELLS, cellCode } from '../../src/networks/index.js';

/** Accuracies of all cells on one task. */
export interface CellAccuracies {
  /** Fractions by the cell's number; NaN where a table does not list it. */
  readonly byCell: Float64Array;
  readonly best: number;
}

/** An instance for every environment of a vector pays once. */
const known = new WeakMap<AccuracyEstimator, Map<string, CellAccuracies>>();

export function cellAccuracies(estimator: AccuracyEstimator, task: CellTask): CellAccuracies {
  const byTask = known.get(estimator) ?? new Map<string, CellAccuracies>();
  known.set(estimator, byTask);
  let accuracies = byTask.get(task.id);
  if (accuracies === undefined) {
    accuracies = tryAll(estimator, task);
    byTask.set(task.id, accuracies);
  }
  return accuracies;
}

function tryAll(estimator: AccuracyEstimator, task: CellTask): CellAccuracies {
  const byCell = new Float64Array(CELLS).map(
    (_, i) => knownEstimate(estimator, cellCode(i), task)?.accuracy ?? Number.NaN,
  );
  return { byCell, best: Math.max(...byCell.filter((accuracy) => !Number.isNaN(accuracy))) };
}

/** Undefined for a cell that the table does not list. */
export function knownEstimate(
  estimator: AccuracyEstimator,
  cell: string,
  task: CellTask,
): AccuracyEstimate | undefined {
  try {
    return estimator.estimate({ design: { cell } }, task.id);
  } catch (error) {
    if (error instanceof CogymError && error.code === 'notInTable') return undefined;
    throw error;
  }
}

/**
 * Highest goal of all cells, exactly: they are tried from the highest bound down, until no bound exceeds what was found.
 * @param bounds by the cell's number, what its goal cannot exceed; NaN for cells that are none
 * @param goalOf undefined for a cell that breaks a limit
 * @returns undefined when every cell breaks one
 */
export function highestGoal(bounds: Float64Array, goalOf: (cell: string) => number | undefined): number | undefined {
  const order = Array.from(bounds.keys())
    .filter((i) => !Number.isNaN(bounds[i]))
    .sort((a, b) => (bounds[b] as number) - (bounds[a] as number));
  let highest: number | undefined;
  for (const i of order) {
    if (highest !== undefined && (bounds[i] as number) <= highest) break;
    const goal = goalOf(cellCode(i));
    if (goal !== undefined && (highest === undefined || goal > highest)) highest = goal;
  }
  return highest;
}
