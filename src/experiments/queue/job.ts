/** What travels through the queue: a run to compute and the bytes of its Parquet file. */
import type { ExperimentSpec } from '../spec.js';
import type { Run } from '../work-list.js';

/** A run with all that a worker needs to compute it; plain JSON. */
export interface RunJob extends Pick<ExperimentSpec, 'problem' | 'options' | 'preset'> {
  readonly run: Run;
  /** URLs of modules that register problems of the user's own; workers need them at the same place. */
  readonly modules: readonly string[];
}

export interface RunResult {
  /** The run's file, base64. */
  readonly parquet: string;
}

/** An error as the JSON text of a failed job. */
export interface JobFailure {
  readonly code: string;
  readonly message: string;
  readonly path?: string | undefined;
}
