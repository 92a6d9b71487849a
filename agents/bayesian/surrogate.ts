/** The Gaussian processes of one search: of the objective, and of being feasible where some result was not. */
import { GaussianProcess } from '../../src/models/gaussian-process.js';
import { type KernelForm, priorModes, seekParameters } from '../../src/models/gaussian-process-fit.js';
import { type AcquisitionOptions, feasibilityOf, merit, type Seen } from './acquisition.js';
import { BARELY } from './targets.js';

/** Rows of designs and what a process is to predict there. */
export interface Points {
  readonly rows: readonly Float64Array[];
  readonly targets: Float64Array;
}

export interface Data {
  /** Less is better. */
  readonly objective: Points;
  /** Labels of being feasible; undefined when it cannot be learnt because all are feasible, or none. */
  readonly feasibility: Points | undefined;
  /** The target to improve on. */
  readonly best: number;
}

/** Hyperparameters of both processes: plain JSON. */
export interface Fit {
  readonly objective: readonly number[] | null;
  readonly feasibility: readonly number[] | null;
}

/** Steps of a search for hyperparameters: from nothing, and from the last optimum. */
const FIRST_ITERATIONS = 60;
const ITERATIONS = 3;
/** Up to so many points a search also starts from nothing, since the last optimum may be a poor one. */
const FEW_POINTS = 40;
/** Points on which hyperparameters are sought at most, the first time and later: lengths need no more. */
const FIRST_POINTS = 100;
const MOST_POINTS = 150;

export class Surrogate {
  readonly #form: KernelForm;
  readonly #objective: Tracked;
  readonly #feasibility: Tracked;
  #learnt = false;
  #seen: Seen = { best: 0, worst: 0 };

  constructor(form: KernelForm) {
    this.#form = form;
    this.#objective = new Tracked(form);
    this.#feasibility = new Tracked(form);
  }

  /** Hyperparameters for `data`, sought from those of `last`. O(n^3) a step. */
  fit({ objective, feasibility }: Data, last: Fit): Fit {
    return {
      objective: this.#seek(objective, last.objective),
      feasibility: feasibility === undefined ? null : this.#seek(feasibility, last.feasibility),
    };
  }

  #seek({ rows, targets }: Points, last: readonly number[] | null): readonly number[] {
    const nothing = priorModes(this.#form.categorical);
    if (last === null) return this.#climb(thinned({ rows, targets }, FIRST_POINTS), [nothing], FIRST_ITERATIONS);
    const starts = rows.length <= FEW_POINTS ? [last, nothing] : [last];
    return this.#climb(thinned({ rows, targets }, MOST_POINTS), starts, ITERATIONS);
  }

  #climb({ rows, targets }: Points, starts: readonly (readonly number[])[], iterations: number): readonly number[] {
    return seekParameters(rows, targets, this.#form, starts, iterations);
  }

  /** Conditions both processes on `data`. O(n^2) for each point that they did not hold yet. */
  show({ objective, feasibility, best }: Data, fit: Fit): void {
    this.#objective.show(objective, fit.objective ?? priorModes(this.#form.categorical));
    this.#learnt = feasibility !== undefined && fit.feasibility !== null;
    if (feasibility !== undefined && fit.feasibility !== null) this.#feasibility.show(feasibility, fit.feasibility);
    this.#seen = { best, worst: Math.max(...objective.targets) };
  }

  /**
   * The acquisition function at `row`, or -Infinity where it does not exceed `enough`: bounds tell most often, O(n d); else
   * O(n^2).
   */
  merit(row: Float64Array, options: AcquisitionOptions, enough = Number.NEGATIVE_INFINITY): number {
    const { mean, mostVariance } = this.#objective.model.glance(row);
    const at = (variance: number, feasibility: number): number =>
      merit(options, mean, Math.sqrt(variance), feasibility, this.#seen);
    if (at(mostVariance, 1) <= enough) return Number.NEGATIVE_INFINITY;
    if (!this.#learnt) return at(this.#objective.model.varianceThere(), 1);
    const label = this.#feasibility.model.glance(row);
    // More doubt raises a probability below a half and lowers one above.
    const most = label.mean < BARELY ? feasibilityOf(label.mean, Math.sqrt(label.mostVariance)) : 1;
    if (at(mostVariance, most) <= enough) return Number.NEGATIVE_INFINITY;
    const variance = this.#objective.model.varianceThere();
    if (at(variance, most) <= enough) return Number.NEGATIVE_INFINITY;
    return at(variance, feasibilityOf(label.mean, Math.sqrt(this.#feasibility.model.varianceThere())));
  }

  /** An upper bound of {@link merit} from the objective alone. O(n d). */
  mostMerit(row: Float64Array, options: AcquisitionOptions): number {
    const { mean, mostVariance } = this.#objective.model.glance(row);
    return merit(options, mean, Math.sqrt(mostVariance), 1, this.#seen);
  }
}

/** A Gaussian process that follows a list of rows by adding and dropping its last points. */
class Tracked {
  readonly #form: KernelForm;
  #model: GaussianProcess;
  #rows: readonly Float64Array[] = [];

  constructor(form: KernelForm) {
    this.#form = form;
    this.#model = new GaussianProcess(form, priorModes(form.categorical));
  }

  get model(): GaussianProcess {
    return this.#model;
  }

  show({ rows, targets }: Points, log: readonly number[]): void {
    if (log.some((value, p) => value !== this.#model.logParameters[p])) {
      this.#model = new GaussianProcess(this.#form, log);
      this.#rows = [];
    }
    let common = 0;
    while (common < this.#rows.length && this.#rows[common] === rows[common]) common++;
    this.#model.truncate(common);
    for (let i = common; i < rows.length; i++) this.#model.add(rows[i]);
    this.#model.setTargets(targets);
    this.#rows = rows;
  }
}

/** At most `count` of the points, evenly spread over their list. */
function thinned({ rows, targets }: Points, count: number): Points {
  if (rows.length <= count) return { rows, targets };
  const kept = Array.from({ length: count }, (_, k) => Math.floor((k * rows.length) / count));
  return { rows: kept.map((i) => rows[i]), targets: Float64Array.from(kept, (i) => targets[i]) };
}
