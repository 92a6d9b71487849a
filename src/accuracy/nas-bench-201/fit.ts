/** Fits the coefficient file of the surrogate `nas-bench-201` on a table of trained cells. */
import type { AccuracyCoefficients } from '../../../hwtemplates/accuracy/schema.js';
import { badRequest } from '../../errors.js';
import { fitRidge, predictAll, type TreeEnsemble } from '../../models/index.js';
import { CELLS, cellCode, parseCell } from '../../networks/cell.js';
import { atPath } from '../../networks/validate.js';
import { scores, tableDigest, versionOf } from '../fit-figures.js';
import { columnOf, type Table } from '../table.js';
import { cellFeatures, featureNames, hasNoPath } from './features.js';
import { alwaysTrainFrom, crossValidate, type Example, errorBins, fitTrees, folds, treeOptions } from './protocol.js';
import { type CellTask, cellTasks } from './tasks.js';

export interface TrainedCell {
  readonly code: string;
  readonly cellClass: number;
  /** Per cent by task; absent where the table has none. */
  readonly accuracy: Readonly<Record<string, number>>;
}

/**
 * Fits all tasks whose column the table has. Equal tables give equal coefficients, to the last bit.
 * @param onProgress told what is being fitted, a line at a time
 * @throws CogymError `badRequest` for a table without cells, classes or accuracies
 */
export function fitNasBench201(table: Table, onProgress: (line: string) => void = () => {}): AccuracyCoefficients {
  const cells = trainedCells(table);
  const classSizes = new Map<number, number>();
  for (const { code, cellClass } of cells) {
    if (!hasNoPath(code)) classSizes.set(cellClass, (classSizes.get(cellClass) ?? 0) + 1);
  }
  const isLarge = (cellClass: number) => (classSizes.get(cellClass) ?? 0) >= alwaysTrainFrom;
  const tasks = cellTasks
    .filter((task) => cells.some((cell) => cell.accuracy[task.id] !== undefined))
    .map((task) => fitTask(task, cells, isLarge, onProgress));
  return {
    estimator: 'nas-bench-201',
    version: versionOf(tasks),
    description:
      'Accuracy of NAS-Bench-201 cells: chance without a path from input to output, else gradient-boosted trees on the ' +
      'operations along the paths. Errors are in percentage points, accuracies are fractions.',
    protocol: {
      features: featureNames.length,
      model: treeOptions,
      folds,
      alwaysTrainFrom,
      tableSha256: tableDigest(table),
    },
    tasks,
  };
}

/** The cells of a table with the columns `arch` or `code`, `class` and at least one task's. */
export function trainedCells(table: Table): TrainedCell[] {
  const cell = columnOf(table, 'code', 'arch');
  const cellClass = columnOf(table, 'class');
  if (cell < 0) throw badRequest('/table', `${table.path} has no column code or arch that names the cells`);
  if (cellClass < 0)
    throw badRequest('/table', `${table.path} has no column class: equal cells must not be split by folds`);
  const columns = cellTasks
    .map((task) => ({ task: task.id, column: columnOf(table, task.column) }))
    .filter(({ column }) => column >= 0);
  if (columns.length === 0) {
    throw badRequest(
      '/table',
      `${table.path} has none of the columns ${cellTasks.map((task) => task.column).join(', ')}`,
    );
  }
  return table.rows.map((fields, i) => {
    const at = `${table.path} line ${i + 2}`;
    const number = Number(fields[cellClass]);
    if (fields[cellClass] === '' || !Number.isInteger(number) || number < 0) {
      throw badRequest('/table', `${at}: class is an integer from 0, not ${JSON.stringify(fields[cellClass])}`);
    }
    const accuracy: Record<string, number> = {};
    for (const { task, column } of columns) {
      if (fields[column] === '') continue;
      const value = Number(fields[column]);
      if (!(value >= 0 && value <= 100)) {
        throw badRequest(
          '/table',
          `${at}: ${table.columns[column]} is in per cent, not ${JSON.stringify(fields[column])}`,
        );
      }
      accuracy[task] = value;
    }
    return { code: atPath(`/table line ${i + 2}`, () => parseCell(fields[cell])), cellClass: number, accuracy };
  });
}

