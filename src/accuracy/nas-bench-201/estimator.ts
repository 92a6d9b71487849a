/**
 * Estimator `nas-bench-201`: accuracy of a cell of that space after training, from a surrogate fitted on the benchmark.
 * The coefficients are data (`hwtemplates/accuracy/nas-bench-201.json`), written by `cogym accuracy fit nas-bench-201`.
 */
import { readFileSync } from 'node:fs';
import type { AccuracyCoefficients } from '../../../hwtemplates/accuracy/schema.js';
import { loadTemplate, validateTemplate } from '../../../hwtemplates/loader.js';
import type { Design } from '../../design/parameter.js';
import { badRequest, CogymError } from '../../errors.js';
import { nasBench201 as family } from '../../networks/families/index.js';
import type { Network } from '../../networks/network.js';
import type { AccuracyEstimate, AccuracyEstimator, AccuracyInput, AccuracyRange } from '../estimator.js';
import { readOncePerChange } from '../file-cache.js';
import { CellSurrogate } from './surrogate.js';
import { cellTask, chance } from './tasks.js';

export class NasBench201Estimator implements AccuracyEstimator {
  readonly id = 'nas-bench-201';
  readonly tasks: readonly string[];
  readonly #coefficients: AccuracyCoefficients;
  readonly #surrogates = new Map<string, CellSurrogate>();

  constructor(coefficients: AccuracyCoefficients) {
    this.#coefficients = coefficients;
    this.tasks = coefficients.tasks.map(({ task }) => task);
  }

  supports(network: Network | Design): true | string {
    if ('layers' in network)
      return 'nas-bench-201 needs the cell (family nas-bench-201 and its parameters), not a list of layers';
    try {
      family.fromDesign(network);
      return true;
    } catch (error) {
      return (error as Error).message;
    }
  }

  estimate(input: AccuracyInput, task: string): AccuracyEstimate {
    return this.surrogate(task).estimate(this.identify(input));
  }

  range(task: string): AccuracyRange {
    return { chance: chance(task), best: this.surrogate(task).coefficients.best.accuracy };
  }

  /** The cell's six-letter code. */
  identify({ network, design }: AccuracyInput): string {
    if (design === undefined) {
      if (network === undefined)
        throw badRequest('/parameters', 'name the cell by the parameters of the family nas-bench-201');
      throw new CogymError('unsupported', String(this.supports(network)), '/network');
    }
    return family.fromDesign(design).cell;
  }

  /** What the estimator knows of `task`; an unknown task is a `badRequest`. */
  surrogate(task: string): CellSurrogate {
    const known = this.#surrogates.get(task);
    if (known) return known;
    const coefficients = this.#coefficients.tasks.find((candidate) => candidate.task === cellTask(task).id);
    if (!coefficients) throw badRequest('/task', `these coefficients are for ${this.tasks.join(', ')}, not ${task}`);
    const surrogate = new CellSurrogate(coefficients, this.#coefficients.version);
    this.#surrogates.set(task, surrogate);
    return surrogate;
  }
}

let shipped: NasBench201Estimator | undefined;

/** The estimator with the coefficients that ship with the package. */
export function nasBench201(): NasBench201Estimator {
  shipped ??= new NasBench201Estimator(loadTemplate('accuracy', 'nas-bench-201'));
  return shipped;
}

/**
 * The estimator with coefficients from a file that `cogym accuracy fit` wrote.
 * @throws CogymError `badRequest` when the file cannot be read as JSON, `invalidTemplate` when it holds something else
 */
export const nasBench201From = readOncePerChange((file): NasBench201Estimator => {
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw badRequest('/coefficients', `${file} is no readable coefficient file: ${(error as Error).message}`);
  }
  return new NasBench201Estimator(validateTemplate('accuracy', data));
});

/** The cell with the highest estimate of all 15,625, as a six-letter code, and that estimate as a fraction. */
export function bestCell(task: string): { readonly cell: string; readonly accuracy: number } {
  return nasBench201().surrogate(task).coefficients.best;
}

/** Highest estimate of all 15,625 cells, as a fraction: what 1 means when an accuracy is scaled from chance to best. */
export function bestCellAccuracy(task: string): number {
  return bestCell(task).accuracy;
}
