/** One task's coefficients made ready for fast estimates. */
import type { AccuracyCoefficients } from '../../../hwtemplates/accuracy/schema.js';
import { badRequest, CogymError } from '../../errors.js';
import { TreeEnsemble } from '../../models/index.js';
import type { AccuracyEstimate, AccuracyProvenance } from '../estimator.js';
import { cellFeatures, featureNames, hasNoPath } from './features.js';

export type TaskCoefficients = AccuracyCoefficients['tasks'][number];

/**
 * Standard error of a cell without a path. Its output is constant, so its accuracy is 1/classes whatever the training;
 * tables print that with an error of up to 0.01 points.
 */
const ruleStandardError = 1e-4;

export class CellSurrogate {
  readonly coefficients: TaskCoefficients;
  readonly #model: TreeEnsemble;
  readonly #features = new Float64Array(featureNames.length);
  readonly #rule: AccuracyEstimate;
  readonly #inside: AccuracyProvenance;
  readonly #lowest: Float64Array;
  readonly #highest: Float64Array;

  /** Errors (`invalidTemplate`): arrays that are damaged or do not fit the features. */
  constructor(coefficients: TaskCoefficients, version: string) {
    this.coefficients = coefficients;
    try {
      this.#model = TreeEnsemble.fromJson(coefficients.model, '/model');
      if (this.#model.columns !== featureNames.length || coefficients.ranges.length !== featureNames.length) {
        throw badRequest('/model/cuts', `there are ${featureNames.length} features, not ${this.#model.columns}`);
      }
    } catch (error) {
      const { message, path } = error as CogymError;
      throw new CogymError('invalidTemplate', `the coefficients of ${coefficients.task} are damaged: ${message}`, path);
    }
    this.#lowest = Float64Array.from(coefficients.ranges, ([low]) => low);
    this.#highest = Float64Array.from(coefficients.ranges, ([, high]) => high);
    this.#inside = Object.freeze({
      estimator: 'nas-bench-201',
      version,
      task: coefficients.task,
      scale: 'surrogate',
      validated: true,
      extrapolated: false,
      reasons: [],
      source: coefficients.source,
    });
    this.#rule = Object.freeze({
      accuracy: coefficients.chance,
      standardError: ruleStandardError,
      provenance: {
        ...this.#inside,
        reasons: ['no path of operations leads from input to output, so the output is constant: accuracy of chance'],
      },
    });
  }

  estimate(code: string): AccuracyEstimate {
    if (hasNoPath(code)) return this.#rule;
    const features = cellFeatures(code, this.#features);
    const accuracy = Math.min(1, Math.max(0, this.#model.predict(features) / 100));
    return { accuracy, standardError: this.#standardError(accuracy), provenance: this.#provenance(features) };
  }

  #standardError(accuracy: number): number {
    const bins = this.coefficients.standardErrors;
    for (const bin of bins) if (bin.below !== undefined && accuracy < bin.below) return bin.standardError;
    return bins[bins.length - 1].standardError;
  }

  #provenance(features: Float64Array): AccuracyProvenance {
    let outside = 0;
    while (features[outside] >= this.#lowest[outside] && features[outside] <= this.#highest[outside]) outside++;
    if (outside === features.length) return this.#inside;
    const [low, high] = this.coefficients.ranges[outside];
    return {
      ...this.#inside,
      validated: false,
      extrapolated: true,
      reasons: [`${featureNames[outside]} = ${features[outside]} lies outside the fitted range ${low} to ${high}`],
    };
  }
}
