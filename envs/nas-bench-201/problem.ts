/** The problem behind `NasBench201-v0`. */
import {
  type AccuracyEstimator,
  accuracyEstimator,
  type CellTask,
  cellTasks,
  relativeImprovement,
} from '../../src/accuracy/index.js';
import { DesignSpace } from '../../src/design/design-space.js';
import { type Evaluation, exceed, type Provenance, refused, verdict } from '../../src/design/evaluation.js';
import type { Design, Parameter } from '../../src/design/parameter.js';
import type { MetricSpec, Problem } from '../../src/design/problem.js';
import { restated } from '../../src/design/restated.js';
import { badRequest } from '../../src/errors.js';
import { CELLS, cellString, nasBench201, withoutPrefix, withPrefix } from '../../src/networks/index.js';
import { type Device, networkDevice } from '../devices/index.js';
import type { Options } from '../nas-bench-201.js';
import { highestGoal } from './census.js';
import { CellJudge, type Judgement, meanOf, together } from './judge.js';
import { metricSpecs } from './metrics.js';

/** @throws CogymError `badRequest` for options that cannot be met, `tableMissing` */
export function cellProblem(options: Options): Problem {
  return restated(new CellProblem(options), options);
}

/** Optima by estimator and options: trying all cells on a device may take a while. */
const optima = new WeakMap<AccuracyEstimator, Map<string, number | undefined>>();

class CellProblem implements Problem {
  readonly id = 'NasBench201-v0';
  readonly version: string;
  readonly workload: string;
  readonly space: DesignSpace;
  readonly objectives: Problem['objectives'];
  readonly worstObjectives = [0];
  readonly bestKnown: number | undefined;
  readonly metrics: readonly MetricSpec[];
  readonly rewards: Problem['rewards'];
  readonly #judges: readonly CellJudge[];
  readonly #device: Device;
  /** Every task has a cell of its own. */
  readonly #own: boolean;
  readonly #limitS: number;
  /** Mean accuracy of all cells, over the tasks: what picking blindly brings. */
  readonly #blind: number;
  /** Highest goal of all designs that keep the limits; undefined when none does, or when hardware is searched too. */
  readonly #optimum: number | undefined;
  readonly #provenance: Provenance;

