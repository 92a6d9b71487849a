/** Sets of hyperparameters. */

/** One set of hyperparameters; those left out take their defaults. */
export interface HyperparameterSet {
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** Evaluations that the set itself prescribes; default: the sweep's budgets. */
  readonly budget?: number;
}

/** All combinations of the values, the last name varying fastest. */
export function combinations(grid: Readonly<Record<string, readonly unknown[]>>): Record<string, unknown>[] {
  return Object.entries(grid).reduce<Record<string, unknown>[]>(
    (sets, [name, values]) => sets.flatMap((set) => values.map((value) => ({ ...set, [name]: value }))),
    [{}],
  );
}
