/**
 * Estimator `design-table`: the accuracy that a user's own table holds for a design. The table has a column `accuracy` (a
 * fraction), perhaps `standardError`, and a column for every parameter that tells its rows apart; parameters without a
 * column make no difference, and a field is empty where a parameter does not exist in that row's design.
 */
import type { Design } from '../design/parameter.js';
import { badRequest, CogymError } from '../errors.js';
import type { Network } from '../networks/network.js';
import type { AccuracyEstimate, AccuracyEstimator, AccuracyInput } from './estimator.js';
import { readOncePerChange } from './file-cache.js';
import { columnOf, readTable } from './table.js';

interface Entry {
  readonly accuracy: number;
  readonly standardError: number;
}

export class DesignTableEstimator implements AccuracyEstimator {
  readonly id = 'design-table';
  readonly tasks = ['accuracy'];
  /** Parameters that tell the rows apart. */
  readonly parameters: readonly string[];
  readonly #path: string;
  readonly #entries = new Map<string, Entry>();

  /** @throws CogymError `tableMissing` when it cannot be read, `badRequest` (path `/table`) when it is malformed */
  constructor(path: string) {
    const table = readTable(path);
    const [accuracy, error] = [columnOf(table, 'accuracy'), columnOf(table, 'standardError')];
    if (accuracy < 0) throw badRequest('/table', `${path} has no column accuracy`);
    this.#path = path;
    const columns = [...table.columns.keys()].filter((column) => column !== accuracy && column !== error);
    this.parameters = columns.map((column) => table.columns[column] as string);
    if (columns.length === 0) throw badRequest('/table', `${path} has no column that names a parameter`);
    for (const [row, fields] of table.rows.entries()) {
      const key = JSON.stringify(columns.map((column) => fields[column]));
      const place = `${path} line ${row + 2}`;
      if (this.#entries.has(key)) throw badRequest('/table', `${place}: the same design as a line before it`);
      const entry = {
        accuracy: fraction(fields[accuracy], `${place}: accuracy`),
        // Zero only where the table says so; without the column nothing is known of its noise.
        standardError: error < 0 ? Number.NaN : fraction(fields[error], `${place}: standardError`),
      };
      this.#entries.set(key, entry);
    }
  }

  supports(network: Network | Design): true | string {
    if ('layers' in network) return 'design-table needs a design, not a list of layers';
    return this.#entries.has(this.#key(network as Design)) ? true : 'the table has no such design';
  }

  estimate({ design }: AccuracyInput, task: string): AccuracyEstimate {
    if (task !== 'accuracy')
      throw badRequest('/task', `design-table knows the task accuracy, not ${JSON.stringify(task)}`);
    if (design === undefined) throw new CogymError('unsupported', 'design-table needs a design', '/design');
    const entry = this.#entries.get(this.#key(design));
    if (entry === undefined) {
      const named = this.parameters.map((name) => `${name} ${design[name] ?? '-'}`).join(', ');
      throw new CogymError('notInTable', `${this.#path} has no row for ${named}`, '/design');
    }
    const known = Number.isFinite(entry.standardError);
    return {
      accuracy: entry.accuracy,
      standardError: known ? entry.standardError : 1,
      provenance: {
        estimator: this.id,
        version: '1',
        task,
        scale: 'measured',
        validated: known,
        extrapolated: false,
        reasons: known ? [] : ['the table has no column standardError: differences mean nothing'],
        source: `column accuracy of ${this.#path}`,
      },
    };
  }

  identify({ design }: AccuracyInput): string {
    return this.#key(design ?? {});
  }

  #key(design: Design): string {
    return JSON.stringify(this.parameters.map((name) => (design[name] === undefined ? '' : String(design[name]))));
  }
}

function fraction(text: string | undefined, what: string): number {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  if (value >= 0 && value <= 1) return value;
  throw badRequest('/table', `${what} is a fraction from 0 to 1, not ${JSON.stringify(text)}`);
}

const open = readOncePerChange((path) => new DesignTableEstimator(path));

/** The estimator of the table at `path`; a file is read once, and again when it has changed. */
export function designTable(path?: string): DesignTableEstimator {
  if (path === undefined) throw badRequest('/table', 'design-table needs the path of a CSV table');
  return open(path);
}
