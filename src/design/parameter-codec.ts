import type { Parameter, ParameterValue } from './parameter.js';

/**
 * How one parameter's values map to indices and to the unit interval. The three kinds (table, integer, real) precompute
 * what they need, so that a call costs a lookup.
 */
export interface ParameterCodec {
  readonly parameter: Parameter;
  /** Number of values; Infinity for a real. */
  readonly cardinality: number;
  /** True when neighbouring indices are neighbouring values. */
  readonly ordered: boolean;
  /** Width of the narrowest cell of the unit interval; 0 for a real. */
  readonly narrowestCell: number;
  readonly defaultValue: ParameterValue;
  /** @param index integer in 0..cardinality-1; a real has none (RangeError) */
  valueAt(index: number): ParameterValue;
  /** -1 for a value that is not allowed, and for every value of a real. */
  indexOf(value: unknown): number;
  /** What is wrong with `value`, as the end of a sentence; undefined when it is allowed. */
  refusal(value: unknown): string | undefined;
  /** Unit coordinate: the centre of the value's cell, or the real's position. The value must be allowed. */
  encode(value: ParameterValue): number;
  /** The value whose cell holds `u`; below 0 counts as 0, above 1 as 1. */
  decode(u: number): ParameterValue;
  /** The quantile `u` of the law that `decode` gives a uniform number, renormalised over the `allowed` values. */
  pick(u: number, allowed: Uint8Array | undefined): ParameterValue;
}

/** Index of the cell of `u` among `n` equal cells: nothing is rounded before binning. */
export function cellOf(u: number, n: number): number {
  return Math.min(n - 1, Math.max(0, Math.floor(u * n)));
}

/** `value` for an error message. */
export function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : typeof value === 'object' ? JSON.stringify(value) : String(value);
}