  constructor({ task, tasks: several, cells, estimator, table, device, hardware, latencyS }: Options) {
    const tasks = several ?? [task];
    if (table !== undefined && estimator !== 'tabular') {
      throw badRequest('/options/table', `a table belongs to the estimator tabular, not to ${estimator}`);
    }
    this.#own = cells === 'own';
    if (this.#own && tasks.length < 2) throw badRequest('/options/cells', 'own cells need several tasks');
    const accuracies = accuracyEstimator(estimator, table === undefined ? {} : { table });
    this.#device = networkDevice(device, hardware);
    const path = (i: number) => (several === undefined ? '/options/task' : `/options/tasks/${i}`);
    this.#judges = tasks.map((id, i) => new CellJudge(knownTask(id, accuracies, path(i)), accuracies, this.#device));
    this.#limitS = latencyS ?? Number.POSITIVE_INFINITY;
    const names = tasks.join(' and ');
    const each = this.#own ? ', a cell each' : '';
    this.workload = `${names}${each} by ${estimator}, ${device}${latencyS === undefined ? '' : ` within ${latencyS} s`}`;
    this.space = new DesignSpace([...this.#cellParameters(), ...this.#device.parameters]);
    this.objectives = [{ name: tasks.length > 1 ? 'quality' : 'accuracy', direction: 'maximize' }];
    const { scale, validated, version, reasons } = (this.#judges[0] as CellJudge).provenance;
    this.version = `2-${version}`;
    this.#provenance = {
      simulator: accuracies.id,
      mode: scale,
      validated,
      extrapolated: false,
      ...(reasons.length > 0 ? { assumption: reasons.join('; ') } : {}),
    };
    this.#blind = this.#meanAccuracy();
    this.#optimum = this.#known(accuracies, JSON.stringify([tasks, cells, device, hardware, latencyS]));
    this.bestKnown = this.#optimum === undefined ? undefined : -this.#optimum;
    this.metrics = metricSpecs({
      source: this.#provenance,
      device: this.#device.metrics,
      tasks: tasks.length,
      own: this.#own,
      limitS: latencyS,
      optimumKnown: this.#device.parameters.length === 0,
    });
    this.rewards = {
      bounded: ({ feasible, violation, metrics }) =>
        feasible ? (metrics['quality'] as number) : -violation / (1 + violation),
    };
  }

  evaluate(design: Design): Evaluation {
    const judged = this.#judges.map((judge, i) => judge.judge(this.#cellOf(design, i), design));
    if (judged.includes(undefined)) {
      const unlisted = { name: 'listed', value: 0, limit: 1, excess: 1 };
      return { metrics: {}, ...refused([unlisted]), provenance: this.#provenance };
    }
    const judgements = judged as Judgement[];
    const whole = together(judgements);
    const violations = [...whole.violations, ...exceed('latencyS', whole.needs['latencyS'] ?? 0, this.#limitS)];
    const goal = this.#goal(whole);
    const metrics = {
      accuracy: whole.accuracy,
      accuracyStandardError: whole.accuracyStandardError,
      quality: whole.quality,
      ...whole.needs,
      ...(this.#own ? ofTasks(judgements) : {}),
      relativeImprovementPercent: relativeImprovement(whole.accuracy, this.#blind),
      ...(this.#device.parameters.length > 0 ? {} : { regret: Math.max(0, (this.#optimum ?? goal) - goal) }),
    };
    return {
      metrics,
      ...verdict(goal, violations),
      provenance: this.#provenance,
      ...(whole.refusal === undefined ? {} : { details: { reasons: [whole.refusal] } }),
    };
  }

  /** The cells of the design, for reports. */
  explain(design: Design): Readonly<Record<string, unknown>> {
    const cells = this.#judges.map(({ task }, i) => {
      const cell = this.#cellOf(design, i);
      return { task: task.id, cell, architecture: cellString(cell) };
    });
    return this.#own ? { cells } : { cell: cells[0]?.cell, architecture: cells[0]?.architecture };
  }

  #cellParameters(): readonly Parameter[] {
    const { parameters } = nasBench201.designSpace();
    if (!this.#own) return parameters;
    return this.#judges.flatMap((_, i) =>
      withPrefix(parameters, `task${i + 1}.`).map((parameter) => ({ ...parameter, group: `task${i + 1}` })),
    );
  }

  #cellOf(design: Design, task: number): string {
    return nasBench201.fromDesign(this.#own ? withoutPrefix(design, `task${task + 1}.`) : design).cell;
  }

  #goal({ accuracy, quality }: Judgement): number {
    return this.#judges.length > 1 ? quality : accuracy;
  }

  #meanAccuracy(): number {
    let [sum, cells] = [0, 0];
    for (let i = 0; i < CELLS; i++) {
      const accuracy = meanOf(this.#judges.map(({ accuracies }) => accuracies.byCell[i] as number));
      if (Number.isNaN(accuracy)) continue;
      sum += accuracy;
      cells++;
    }
    return sum / cells;
  }

  #known(estimator: AccuracyEstimator, key: string): number | undefined {
    if (this.#device.parameters.length > 0) return undefined;
    const ofEstimator = optima.get(estimator) ?? new Map<string, number | undefined>();
    optima.set(estimator, ofEstimator);
    if (!ofEstimator.has(key)) ofEstimator.set(key, this.#own ? this.#bestOfEach() : this.#bestOf(this.#judges));
    return ofEstimator.get(key);
  }

  /** Limits hold for each task on its own, so the best cells of all are the best of each. */
  #bestOfEach(): number | undefined {
    const best = this.#judges.map((judge) => this.#bestOf([judge]));
    return best.includes(undefined) ? undefined : meanOf(best as number[]);
  }

  /** Goal of the best cell that all of `judges` share. */
  #bestOf(judges: readonly CellJudge[]): number | undefined {
    const ofAccuracy = (judge: CellJudge, accuracy: number) =>
      this.#judges.length > 1 && !Number.isNaN(accuracy) ? judge.quality(accuracy) : accuracy;
    const bounds = new Float64Array(CELLS).map((_, i) =>
      meanOf(judges.map((judge) => ofAccuracy(judge, judge.accuracies.byCell[i] as number))),
    );
    return highestGoal(bounds, (cell) => {
      const judged = judges.map((judge) => judge.judge(cell, {}));
      if (judged.includes(undefined)) return undefined;
      const whole = together(judged as Judgement[]);
      const kept = whole.violations.length === 0 && (whole.needs['latencyS'] ?? 0) <= this.#limitS;
      return kept ? this.#goal(whole) : undefined;
    });
  }
}

/** Figures of each task that has a cell of its own. */
function ofTasks(judgements: readonly Judgement[]): Record<string, number> {
  const metrics: Record<string, number> = {};
  for (const [i, { accuracy, accuracyStandardError, quality }] of judgements.entries()) {
    metrics[`task${i + 1}Accuracy`] = accuracy;
    metrics[`task${i + 1}AccuracyStandardError`] = accuracyStandardError;
    metrics[`task${i + 1}Quality`] = quality;
  }
  return metrics;
}

function knownTask(id: string, estimator: AccuracyEstimator, path: string): CellTask {
  const known = cellTasks.filter((task) => estimator.tasks.includes(task.id));
  const task = known.find((candidate) => candidate.id === id);
  if (task !== undefined) return task;
  const names = known.map((candidate) => candidate.id).join(', ');
  throw badRequest(path, `the tasks with accuracies and latencies are ${names}, not ${JSON.stringify(id)}`);
}
