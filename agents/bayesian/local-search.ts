/** Ascent of the acquisition function from one design, one parameter at a time (compass search, Kolda, Lewis & Torczon 2003). */
import type { DesignSpace } from '../../src/design/design-space.js';
import { type Mask, nextAllowed } from '../../src/design/mask.js';
import type { Design, ParameterValue } from '../../src/design/parameter.js';

export interface Rated {
  readonly design: Design;
  readonly value: number;
}

/** Steps of reals in unit coordinates: halved whenever no parameter improves. */
const FIRST_STEP = 0.05;
const LAST_STEP = 5e-5;

/**
 * The first better neighbour is taken at once: reals a step up or down, the adjacent values of ordered parameters, all
 * others of categoricals. After a round that improved, the same move of all reals is tried once more.
 * @param rate the value of a design; -Infinity for one that must not be taken, or does not exceed `enough`
 * @param mostTrials no round over the parameters begins after so many designs
 */
export function localSearch(
  start: Rated,
  space: DesignSpace,
  mask: Mask | undefined,
  rate: (design: Design, enough: number) => number,
  mostTrials: number,
): Rated {
  const parameters = space.names.map((_, i) => i).filter((i) => space.cardinality(i) > 1);
  const reals = parameters.filter((i) => !Number.isFinite(space.cardinality(i)));
  let best = start;
  let trials = 0;
  const improves = (changed: Design): boolean => {
    trials++;
    const design = space.repair(changed, mask);
    const value = rate(design, best.value);
    if (!(value > best.value)) return false;
    best = { design, value };
    return true;
  };
  /** The design around which all values of discrete parameters have been tried. */
  let settled: Design | undefined;
  for (let step = FIRST_STEP; step >= LAST_STEP && trials < mostTrials; ) {
    const before = best.design;
    for (const i of parameters) {
      const name = space.names[i];
      if (!space.isActive(best.design, i)) continue;
      const isReal = !Number.isFinite(space.cardinality(i));
      if (!isReal && settled === best.design) continue;
      const moves = isReal ? realMoves(space, i, best.design[name], step) : otherValues(space, i, best.design[name]);
      moves.some((value) => improves({ ...best.design, [name]: value }));
    }
    settled = best.design === before ? before : undefined;
    if (best.design !== before) improves(repeated(space, reals, before, best.design));
    else if (reals.length === 0) break;
    else step /= 2;
  }
  return best;
}

function realMoves(space: DesignSpace, i: number, value: ParameterValue, step: number): ParameterValue[] {
  const u = space.unitOfValue(i, value);
  return [u + step, u - step].map((moved) => space.valueAtUnit(i, moved)).filter((moved) => moved !== value);
}

function otherValues(space: DesignSpace, i: number, value: ParameterValue): ParameterValue[] {
  const n = space.cardinality(i);
  const index = space.indexOfValue(i, value);
  if (!space.isOrdered(i)) {
    return Array.from({ length: n }, (_, k) => k)
      .filter((k) => k !== index)
      .map((k) => space.valueAt(i, k));
  }
  return ([-1, 1] as const)
    .map((direction) => nextAllowed(undefined, n, index, direction))
    .filter((k) => k >= 0)
    .map((k) => space.valueAt(i, k));
}

/** `to`, its reals moved on by what they moved from `from`. */
function repeated(space: DesignSpace, reals: readonly number[], from: Design, to: Design): Design {
  const moved: Record<string, ParameterValue> = { ...to };
  for (const i of reals) {
    const name = space.names[i];
    const u = space.unitOfValue(i, to[name]);
    moved[name] = space.valueAtUnit(i, 2 * u - space.unitOfValue(i, from[name]));
  }
  return moved;
}
