/** What tables of an agent have one entry for: the values of a parameter, or equal cells of its unit interval. */
import type { DesignSpace } from '../../src/design/design-space.js';
import { countAllowed, rankedAllowed } from '../../src/design/mask.js';
import type { ParameterValue } from '../../src/design/parameter.js';
import { cellOf } from '../../src/design/parameter-codec.js';
import type { RandomStream } from '../../src/stats/random.js';

/** A parameter with more values is cut into cells. */
const MAX_VALUES = 64;

export interface Bins {
  readonly count: number;
  /** True when a bin is one value. */
  readonly exact: boolean;
  binOf(value: ParameterValue): number;
  /** The bins that hold an allowed value. */
  open(allowed: Uint8Array): Uint8Array;
}

/** The values of parameter `i`, or `cells` cells of its unit interval when it is real or has more than 64 values. */
export function binsOf(space: DesignSpace, i: number, cells: number): Bins {
  const cardinality = space.cardinality(i);
  if (cardinality <= MAX_VALUES) {
    return {
      count: cardinality,
      exact: true,
      binOf: (value) => space.indexOfValue(i, value),
      open: (allowed) => allowed,
    };
  }
  const binOf = (value: ParameterValue): number => cellOf(space.unitOfValue(i, value), cells);
  return {
    count: cells,
    exact: false,
    binOf,
    open(allowed) {
      const open = new Uint8Array(cells);
      for (let k = 0; k < allowed.length; k++) if (allowed[k] !== 0) open[binOf(space.valueAt(i, k))] = 1;
      return open;
    },
  };
}

/** A value of bin `k`, uniform among those allowed; `k` must be open. */
export function valueInBin(
  space: DesignSpace,
  i: number,
  bins: Bins,
  k: number,
  allowed: Uint8Array | undefined,
  random: RandomStream,
): ParameterValue {
  if (bins.exact) return space.valueAt(i, k);
  if (allowed === undefined) return space.valueAtUnit(i, (k + random.uniform()) / bins.count);
  const inside = allowed.map((flag, index) => (flag !== 0 && bins.binOf(space.valueAt(i, index)) === k ? 1 : 0));
  return space.valueAt(i, rankedAllowed(inside, random.integer(countAllowed(inside))));
}
