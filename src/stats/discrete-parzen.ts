/** Parzen estimators over the values 0..n-1 of a discrete parameter. */
import { normalCdf } from './normal-distribution.js';
import { drawIndex, type Parzen, parzenWidths } from './parzen.js';
import type { RandomStream } from './random.js';

/** A normal is 0 beyond so many standard deviations as far as doubles tell beside the prior. */
const REACH = 9;

/**
 * Probabilities of the cells of `n` values under a normal of this mean and standard deviation, in units of the index,
 * truncated to [-0.5, n - 0.5]. Remembered: few means and widths occur.
 */
export class CellProbabilities {
  readonly #n: number;
  readonly #rows = new Map<number, Map<number, Float64Array>>();

  constructor(n: number) {
    this.#n = n;
  }

  row(mean: number, sigma: number): Float64Array {
    let ofMean = this.#rows.get(mean);
    if (ofMean === undefined) {
      ofMean = new Map();
      this.#rows.set(mean, ofMean);
    }
    let row = ofMean.get(sigma);
    if (row === undefined) {
      row = cells(mean, sigma, this.#n);
      ofMean.set(sigma, row);
    }
    return row;
  }
}

function cells(mean: number, sigma: number, n: number): Float64Array {
  const edges = Float64Array.from({ length: n + 1 }, (_, k) => {
    const z = (k - 0.5 - mean) / sigma;
    return z < -REACH ? 0 : z > REACH ? 1 : normalCdf(z);
  });
  const all = edges[n] - edges[0];
  return Float64Array.from({ length: n }, (_, k) => (edges[k + 1] - edges[k]) / all);
}

export class DiscreteParzen implements Parzen {
  readonly size: number;
  readonly #rows: readonly Float64Array[];
  readonly #mixture: Float64Array;

  private constructor(rows: readonly Float64Array[], weights: ArrayLike<number>) {
    this.size = rows.length;
    this.#rows = rows;
    const mixture = new Float64Array(rows[0].length);
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k];
      const weight = weights[k];
      for (let v = 0; v < mixture.length; v++) mixture[v] += weight * row[v];
    }
    this.#mixture = mixture;
  }

  /**
   * Of an ordered parameter: truncated normals round the values, the prior in the middle.
   * @param indices with `width` alone also NaN, for an observation that has none: its kernel is the prior's
   * @param weights one per observation and the prior's
   * @param width of all kernels but the prior's; without it from the gaps
   */
  static ordered(
    indices: ArrayLike<number>,
    n: number,
    weights: ArrayLike<number>,
    probabilities: CellProbabilities,
    width?: number,
  ): DiscreteParzen {
    const middle = (n - 1) / 2;
    const prior = probabilities.row(middle, n);
    const positions = new Float64Array(indices.length + 1);
    positions.set(indices);
    positions[indices.length] = middle;
    const widths = width === undefined ? parzenWidths(positions, countingOrder(positions, n), n) : undefined;
    // Most observations of a value have the least width: its row is at hand.
    const lastWidths = new Float64Array(n);
    const lastRows = new Array<Float64Array>(n).fill(prior);
    const rows = new Array<Float64Array>(indices.length + 1).fill(prior);
    for (let k = 0; k < indices.length; k++) {
      const v = indices[k];
      if (Number.isNaN(v)) continue;
      const own = widths === undefined ? (width as number) : widths[k];
      if (lastWidths[v] !== own) {
        lastWidths[v] = own;
        lastRows[v] = probabilities.row(v, own);
      }
      rows[k] = lastRows[v];
    }
    return new DiscreteParzen(rows, weights);
  }

  /** Of a categorical: each kernel spreads 1/kernels over every value and 1 on its own; the prior is uniform. */
  static categorical(indices: ArrayLike<number>, n: number, weights: ArrayLike<number>): DiscreteParzen {
    const spread = 1 / (indices.length + 1);
    const prior = new Float64Array(n).fill(1 / n);
    const byValue = Array.from({ length: n }, (_, value) =>
      Float64Array.from({ length: n }, (_, v) => (spread + (v === value ? 1 : 0)) / (1 + n * spread)),
    );
    const rows = new Array<Float64Array>(indices.length + 1).fill(prior);
    for (let k = 0; k < indices.length; k++) if (!Number.isNaN(indices[k])) rows[k] = byValue[indices[k]];
    return new DiscreteParzen(rows, weights);
  }

  density(value: number): number {
    return this.#mixture[value];
  }

  kernelDensity(k: number, value: number): number {
    return this.#rows[k][value];
  }

  draw(random: RandomStream, allowed?: Uint8Array): number {
    return drawIndex(this.#mixture, random, allowed);
  }

  drawKernel(k: number, random: RandomStream, allowed?: Uint8Array): number {
    return drawIndex(this.#rows[k], random, allowed);
  }
}

/** The stable order of whole and half numbers in 0..n-1: linear, where a comparing sort is not. */
function countingOrder(positions: Float64Array, n: number): Int32Array {
  const starts = new Int32Array(2 * n);
  for (let k = 0; k < positions.length; k++) starts[2 * positions[k] + 1]++;
  for (let v = 1; v < 2 * n; v++) starts[v] += starts[v - 1];
  const order = new Int32Array(positions.length);
  for (let k = 0; k < positions.length; k++) order[starts[2 * positions[k]]++] = k;
  return order;
}
