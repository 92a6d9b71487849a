/** The finite list of values from which a step-by-step mode chooses a parameter. */
import type { DesignSpace } from './design-space.js';
import type { Design, ParameterValue } from './parameter.js';

/** Number of choices of parameter `i`; a real is cut into `realLevels` cells of its unit range. */
export function choices(space: DesignSpace, i: number, realLevels: number): number {
  const cardinality = space.cardinality(i);
  return Number.isFinite(cardinality) ? cardinality : realLevels;
}

/** Value of choice `k` of parameter `i`: a real's is the centre of its cell. */
export function valueOfChoice(space: DesignSpace, i: number, k: number, realLevels: number): ParameterValue {
  if (Number.isFinite(space.cardinality(i))) return space.valueAt(i, k);
  return space.valueAtUnit(i, (k + 0.5) / realLevels);
}

/** The choice that stands for an inactive parameter's default. */
export function defaultChoice(space: DesignSpace, i: number): number {
  return Number.isFinite(space.cardinality(i)) ? space.indexOfValue(i, space.defaultValue(i)) : 0;
}

/** A whole design from `partial`, with the parameters in order. */
export function completed(space: DesignSpace, partial: Partial<Design>): Design {
  return space.canonical(Object.fromEntries(space.names.map((name) => [name, partial[name]])) as Design);
}
