/** The problem behind `NasBench201-v0`. */
import {
  type AccuracyEstimate,
  type AccuracyEstimator,
  accuracyEstimator,
  type CellTask,
  cellTasks,
  chance,
  relativeImprovement,
} from '../../src/accuracy/index.js';
import { type Evaluation, exceed, type Provenance, totalViolation } from '../../src/design/evaluation.js';
import type { Design } from '../../src/design/parameter.js';
import type { MetricSpec, Problem } from '../../src/design/problem.js';
import { badRequest, CogymError } from '../../src/errors.js';
import { CELLS, cellCode, cellString, nasBench201 } from '../../src/networks/index.js';
import type { Options } from '../nas-bench-201.js';
import { type CellDevice, cellDevice } from './device.js';

/** What one cell costs and brings, without the comparison with the rest of the space. */
interface Cell {
  readonly accuracy: number;
  readonly accuracyStandardError: number;
  /** Mean over the tasks of the accuracy scaled to 0 at chance and 1 at the task's best cell. */
  readonly quality: number;
  readonly latencyS: number;
  readonly energyJ: number;
  readonly macs: number;
  readonly params: number;
}

/** What trying every cell of the space tells. */
interface Census {
  /** Accuracy of the best cell by task. */
  readonly best: readonly number[];
  /** Mean accuracy of all cells, over the tasks: what picking blindly brings. */
  readonly meanAccuracy: number;
  /** Highest goal among the cells that keep the limit; undefined when none does. */
  readonly optimum: number | undefined;
}

/** By options: an instance for every environment of a vector pays once. */
const censuses = new Map<string, Census>();

export class CellProblem implements Problem {
  readonly id = 'NasBench201-v0';
  readonly version: string;
  readonly workload: string;
  readonly space = nasBench201.designSpace();
  readonly objectives: Problem['objectives'];
  readonly worstObjectives = [0];
  readonly bestKnown: number | undefined;
  readonly metrics: readonly MetricSpec[];
  readonly rewards: Problem['rewards'];
  readonly #tasks: readonly CellTask[];
  readonly #estimator: AccuracyEstimator;
  readonly #device: CellDevice;
  readonly #limitS: number;
  readonly #census: Census;
  readonly #provenance: Provenance;

