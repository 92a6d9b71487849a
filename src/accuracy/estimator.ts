/** What every accuracy estimator offers, and what an estimate says about itself. */
import type { Design } from '../design/parameter.js';
import type { Network } from '../networks/network.js';

/**
 * How the figure came about: `measured` (looked up in a table of trained networks), `surrogate` (a model fitted on such
 * a table), `predictor` (a model of a model: for ranking), `proxy` (no accuracy at all, only correlated with one).
 */
export type Scale = 'measured' | 'surrogate' | 'predictor' | 'proxy';

export interface AccuracyProvenance {
  readonly estimator: string;
  /** Changes whenever the same network could get another figure. */
  readonly version: string;
  readonly task: string;
  readonly scale: Scale;
  /** True when estimates of this kind have been compared with trained networks. */
  readonly validated: boolean;
  /** True outside the range of any feature that the estimator was fitted on, and for unknown families. */
  readonly extrapolated: boolean;
  /** What a reader should know about this estimate, one sentence each. */
  readonly reasons: readonly string[];
  /** Where the knowledge is from: table, licence. */
  readonly source: string;
}

export interface AccuracyEstimate {
  /** Fraction 0..1. */
  readonly accuracy: number;
  /**
   * One standard deviation of (estimate - true value) for networks that the estimator was not fitted on, as a fraction;
   * from cross-validation, never from residuals of the fit, and 0 only for an exact number without noise.
   */
  readonly standardError: number;
  readonly provenance: AccuracyProvenance;
}

/** What accuracies a task's space holds, as fractions: to scale them to a quality. */
export interface AccuracyRange {
  /** Of guessing. */
  readonly chance: number;
  /** Highest of all networks of the space, by the estimator. */
  readonly best: number;
}

/** What to estimate: a network, or the parameters of its family (a joint design may hold further parameters). */
export interface AccuracyInput {
  readonly network?: Network;
  readonly design?: Design;
  /** Id of the network family that `design` or `parameters` belong to, or that `network` was built by. */
  readonly family?: string;
  /** Complete parameters of `family`, as its `parse` gives them, in place of a design. */
  readonly parameters?: unknown;
  /** For estimators that model the hardware's effect on accuracy (noise, bits). */
  readonly hardware?: unknown;
}

/** Estimators are deterministic: equal inputs get equal estimates, to the last bit. */
export interface AccuracyEstimator {
  readonly id: string;
  readonly tasks: readonly string[];
  /** True, or the reason why not. Never throws. */
  supports(network: Network | Design): true | string;
  /**
   * @throws CogymError `unsupported` where `supports` gives a reason, `badRequest` for an unknown task or a malformed
   *   input, `notInTable` for a look-up without an entry
   */
  estimate(input: AccuracyInput, task: string): AccuracyEstimate;
  /** Chance and best of `task`, where the estimator knows them. */
  range?(task: string): AccuracyRange;
  /** A name of the input that is equal for inputs that are the same network to the estimator. */
  identify?(input: AccuracyInput): string;
}