/** The fitted examples among `cells` that have an accuracy in `task`: those with a path from input to output. */
export function examplesOf(
  cells: readonly TrainedCell[],
  task: string,
  isLarge: (cellClass: number) => boolean,
): Example[] {
  return cells
    .filter((cell) => cell.accuracy[task] !== undefined && !hasNoPath(cell.code))
    .map(({ code, cellClass, accuracy }) => ({
      features: cellFeatures(code),
      accuracy: accuracy[task],
      cellClass,
      alwaysTrain: isLarge(cellClass),
    }));
}

type TaskCoefficients = AccuracyCoefficients['tasks'][number];

function fitTask(
  task: CellTask,
  cells: readonly TrainedCell[],
  isLarge: (cellClass: number) => boolean,
  onProgress: (line: string) => void,
): TaskCoefficients {
  const known = cells.filter((cell) => cell.accuracy[task.id] !== undefined);
  const examples = examplesOf(known, task.id, isLarge);
  if (examples.length === 0)
    throw badRequest('/table', `the table has no cell with a path and an accuracy on ${task.id}`);
  const outOfFold = crossValidate(examples, (fold) => onProgress(`${task.id}: fold ${fold + 1} of ${folds}`));
  onProgress(`${task.id}: all ${examples.length} cells`);
  const model = fitTrees(examples);
  const estimate = (code: string) => (hasNoPath(code) ? 100 / task.classes : model.predict(cellFeatures(code)));
  const actual = known.map((cell) => cell.accuracy[task.id]);
  const bestRow = actual.reduce((best, value, i) => (value > actual[best] ? i : best), 0);
  const good = outOfFold.filter(({ example }) => example.accuracy > task.good);
  const scoresOf = (results: typeof outOfFold) =>
    scores(
      results.map((result) => result.estimate),
      results.map((result) => result.example.accuracy),
    );
  return {
    task: task.id,
    source: task.source,
    rows: {
      table: known.length,
      noPath: known.length - examples.length,
      fitted: examples.length,
      alwaysTrained: examples.length - outOfFold.length,
    },
    chance: 1 / task.classes,
    best: bestOf(model),
    bestInTable: { cell: known[bestRow].code, accuracy: actual[bestRow] / 100 },
    crossValidation: scoresOf(outOfFold),
    goodCells: { above: task.good, ...scoresOf(good) },
    inSample: scores(
      known.map((cell) => estimate(cell.code)),
      actual,
    ),
    additiveRidge: additiveRidge(
      known.filter((cell) => !hasNoPath(cell.code)),
      task.id,
    ),
    standardErrors: errorBins(outOfFold, actual[bestRow]),
    ranges: featureNames.map((_, j) => {
      const values = examples.map((example) => example.features[j]);
      return [Math.min(...values), Math.max(...values)] as [number, number];
    }),
    model: model.toJson() as TaskCoefficients['model'],
  };
}

/** For comparison: what a sum over edges, without any knowledge of paths, reaches on the rows it is fitted on. */
function additiveRidge(cells: readonly TrainedCell[], task: string) {
  const rows = cells.map(({ code }) =>
    [...code].flatMap((letter) => [...'ns13p'].map((other) => Number(letter === other))),
  );
  const actual = cells.map(({ accuracy }) => accuracy[task]);
  return scores([...predictAll(fitRidge(rows, actual), rows)], actual);
}

/** The cell with the highest estimate of all 15,625, the first in the order of `cellCode` on ties. */
function bestOf(model: TreeEnsemble): { cell: string; accuracy: number } {
  let best = { cell: '', accuracy: -Infinity };
  for (let i = 0; i < CELLS; i++) {
    const code = cellCode(i);
    if (hasNoPath(code)) continue;
    const accuracy = Math.min(1, Math.max(0, model.predict(cellFeatures(code)) / 100));
    if (accuracy > best.accuracy) best = { cell: code, accuracy };
  }
  return best;
}
