/** Linear models of coefficient files: how they are fitted, judged, written and used. */
import type { LinearModel } from '../../hwtemplates/accuracy/linear/schema.js';
import { fitRidge, type Ridge, type Rows } from '../models/index.js';
import { scores } from './fit-figures.js';

/** Rows of one feature set with what they should give. */
export interface LinearProblem {
  readonly name: string;
  readonly features: readonly string[];
  readonly rows: readonly Float64Array[];
  /** Per cent. */
  readonly targets: readonly number[];
  /** So many features, from the first, are standardised: mean 0, population deviation 1 over the training rows. */
  readonly standardised: number;
}

/** A model of coefficient files made ready: prediction in per cent. */
export class LinearPredictor {
  readonly #offset: number;
  readonly #weights: Float64Array;

  constructor({ intercept, weights, centres = [], scales = [] }: Fitted) {
    this.#weights = Float64Array.from(weights, (weight, j) => weight / (scales[j] ?? 1));
    this.#offset = centres.reduce((sum, centre, j) => sum - (this.#weights[j] as number) * centre, intercept);
  }

  /** `row` holds every feature from position 0 to the length of the weights. */
  predict(row: ArrayLike<number>): number {
    let sum = this.#offset;
    for (let j = 0; j < this.#weights.length; j++) sum += (this.#weights[j] as number) * (row[j] as number);
    return sum;
  }

  /** Weight of feature `j` as it is given, before any standardisation. */
  weight(j: number): number {
    return this.#weights[j] as number;
  }

  get offset(): number {
    return this.#offset;
  }
}

type Fitted = Pick<LinearModel, 'intercept' | 'weights' | 'centres' | 'scales'>;

/** Ridge on the rows numbered `train`; an unpenalised intercept. */
export function fitLinear(problem: LinearProblem, train: readonly number[], lambda: number): Fitted {
  const { standardised, targets } = problem;
  const rows = train.map((i) => problem.rows[i] as Float64Array);
  const centres = Array.from({ length: standardised }, (_, j) => meanOf(rows, j));
  const scales = centres.map((centre, j) => deviationOf(rows, j, centre));
  const ready: Rows = rows.map((row) =>
    row.map((value, j) => (j < standardised ? (value - (centres[j] as number)) / (scales[j] as number) : value)),
  );
  const ridge: Ridge = fitRidge(
    ready,
    train.map((i) => targets[i] as number),
    { lambda },
  );
  const standard = standardised > 0 ? { centres, scales } : {};
  return { ...standard, intercept: ridge.intercept, weights: [...ridge.weights] };
}

function meanOf(rows: readonly Float64Array[], j: number): number {
  return rows.reduce((sum, row) => sum + (row[j] as number), 0) / rows.length;
}

/** Population deviation; 1 for a constant column, which then counts for nothing. */
function deviationOf(rows: readonly Float64Array[], j: number, centre: number): number {
  return Math.sqrt(rows.reduce((sum, row) => sum + ((row[j] as number) - centre) ** 2, 0) / rows.length) || 1;
}

/** For each row the prediction of a model fitted on all rows of other groups; groups in the order of their first row. */
export function leaveGroupsOut(problem: LinearProblem, groups: readonly unknown[], lambda: number): Float64Array {
  const estimates = new Float64Array(problem.rows.length);
  for (const group of new Set(groups)) {
    const train = groups.flatMap((other, i) => (other === group ? [] : [i]));
    const model = new LinearPredictor(fitLinear(problem, train, lambda));
    for (const [i, other] of groups.entries())
      if (other === group) estimates[i] = model.predict(problem.rows[i] as Float64Array);
  }
  return estimates;
}

/** Fit on all rows, with its figures. `foldOf`: fold of each row. */
export function fitModel(problem: LinearProblem, foldOf: readonly number[], lambda: number): LinearModel {
  const all = problem.rows.map((_, i) => i);
  const fitted = fitLinear(problem, all, lambda);
  const model = new LinearPredictor(fitted);
  return {
    name: problem.name,
    features: [...problem.features],
    ...fitted,
    crossValidation: scores(leaveGroupsOut(problem, foldOf, lambda), problem.targets),
    inSample: scores(
      problem.rows.map((row) => model.predict(row)),
      problem.targets,
    ),
  };
}
