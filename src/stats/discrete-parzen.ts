/** Parzen estimators over the values 0..n-1 of a discrete parameter. */
import { normalCdf } from './normal-distribution.js';
import { drawIndex, type Parzen } from './parzen.js';
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

  /**
   * @param indices NaN for an observation that has none: its kernel is the prior's
   * @param byValue kernel of the observations of each value
   * @param exceptions kernels of single observations
   */
  private constructor(
    indices: ArrayLike<number>,
    weights: ArrayLike<number>,
    prior: Float64Array,
    byValue: readonly Float64Array[],
    exceptions: ReadonlyMap<number, Float64Array>,
  ) {
    const count = indices.length;
    this.size = count + 1;
    const mixture = new Float64Array(prior.length);
    const add = (weight: number, row: Float64Array): void => {
      for (let v = 0; v < row.length; v++) mixture[v] += weight * row[v];
    };
    const rows = new Array<Float64Array | undefined>(count + 1).fill(undefined);
    for (const [k, row] of exceptions) {
      rows[k] = row;
      add(weights[k], row);
    }
    // Kernels of a value are added together before they are spread.
    const ofValue = new Float64Array(byValue.length);
    let ofPrior = weights[count];
    for (let k = 0; k < count; k++) {
      if (rows[k] !== undefined) continue;
      const v = indices[k];
      if (Number.isNaN(v)) ofPrior += weights[k];
      else ofValue[v] += weights[k];
      rows[k] = byValue[v] ?? prior;
    }
    rows[count] = prior;
    byValue.forEach((row, v) => {
      add(ofValue[v], row);
    });
    add(ofPrior, prior);
    this.#rows = rows as Float64Array[];
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
    const narrowest = n / Math.min(100, indices.length + 2);
    const byValue = Array.from({ length: n }, (_, v) => probabilities.row(v, width ?? narrowest));
    const wide = new Map<number, Float64Array>();
    if (width === undefined) {
      for (const [k, gap] of gaps(indices, n)) {
        if (gap > narrowest) wide.set(k, probabilities.row(indices[k], Math.min(gap, n)));
      }
    }
    return new DiscreteParzen(indices, weights, probabilities.row((n - 1) / 2, n), byValue, wide);
  }

  /** Of a categorical: each kernel spreads 1/kernels over every value and 1 on its own; the prior is uniform. */
  static categorical(indices: ArrayLike<number>, n: number, weights: ArrayLike<number>): DiscreteParzen {
    const spread = 1 / (indices.length + 1);
    const byValue = Array.from({ length: n }, (_, value) =>
      Float64Array.from({ length: n }, (_, v) => (spread + (v === value ? 1 : 0)) / (1 + n * spread)),
    );
    return new DiscreteParzen(indices, weights, new Float64Array(n).fill(1 / n), byValue, new Map());
  }

  height(value: number): number {
    return this.#mixture[value];
  }

  kernelHeight(k: number, value: number): number {
    return this.#rows[k][value];
  }

  draw(random: RandomStream, allowed?: Uint8Array): number {
    return drawIndex(this.#mixture, random, allowed);
  }

  drawKernel(k: number, random: RandomStream, allowed?: Uint8Array): number {
    return drawIndex(this.#rows[k], random, allowed);
  }
}

/**
 * The larger gap to the sorted neighbours, of which the prior in the middle is one, for each observation that has one: of
 * those of a value the first and the last, in their order, border on other values, all others on their like.
 */
function gaps(indices: ArrayLike<number>, n: number): Map<number, number> {
  const first = new Int32Array(2 * n).fill(-1);
  const last = new Int32Array(2 * n);
  const see = (k: number, twice: number): void => {
    if (first[twice] < 0) first[twice] = k;
    last[twice] = k;
  };
  for (let k = 0; k < indices.length; k++) see(k, 2 * indices[k]);
  see(indices.length, n - 1);
  const found = new Map<number, number>();
  const widen = (k: number, gap: number): void => {
    if (k < indices.length) found.set(k, Math.max(gap, found.get(k) ?? 0));
  };
  let before = -1;
  for (let twice = 0; twice < 2 * n; twice++) {
    if (first[twice] < 0) continue;
    if (before >= 0) {
      widen(last[before], (twice - before) / 2);
      widen(first[twice], (twice - before) / 2);
    }
    before = twice;
  }
  return found;
}
