import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  categorical,
  DesignSpace,
  defineProblem,
  type Evaluation,
  type MetricSpec,
  type Objective,
  type Provenance,
} from '../../src/design/index.js';
import { CogymError } from '../../src/errors.js';
import { noOptions } from './closed-form.js';

/** Operation -> its letter in the table's `code`. */
const letters: Readonly<Record<string, string>> = {
  none: 'n',
  skip_connect: 's',
  nor_conv_1x1: '1',
  nor_conv_3x3: '3',
  avg_pool_3x3: 'p',
};
/** In the order of the letters of `code`. */
const edges = ['edge01', 'edge02', 'edge12', 'edge03', 'edge13', 'edge23'];

/** One cell: validation accuracy on CIFAR-10 in percent, energy on Eyeriss in mJ. */
interface Cell {
  readonly accuracyPercent: number;
  readonly energyMj: number;
}

const tables = new Map<string, ReadonlyMap<string, Cell>>();

/**
 * The listed cells by code, read once per folder: NAS-Bench-201 (Dong & Yang 2020) accuracies joined with
 * HW-NAS-Bench's (Li et al. 2021) Eyeriss energies.
 * @throws CogymError `tableMissing` when COGYM_REFERENCE does not name a folder that holds the tables
 */
function readTable(): ReadonlyMap<string, Cell> {
  const folder = process.env.COGYM_REFERENCE;
  if (folder === undefined || folder === '') {
    throw new CogymError('tableMissing', 'set COGYM_REFERENCE to the folder that holds nasbench201/accuracy.csv');
  }
  let table = tables.get(folder);
  if (table === undefined) {
    const energy = new Map(
      readColumns(folder, 'hwnasbench_cifar10.csv', ['index', 'eyeriss_energy_mj']).map(
        ([index, value]) => [index, Number(value)] as const,
      ),
    );
    const cells = readColumns(folder, 'accuracy.csv', ['code', 'index', 'cifar10_valid']).map(
      ([code, index, value]) =>
        [code as string, { accuracyPercent: Number(value), energyMj: energy.get(index) ?? Number.NaN }] as const,
    );
    table = new Map(cells);
    tables.set(folder, table);
  }
  return table;
}

/** The named columns of a table without quoted fields, as text. */
function readColumns(folder: string, file: string, names: readonly string[]): (string | undefined)[][] {
  const path = join(folder, 'nasbench201', file);
  if (!existsSync(path)) {
    throw new CogymError('tableMissing', `there is no ${path}; COGYM_REFERENCE names the folder above nasbench201`);
  }
  const [header = '', ...rows] = readFileSync(path, 'utf8').trimEnd().split(/\r?\n/);
  const columns = header.split(',');
  const wanted = names.map((name) => columns.indexOf(name));
  const missing = names.find((_, i) => wanted[i] === -1);
  if (missing !== undefined) throw new CogymError('tableMissing', `${path} has no column ${missing}`);
  return rows.map((row) => {
    const fields = row.split(',');
    return wanted.map((column) => fields[column]);
  });
}

const source: Provenance = { simulator: 'nasbench201', mode: 'table', validated: true, extrapolated: false };
const accuracy: MetricSpec = {
  name: 'accuracy',
  unit: '',
  description: 'CIFAR-10 validation accuracy after 200 epochs, a fraction',
  source,
};
const energy: MetricSpec = { name: 'energyJ', unit: 'J', description: 'energy of one inference on Eyeriss', source };

interface Variant {
  readonly id: string;
  readonly summary: string;
  readonly objectives: readonly Objective[];
  readonly metrics: readonly MetricSpec[];
  readonly values: (cell: Cell) => readonly number[];
  /** Objectives of a cell that the table does not list; no listed cell reaches them. */
  readonly unlisted: readonly number[];
  readonly bestKnown: number;
  readonly referencePoint?: readonly number[];
}

const define = ({ id, summary, objectives, metrics, values, unlisted, bestKnown, referencePoint }: Variant) =>
  defineProblem({
    id,
    summary,
    options: noOptions,
    presets: { default: {} },
    needs: ['COGYM_REFERENCE'],
    create() {
      const table = readTable();
      return {
        id,
        version: '1',
        space: new DesignSpace(edges.map((edge) => categorical(edge, Object.keys(letters), { group: 'network' }))),
        objectives,
        metrics,
        worstObjectives: unlisted,
        bestKnown,
        referencePoint,
        workload: 'cifar10',
        evaluate(design): Evaluation {
          const cell = table.get(edges.map((edge) => letters[String(design[edge])]).join(''));
          if (cell === undefined) {
            return {
              metrics: {},
              objectives: unlisted,
              feasible: false,
              violation: 1,
              violations: [{ name: 'listed', value: 0, limit: 1, excess: 1 }],
              provenance: source,
            };
          }
          const figures: Readonly<Record<string, number>> = {
            accuracy: cell.accuracyPercent / 100,
            energyJ: cell.energyMj * 1e-3,
          };
          return {
            metrics: Object.fromEntries(metrics.map(({ name }) => [name, figures[name] as number])),
            objectives: values(cell),
            feasible: true,
            violation: 0,
            violations: [],
            provenance: source,
          };
        },
      };
    },
  });

export default [
  define({
    id: 'nasbench201-cifar10',
    summary: 'NAS-Bench-201 cells: least CIFAR-10 validation error in percent (table)',
    objectives: [{ name: '100*(1 - accuracy)', direction: 'minimize' }],
    metrics: [accuracy],
    values: ({ accuracyPercent }) => [100 - accuracyPercent],
    unlisted: [100],
    bestKnown: 8.430000000000007,
  }),
  define({
    id: 'nasbench201-cifar10-energy',
    summary: 'NAS-Bench-201 cells: CIFAR-10 validation error against energy on Eyeriss (tables)',
    objectives: [
      { name: '100*(1 - accuracy)', direction: 'minimize' },
      { name: '1000*energyJ', direction: 'minimize' },
    ],
    metrics: [accuracy, energy],
    values: ({ accuracyPercent, energyMj }) => [100 - accuracyPercent, energyMj],
    unlisted: [100, 10],
    referencePoint: [50, 2],
    bestKnown: 66.96183110000001,
  }),
];
