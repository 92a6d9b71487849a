/** Designs as rows of numbers for the Gaussian process. */
import type { DesignSpace } from '../../src/design/design-space.js';
import type { Design } from '../../src/design/parameter.js';

/** Discrete parameters with more values are not tabulated. */
const MOST_TABULATED = 4096;

/**
 * One column per parameter that has more than one value. Ordered parameters lie in [0, 1] from their first to their last
 * value; categoricals are numbers that stand for names. Inactive parameters hold their default, so they are equal in all
 * designs without them.
 */
export class DesignRows {
  /** Per column whether it is categorical. */
  readonly categorical: readonly boolean[];
  readonly #columns: readonly ((design: Design) => number)[];

  constructor(space: DesignSpace) {
    const varying = space.names.map((_, i) => i).filter((i) => space.cardinality(i) > 1);
    this.categorical = varying.map((i) => !space.isOrdered(i));
    this.#columns = varying.map((i) => column(space, i));
  }

  rowOf(design: Design): Float64Array {
    const row = new Float64Array(this.#columns.length);
    for (let c = 0; c < row.length; c++) row[c] = this.#columns[c](design);
    return row;
  }
}

function column(space: DesignSpace, i: number): (design: Design) => number {
  const name = space.names[i];
  const n = space.cardinality(i);
  if (!Number.isFinite(n)) return (design) => space.unitOfValue(i, design[name]);
  if (!space.isOrdered(i)) return (design) => space.indexOfValue(i, design[name]);
  const first = space.unitOfValue(i, space.valueAt(i, 0));
  const range = space.unitOfValue(i, space.valueAt(i, n - 1)) - first;
  const position = (value: Design[string]): number => (space.unitOfValue(i, value) - first) / range;
  if (n > MOST_TABULATED) return (design) => position(design[name]);
  const table = Float64Array.from({ length: n }, (_, k) => position(space.valueAt(i, k)));
  return (design) => table[space.indexOfValue(i, design[name])];
}
