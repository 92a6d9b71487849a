/** Units of user expressions: the project's base units (s, J, W, mm2, bytes, Hz) and their dimensions. */
import type { Unit } from 'mathjs';
import { mathjs } from './mathjs.js';

/** Exponents of s, J, mm2 and bytes: W is [-1, 1, 0, 0], Hz is [-1, 0, 0, 0]. */
export type Dimension = readonly [s: number, joule: number, mm2: number, bytes: number];

export const plain: Dimension = [0, 0, 0, 0];

interface BaseUnit {
  /** How a metric's name ends; an ending that ends in another one stands before it. */
  readonly suffix: string;
  /** Its name in mathjs. */
  readonly unit: string;
  readonly dimension: Dimension;
}

const baseUnits: readonly BaseUnit[] = [
  { suffix: 'BytesPerS', unit: 'B/s', dimension: [-1, 0, 0, 1] },
  { suffix: 'JS', unit: 'J s', dimension: [1, 1, 0, 0] },
  { suffix: 'Mm2', unit: 'mm2', dimension: [0, 0, 1, 0] },
  { suffix: 'Bytes', unit: 'B', dimension: [0, 0, 0, 1] },
  { suffix: 'Hz', unit: 'Hz', dimension: [-1, 0, 0, 0] },
  { suffix: 'S', unit: 's', dimension: [1, 0, 0, 0] },
  { suffix: 'J', unit: 'J', dimension: [0, 1, 0, 0] },
  { suffix: 'W', unit: 'W', dimension: [-1, 1, 0, 0] },
];

/**
 * The dimension that a metric's name tells (`latencyS`: time); plain without a base unit at its end; undefined for a
 * rate per unit (`topsPerW`), which is compared with plain numbers only.
 */
export function dimensionOfMetric(name: string): Dimension | undefined {
  for (const { suffix, dimension } of baseUnits) {
    const stem = name.slice(0, -suffix.length);
    if (!name.endsWith(suffix) || !/[a-z0-9]$/.test(stem)) continue;
    return stem.endsWith('Per') ? undefined : dimension;
  }
  return plain;
}

/** `value` in `unit` as a number of base units; undefined when the unit is unknown or of another kind. */
export function toBaseUnits(value: number, unit: string): { value: number; dimension: Dimension } | undefined {
  let quantity: Unit;
  try {
    quantity = mathjs().unit(value, unit);
  } catch {
    return undefined;
  }
  for (const base of baseUnits) {
    if (quantity.equalBase(mathjs().unit(1, base.unit))) {
      return { value: quantity.toNumber(base.unit), dimension: base.dimension };
    }
  }
  return undefined;
}

/** For messages: `s`, `J`, `J/s`, or `a plain number`. */
export function describeDimension(dimension: Dimension): string {
  const base = baseUnits.find((candidate) => candidate.dimension.every((exponent, i) => exponent === dimension[i]));
  if (base !== undefined) return base.unit === 'B' ? 'bytes' : base.unit;
  const parts = ['s', 'J', 'mm2', 'bytes'].flatMap((name, i) => {
    const exponent = dimension[i] as number;
    return exponent === 0 ? [] : [exponent === 1 ? name : `${name}^${exponent}`];
  });
  return parts.length === 0 ? 'a plain number' : parts.join('*');
}
