/** Binning of features for histogram trees: each feature's range is cut into at most 256 intervals. */
import { badRequest } from '../errors.js';
import type { Rows } from './regressor.js';

/** Ascending cut points of one feature: bin b holds cuts[b-1] < value <= cuts[b]. */
export type Cuts = readonly number[];

export interface BinnedRows {
  readonly count: number;
  readonly columns: number;
  readonly cuts: readonly Cuts[];
  /** Position of each feature's first bin among all bins; one entry more than features. */
  readonly offsets: Uint32Array;
  /** Row after row, for each feature the position of its bin among all bins. */
  readonly codes: Uint32Array;
}

/**
 * Cuts of one feature: between all distinct values when these are at most `bins`, else at the quantiles.
 * A cut lies halfway between two values that occur, so no training value is near it.
 */
export function cutsOf(values: Float64Array, bins: number): Cuts {
  const sorted = values.slice().sort();
  const distinct: number[] = [];
  for (const value of sorted)
    if (distinct.length === 0 || value !== distinct[distinct.length - 1]) distinct.push(value);
  const cuts: number[] = [];
  if (distinct.length <= bins) {
    for (let i = 1; i < distinct.length; i++) cuts.push(between(distinct[i - 1], distinct[i]));
    return cuts;
  }
  for (let k = 1; k < bins; k++) {
    const low = sorted[Math.ceil((k * sorted.length) / bins) - 1];
    const high: number | undefined = distinct[upperBound(distinct, low)];
    if (high === undefined) break;
    const cut = between(low, high);
    if (cut !== cuts[cuts.length - 1]) cuts.push(cut);
  }
  return cuts;
}

/** Bins checked rows, at most `bins` (2 to 256) a feature. */
export function binRows(rows: Rows, columns: number, bins: number): BinnedRows {
  if (!Number.isInteger(bins) || bins < 2 || bins > 256) {
    throw badRequest('/bins', `bins is an integer from 2 to 256, not ${bins}`);
  }
  const cuts: Cuts[] = [];
  const offsets = new Uint32Array(columns + 1);
  for (let j = 0; j < columns; j++) {
    cuts.push(
      cutsOf(
        Float64Array.from(rows, (row) => row[j]),
        bins,
      ),
    );
    offsets[j + 1] = offsets[j] + cuts[j].length + 1;
  }
  const codes = new Uint32Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < columns; j++) codes[i * columns + j] = offsets[j] + binOf(cuts[j], rows[i][j]);
  }
  return { count: rows.length, columns, cuts, offsets, codes };
}

/** The bin of `value`: how many cuts are below it. */
export function binOf(cuts: Cuts, value: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value <= cuts[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Number of entries of ascending `values` that are <= `value`. */
function upperBound(values: readonly number[], value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A number t with low <= t < high, halfway if rounding allows. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle >= low && middle < high ? middle : low;
}
