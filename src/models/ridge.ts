/** Linear regression with a penalty on squared weights (Hoerl & Kennard 1970), solved exactly. */
import { badRequest } from '../errors.js';
import { cholesky, choleskySolve } from './cholesky.js';
import { checkTrainingData, mean, type Regressor, type Rows } from './regressor.js';

export interface RidgeOptions {
  /** Penalty on the squared weights; the intercept is free. 0 needs linearly independent columns. */
  readonly lambda: number;
}

export const ridgeDefaults: RidgeOptions = { lambda: 1 };

export interface RidgeJson {
  readonly type: 'ridge';
  readonly intercept: number;
  readonly weights: readonly number[];
}

export class Ridge implements Regressor {
  readonly columns: number;
  readonly intercept: number;
  readonly weights: Float64Array;

  constructor(intercept: number, weights: Float64Array) {
    this.columns = weights.length;
    this.intercept = intercept;
    this.weights = weights;
  }

  predict(row: ArrayLike<number>): number {
    let sum = this.intercept;
    for (let j = 0; j < this.columns; j++) sum += this.weights[j] * row[j];
    return sum;
  }

  toJson(): RidgeJson {
    return { type: 'ridge', intercept: this.intercept, weights: [...this.weights] };
  }

  /** The model that wrote `json`; a damaged one is a `badRequest`. */
  static fromJson(json: unknown, path = ''): Ridge {
    const given = (json ?? {}) as Partial<Record<keyof RidgeJson, unknown>>;
    if (given.type !== 'ridge') throw badRequest(`${path}/type`, `type is "ridge", not ${String(given.type)}`);
    const { intercept, weights } = given;
    if (typeof intercept !== 'number' || !Number.isFinite(intercept)) {
      throw badRequest(`${path}/intercept`, 'intercept is a finite number');
    }
    if (!Array.isArray(weights) || !weights.every((weight) => Number.isFinite(weight))) {
      throw badRequest(`${path}/weights`, 'weights are a list of finite numbers');
    }
    return new Ridge(intercept, Float64Array.from(weights));
  }
}

/** Minimises sum (y - intercept - w.x)^2 + lambda |w|^2. Columns are used as given: standardise them before, if wanted. */
export function fitRidge(rows: Rows, targets: ArrayLike<number>, given: Partial<RidgeOptions> = {}): Ridge {
  const { lambda } = { ...ridgeDefaults, ...given };
  if (!(lambda >= 0 && lambda < Infinity)) throw badRequest('/lambda', `lambda is a number from 0, not ${lambda}`);
  const columns = checkTrainingData(rows, targets);
  const centres = Float64Array.from({ length: columns }, (_, j) => mean(Float64Array.from(rows, (row) => row[j])));
  const centre = mean(targets);
  const gram = new Float64Array(columns * columns);
  const moments = new Float64Array(columns);
  const centred = new Float64Array(columns);
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < columns; j++) centred[j] = rows[i][j] - centres[j];
    for (let j = 0; j < columns; j++) {
      moments[j] += centred[j] * (targets[i] - centre);
      for (let k = 0; k <= j; k++) gram[j * columns + k] += centred[j] * centred[k];
    }
  }
  for (let j = 0; j < columns; j++) gram[j * columns + j] += lambda;
  const weights = choleskySolve(cholesky(gram, columns), columns, moments);
  let intercept = centre;
  for (let j = 0; j < columns; j++) intercept -= weights[j] * centres[j];
  return new Ridge(intercept, weights);
}
