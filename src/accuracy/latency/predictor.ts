/** What every latency predictor offers, and what a prediction says about itself. */
import type { Design } from '../../design/parameter.js';

/** `measured`: a table of runs on the device; `lookup`: a sum of measured blocks; `regression`: fitted on such runs; `analytic`: a formula. */
export type LatencyScale = 'measured' | 'lookup' | 'regression' | 'analytic';

export interface LatencyProvenance {
  readonly predictor: string;
  readonly device: string;
  readonly scale: LatencyScale;
  readonly validated: boolean;
  readonly extrapolated: boolean;
  readonly reasons: readonly string[];
  readonly source: string;
}

export interface LatencyEstimate {
  readonly latencyMs: number;
  readonly energyMj?: number;
  /** One standard deviation of (prediction - measurement) for networks that the predictor was not fitted on. */
  readonly standardErrorMs?: number;
  readonly provenance: LatencyProvenance;
}

/** What to predict for: a family's complete parameters, or a design of its space. */
export interface LatencyInput {
  /** Id of the network family. */
  readonly family: string;
  /** As the family's `parse` gives them. */
  readonly parameters?: unknown;
  readonly design?: Design;
}

/** Predictors are deterministic. */
export interface LatencyPredictor {
  readonly id: string;
  /**
   * @throws CogymError `unsupported` (with the reason) for networks it is not made for, `notInTable` for a look-up
   *   without an entry
   */
  predict(input: LatencyInput): LatencyEstimate;
}
