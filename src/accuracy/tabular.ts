/** Estimator `tabular`: the accuracy that a table holds for a NAS-Bench-201 cell. No table ships with the package. */
import { join } from 'node:path';
import type { Design } from '../design/parameter.js';
import { badRequest, CogymError } from '../errors.js';
import { parseCell } from '../networks/cell.js';
import { nasBench201 } from '../networks/families/index.js';
import type { Network } from '../networks/network.js';
import { atPath } from '../networks/validate.js';
import type { AccuracyEstimate, AccuracyEstimator, AccuracyInput } from './estimator.js';
import { readOncePerChange } from './file-cache.js';
import { columnOf, readTable, type Table } from './table.js';

interface TableTask {
  readonly column: string;
  /** What the column's values are divided by to give a fraction. */
  readonly unit: 100 | 1;
  /**
   * Median standard deviation of trained cells that are the same function, as a fraction: what training again would
   * change. Measured on the classes of two or more cells of the 10,880-cell table.
   */
  readonly standardError: number;
  readonly reasons: readonly string[];
}

const tableTasks: Readonly<Record<string, TableTask>> = {
  'cifar10-valid': { column: 'cifar10_valid', unit: 100, standardError: 0.0031, reasons: [] },
  'cifar100-test': { column: 'cifar100_test', unit: 100, standardError: 0.0031, reasons: [] },
  'imagenet16-120-valid': { column: 'imagenet16_valid', unit: 100, standardError: 0.0056, reasons: [] },
  ninapro: { column: 'ninapro_acc', unit: 100, standardError: 0.0054, reasons: [] },
  'darcy-flow': {
    column: 'darcyflow_r2',
    unit: 1,
    standardError: 0.00065,
    reasons: ['a coefficient of determination, not a share of right answers; negative ones are given as 0'],
  },
};

export const tabularTasks: readonly string[] = Object.keys(tableTasks);

export class TabularEstimator implements AccuracyEstimator {
  readonly id = 'tabular';
  readonly tasks: readonly string[];
  readonly #table: Table;
  /** Line of each cell by code, and by official index where the table has that column. */
  readonly #byCode = new Map<string, number>();
  readonly #byIndex = new Map<number, number>();

  /**
   * @param path CSV file with a column `code` or `arch` (or `index`) and the columns of its tasks
   * @throws CogymError `tableMissing` when it cannot be read, `badRequest` (path `/table`) when it is malformed
   */
  constructor(path: string) {
    this.#table = readTable(path);
    const cell = columnOf(this.#table, 'code', 'arch');
    const index = columnOf(this.#table, 'index');
    if (cell < 0 && index < 0) {
      throw badRequest('/table', `${path} has no column code, arch or index that names the cells`);
    }
    for (const [row, fields] of this.#table.rows.entries()) {
      if (cell >= 0)
        this.#byCode.set(
          atPath(`/table line ${row + 2}`, () => parseCell(fields[cell])),
          row,
        );
      if (index >= 0 && fields[index] !== '') this.#byIndex.set(Number(fields[index]), row);
    }
    this.tasks = tabularTasks.filter((task) => columnOf(this.#table, tableTasks[task].column) >= 0);
  }

  supports(network: Network | Design): true | string {
    if ('layers' in network)
      return 'tabular needs the cell (family nas-bench-201 and its parameters), not a list of layers';
    try {
      return this.#find(network) === undefined ? 'the table has no such cell' : true;
    } catch (error) {
      return (error as Error).message;
    }
  }

  estimate({ network, design }: AccuracyInput, task: string): AccuracyEstimate {
    if (design === undefined) {
      if (network === undefined)
        throw badRequest('/parameters', 'name the cell by the parameters of the family nas-bench-201');
      throw new CogymError('unsupported', String(this.supports(network)), '/network');
    }
    const known = Object.hasOwn(tableTasks, task) ? tableTasks[task] : undefined;
    const column = known ? columnOf(this.#table, known.column) : -1;
    if (!known || column < 0) {
      throw badRequest(
        '/task',
        `${this.#table.path} knows the tasks ${this.tasks.join(', ')}, not ${JSON.stringify(task)}`,
      );
    }
    const row = this.#find(design);
    const text = row === undefined ? '' : this.#table.rows[row][column];
    if (row === undefined || text === '') {
      const missing = row === undefined ? 'cell' : `${task} accuracy of the cell`;
      throw new CogymError(
        'notInTable',
        `${this.#table.path} has no ${missing} ${this.identify({ design })}`,
        '/parameters',
      );
    }
    const value = Number(text) / known.unit;
    if (!(value <= 1)) {
      throw badRequest(
        '/table',
        `${this.#table.path} line ${row + 2}: ${known.column} cannot be ${JSON.stringify(text)}`,
      );
    }
    return {
      accuracy: Math.max(0, value),
      standardError: known.standardError,
      provenance: {
        estimator: this.id,
        version: '1',
        task,
        scale: 'measured',
        validated: true,
        extrapolated: false,
        reasons: known.reasons,
        source: `column ${known.column} of ${this.#table.path}`,
      },
    };
  }

  identify({ design }: AccuracyInput): string {
    return design?.index === undefined ? nasBench201.fromDesign(design ?? {}).cell : `index ${design.index}`;
  }

  #find(design: Design): number | undefined {
    if (design.index === undefined) {
      if (this.#byCode.size > 0) return this.#byCode.get(nasBench201.fromDesign(design).cell);
      throw badRequest('/parameters/index', 'the table names its cells by index only: give the parameter index');
    }
    if (typeof design.index !== 'number' || !Number.isInteger(design.index)) {
      throw badRequest(
        '/parameters/index',
        `index is the benchmark's number of a cell, not ${JSON.stringify(design.index)}`,
      );
    }
    if (this.#byIndex.size === 0) throw badRequest('/parameters/index', 'the table has no column index: name the cell');
    return this.#byIndex.get(design.index);
  }
}

const open = readOncePerChange((path) => new TabularEstimator(path));

/**
 * The estimator of the table at `path`, by default of the reference tables that COGYM_REFERENCE names.
 * A file is read once, and again when it has changed.
 */
export function tabular(path = defaultTable()): TabularEstimator {
  return open(path);
}

function defaultTable(): string {
  const folder = process.env.COGYM_REFERENCE;
  if (folder) return join(folder, 'nasbench201', 'accuracy.csv');
  throw new CogymError(
    'tableMissing',
    'give the path of a table, or set COGYM_REFERENCE to the folder of the reference tables',
    '/table',
  );
}
