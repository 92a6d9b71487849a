/** What one evaluation of one design yields: the same shape for every problem. */

/** A broken constraint. `excess` is relative to the limit and > 0. */
export interface Violation {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly excess: number;
}

/** Where a figure comes from, and how far it can be trusted. */
export interface Provenance {
  /** Simulator or estimator, e.g. `dataflow`. */
  readonly simulator: string;
  readonly mode?: string;
  /** True when the model has been compared with its reference in this mode. */
  readonly validated: boolean;
  /** True outside the range in which it was compared. */
  readonly extrapolated: boolean;
  readonly assumption?: string;
}

export interface Evaluation {
  /** SI metrics by name, the unit in the name: `latencyS`, `energyJ`, `areaMm2`, `powerW`. */
  readonly metrics: Readonly<Record<string, number>>;
  /** One number per objective, minimised; finite, and worse than every feasible one when infeasible. */
  readonly objectives: readonly number[];
  readonly feasible: boolean;
  /** Summed excess, 0 when feasible. */
  readonly violation: number;
  readonly violations: readonly Violation[];
  readonly provenance: Provenance;
  /** What a report shows beside the figures (e.g. the schedule); plain JSON, never read by an agent. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Violations of the limits that `value` exceeds; `limit` must be > 0. */
export function exceed(name: string, value: number, limit: number): Violation[] {
  return value > limit ? [{ name, value, limit, excess: value / limit - 1 }] : [];
}

/** Summed excess of `violations`. */
export function totalViolation(violations: readonly Violation[]): number {
  return violations.reduce((sum, { excess }) => sum + excess, 0);
}

/** What the limits of a problem with one objective, a goal of 0..1 to maximise, make of a design. */
export type Verdict = Pick<Evaluation, 'objectives' | 'feasible' | 'violation' | 'violations'>;

/**
 * The verdict on a design that reaches `goal`: its objective is -goal where it keeps every limit, else v/(1+v) of the
 * violation v, worse than every feasible one.
 */
export function verdict(goal: number, violations: readonly Violation[]): Verdict {
  const violation = totalViolation(violations);
  return {
    objectives: [violation > 0 ? violation / (1 + violation) : -goal],
    feasible: violation === 0,
    violation,
    violations,
  };
}

/** The verdict on a design that cannot be simulated or judged: worse than every one that can. */
export function refused(violations: readonly Violation[]): Verdict {
  return { objectives: [1], feasible: false, violation: totalViolation(violations), violations };
}