  /** @throws CogymError `badRequest` for an unknown task or a device that the task has no figures for, `tableMissing` */
  constructor({ task, tasks, estimator, table, device, latencyS, ...array }: Options) {
    if (table !== undefined && estimator !== 'tabular') {
      throw badRequest('/options/table', `a table belongs to the estimator tabular, not to ${estimator}`);
    }
    this.#estimator = accuracyEstimator(estimator, table === undefined ? {} : { table });
    this.#device = cellDevice(device, array);
    this.#tasks = (tasks ?? [task]).map((id, i) =>
      this.#knownTask(id, tasks === undefined ? '/options/task' : `/options/tasks/${i}`),
    );
    this.#limitS = latencyS ?? Number.POSITIVE_INFINITY;
    const names = this.#tasks.map(({ id }) => id).join(' and ');
    this.workload = `${names} by ${estimator}, ${device}${latencyS === undefined ? '' : ` within ${latencyS} s`}`;
    const several = this.#tasks.length > 1;
    this.objectives = [{ name: several ? 'quality' : 'accuracy', direction: 'maximize' }];
    const { scale, validated, version, reasons } = this.#reference().provenance;
    this.version = `1-${version}`;
    this.#provenance = {
      simulator: this.#estimator.id,
      mode: scale,
      validated,
      extrapolated: false,
      ...(reasons.length > 0 ? { assumption: reasons.join('; ') } : {}),
    };
    const key = JSON.stringify([this.version, names, estimator, table, device, array, latencyS]);
    let census = censuses.get(key);
    if (census === undefined) {
      census = this.#takeCensus();
      censuses.set(key, census);
    }
    this.#census = census;
    this.bestKnown = census.optimum === undefined ? undefined : -census.optimum;
    this.metrics = this.#metricSpecs(latencyS);
    this.rewards = {
      bounded: ({ feasible, violation, metrics }) =>
        feasible ? (metrics['quality'] as number) : -violation / (1 + violation),
    };
  }

  evaluate(design: Design): Evaluation {
    const code = nasBench201.fromDesign(design).cell;
    const cell = this.#measure(code, this.#census.best);
    if (cell === undefined) {
      return {
        metrics: {},
        objectives: [1],
        feasible: false,
        violation: 1,
        violations: [{ name: 'listed', value: 0, limit: 1, excess: 1 }],
        provenance: this.#provenance,
      };
    }
    const violations = exceed('latencyS', cell.latencyS, this.#limitS);
    const violation = totalViolation(violations);
    const goal = this.#goal(cell);
    return {
      metrics: {
        ...cell,
        relativeImprovementPercent: relativeImprovement(cell.accuracy, this.#census.meanAccuracy),
        regret: Math.max(0, (this.#census.optimum ?? goal) - goal),
      },
      objectives: [violation > 0 ? violation / (1 + violation) : -goal],
      feasible: violation === 0,
      violation,
      violations,
      provenance: this.#provenance,
    };
  }

  /** The network of the design, for reports. */
  explain(design: Design): Readonly<Record<string, unknown>> {
    const { cell } = nasBench201.fromDesign(design);
    return { cell, architecture: cellString(cell) };
  }

  #goal({ accuracy, quality }: Cell): number {
    return this.#tasks.length > 1 ? quality : accuracy;
  }

  #knownTask(id: string, path: string): CellTask {
    const known = cellTasks.filter((task) => this.#estimator.tasks.includes(task.id));
    const task = known.find((candidate) => candidate.id === id);
    if (task === undefined) {
      const names = known.map((candidate) => candidate.id).join(', ');
      throw badRequest(path, `the tasks with accuracies and latencies are ${names}, not ${JSON.stringify(id)}`);
    }
    const supported = this.#device.supports(task.dataset);
    if (supported !== true) throw badRequest('/options/device', supported);
    return task;
  }

  /** An estimate of the first cell that has one, for what all estimates say of themselves. */
  #reference(): AccuracyEstimate {
    for (let i = CELLS - 1; i >= 0; i--) {
      const code = cellCode(i);
      const estimate = code.includes('n') ? undefined : this.#known(code, 0);
      if (estimate !== undefined && !estimate.provenance.extrapolated) return estimate;
    }
    throw badRequest('/options/table', 'the table has no cell with an accuracy on the task');
  }

  #estimate(code: string, task: number): AccuracyEstimate {
    return this.#estimator.estimate({ design: { cell: code } }, (this.#tasks[task] as CellTask).id);
  }

  /** Undefined for a cell that the table does not list. Over several tasks: the largest cost, the mean accuracy. */
  #measure(code: string, best: readonly number[]): Cell | undefined {
    const tasks = this.#tasks;
    let [accuracy, variance, quality, latencyS, energyJ, macs, params] = [0, 0, 0, 0, 0, 0, 0];
    for (let t = 0; t < tasks.length; t++) {
      const { dataset, id } = tasks[t] as CellTask;
      const estimate = this.#known(code, t);
      if (estimate === undefined) return undefined;
      const low = chance(id);
      accuracy += estimate.accuracy / tasks.length;
      variance += (estimate.standardError / tasks.length) ** 2;
      const span = (best[t] as number) - low;
      quality += Math.min(1, Math.max(0, (estimate.accuracy - low) / span)) / tasks.length;
      const parameters = { cell: code, dataset, deadEdges: 'prune' } as const;
      const cost = this.#device.cost(code, dataset);
      const totals = nasBench201.totals(parameters);
      latencyS = Math.max(latencyS, cost.latencyS);
      energyJ = Math.max(energyJ, cost.energyJ);
      macs = Math.max(macs, totals.macs);
      params = Math.max(params, totals.params);
    }
    const accuracyStandardError = Math.sqrt(variance);
    return {
      accuracy,
      accuracyStandardError,
      quality,
      latencyS,
      energyJ,
      macs,
      params,
    };
  }

  #known(code: string, task: number): AccuracyEstimate | undefined {
    try {
      return this.#estimate(code, task);
    } catch (error) {
      if (error instanceof CogymError && error.code === 'notInTable') return undefined;
      throw error;
    }
  }

  #takeCensus(): Census {
    const best = this.#tasks.map(() => 0);
    let [sum, known] = [0, 0];
    const codes: string[] = [];
    for (let i = 0; i < CELLS; i++) {
      const code = cellCode(i);
      const estimates = this.#tasks.map((_, t) => this.#known(code, t)?.accuracy);
      if (estimates.includes(undefined)) continue;
      codes.push(code);
      for (const [t, accuracy] of (estimates as number[]).entries()) {
        best[t] = Math.max(best[t] as number, accuracy);
        sum += accuracy / estimates.length;
      }
      known++;
    }
    let optimum: number | undefined;
    for (const code of codes) {
      const cell = this.#measure(code, best) as Cell;
      if (cell.latencyS <= this.#limitS) optimum = Math.max(optimum ?? 0, this.#goal(cell));
    }
    return { best, meanAccuracy: sum / known, optimum };
  }

  #metricSpecs(limit: number | undefined): MetricSpec[] {
    const source = this.#provenance;
    const counted: Provenance = { simulator: 'networks', validated: true, extrapolated: false };
    const device = this.#device.provenance;
    const over = this.#tasks.length > 1 ? ', mean over the tasks' : '';
    const most = this.#tasks.length > 1 ? ', of the task that needs most' : '';
    const spec = (name: string, unit: string, description: string, from: Provenance): MetricSpec => ({
      name,
      unit,
      description,
      source: from,
    });
    return [
      spec('accuracy', '', `accuracy after training, a fraction${over}`, source),
      spec('accuracyStandardError', '', 'standard error of that estimate, a fraction', source),
      spec('quality', '', `accuracy scaled to 0 at chance and 1 at the best cell of the space${over}`, source),
      {
        ...spec('latencyS', 's', `time of one image${most}`, device),
        ...(limit === undefined ? {} : { limit }),
      },
      spec('energyJ', 'J', `energy of one image${most}`, device),
      spec('macs', '', `multiply-accumulates without edges that have no effect${most}`, counted),
      spec('params', '', `weights and biases as deployed, likewise${most}`, counted),
      // Both tell of the whole space, which an agent is to find out.
      {
        ...spec('relativeImprovementPercent', '%', 'accuracy over the mean of all cells, less 100 %', source),
        observed: false,
      },
      {
        ...spec('regret', '', 'how far the objective is below the best of all cells that keep the limit', source),
        observed: false,
      },
    ];
  }
}
