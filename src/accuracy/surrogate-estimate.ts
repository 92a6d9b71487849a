/** What the linear surrogates of a coefficient file have in common: limits of the fit, standard error, provenance. */
import type { LinearCoefficients } from '../../hwtemplates/accuracy/linear/schema.js';
import { badRequest, CogymError } from '../errors.js';
import type { AccuracyEstimate, AccuracyRange } from './estimator.js';
import { LinearPredictor } from './linear-model.js';

export class LinearSurrogate {
  readonly task: string;
  readonly #coefficients: LinearCoefficients;
  readonly #model: LinearPredictor;
  readonly #caveats: readonly string[];

  /** @param caveats what a reader of every estimate should know */
  constructor(coefficients: LinearCoefficients, features: number, caveats: readonly string[]) {
    const [model] = coefficients.models;
    if (model?.weights.length !== features) {
      throw new CogymError('invalidTemplate', `${coefficients.estimator} takes ${features} weights in its first model`);
    }
    this.task = coefficients.task;
    this.#coefficients = coefficients;
    this.#model = new LinearPredictor(model);
    this.#caveats = caveats;
  }

  /** @param figures what the limits of the fit speak of, by name */
  estimate(row: ArrayLike<number>, figures: Readonly<Record<string, number>>, task: string): AccuracyEstimate {
    const { estimator, version, source, standardErrors, ranges } = this.#coefficients;
    if (task !== this.task) {
      throw badRequest('/task', `${estimator} knows the task ${this.task}, not ${JSON.stringify(task)}`);
    }
    const outside = ranges.flatMap(({ figure, low, high }) => {
      const value = figures[figure] as number;
      return value >= low && value <= high
        ? []
        : [`${figure} ${value} lies outside the range of the fit, ${low} to ${high}`];
    });
    const accuracy = this.#model.predict(row) / 100;
    return {
      accuracy: Math.min(Math.max(accuracy, CHANCE), this.#ceiling),
      standardError: standardErrors['all'] as number,
      provenance: {
        estimator,
        version,
        task,
        scale: 'surrogate',
        validated: false,
        extrapolated: outside.length > 0,
        reasons: [...this.#caveats, ...outside],
        source,
      },
    };
  }

  range(): AccuracyRange {
    return { chance: CHANCE, best: this.#coefficients.best.accuracy };
  }

  /** MACs alone have no end: their curve is cut where the published networks end. */
  get #ceiling(): number {
    return this.#coefficients.estimator === 'mbconv-macs' ? this.#coefficients.best.accuracy : 1;
  }
}

/** Of guessing among 1,000 classes. */
const CHANCE = 1e-3;
