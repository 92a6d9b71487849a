/** Parzen estimators on [0, 1]: normals truncated to the interval. */
import { normalCdf } from './normal-distribution.js';
import { drawIndex, type Parzen, parzenWidths } from './parzen.js';
import type { RandomStream } from './random.js';

const PRIOR_MEAN = 0.5;
const PRIOR_WIDTH = 1;
/** A normal is 0 beyond so many standard deviations as far as doubles tell beside the prior. */
const REACH = 7;

export class ContinuousParzen implements Parzen {
  readonly size: number;
  readonly #means: Float64Array;
  readonly #widths: Float64Array;
  readonly #weights: Float64Array;
  /** Height of each kernel at its mean, also times its weight, and where it begins and ends to matter. */
  readonly #heights: Float64Array;
  readonly #weighted: Float64Array;
  readonly #from: Float64Array;
  readonly #to: Float64Array;

  /**
   * @param positions in [0, 1]; with `width` alone also NaN, for an observation that has none: its kernel is the prior's
   * @param weights one per observation and the prior's
   * @param width of all kernels but the prior's; without it from the gaps
   */
  constructor(positions: ArrayLike<number>, weights: Float64Array, width?: number) {
    const count = positions.length;
    this.size = count + 1;
    this.#means = new Float64Array(count + 1);
    this.#means.set(positions);
    this.#means[count] = PRIOR_MEAN;
    this.#weights = weights;
    this.#widths =
      width === undefined
        ? parzenWidths(this.#means, sortedOrder(this.#means), PRIOR_WIDTH)
        : new Float64Array(count + 1).fill(width);
    this.#widths[count] = PRIOR_WIDTH;
    for (let k = 0; k < count; k++) {
      if (!Number.isNaN(positions[k])) continue;
      this.#means[k] = PRIOR_MEAN;
      this.#widths[k] = PRIOR_WIDTH;
    }
    this.#heights = this.#means.map(
      (mean, k) => 1 / (Math.sqrt(2 * Math.PI) * this.#widths[k] * this.#inside(mean, k)),
    );
    this.#weighted = this.#heights.map((height, k) => weights[k] * height);
    this.#from = this.#means.map((mean, k) => mean - REACH * this.#widths[k]);
    this.#to = this.#means.map((mean, k) => mean + REACH * this.#widths[k]);
  }

  /** Share of the untruncated kernel that lies in [0, 1]. */
  #inside(mean: number, k: number): number {
    const width = this.#widths[k];
    const below = mean > REACH * width ? 0 : normalCdf(-mean / width);
    const above = 1 - mean > REACH * width ? 0 : normalCdf((mean - 1) / width);
    return 1 - below - above;
  }

  density(x: number): number {
    const [means, widths, weighted, from, to] = [this.#means, this.#widths, this.#weighted, this.#from, this.#to];
    let sum = 0;
    for (let k = 0; k < means.length; k++) {
      if (x <= from[k] || x >= to[k]) continue;
      const z = (x - means[k]) / widths[k];
      sum += weighted[k] * Math.exp(-0.5 * z * z);
    }
    return sum;
  }

  kernelDensity(k: number, x: number): number {
    const z = (x - this.#means[k]) / this.#widths[k];
    return this.#heights[k] * Math.exp(-0.5 * z * z);
  }

  draw(random: RandomStream): number {
    return this.drawKernel(drawIndex(this.#weights, random), random);
  }

  /** By rejection: at least a third of every kernel lies inside, since no width exceeds the interval. */
  drawKernel(k: number, random: RandomStream): number {
    for (;;) {
      const x = this.#means[k] + this.#widths[k] * random.normal();
      if (x >= 0 && x <= 1) return x;
    }
  }
}

/** Indices that sort `values`, equal ones in their order: a native sort and a search for each are faster than comparing. */
function sortedOrder(values: Float64Array): Int32Array {
  const sorted = values.slice().sort();
  const order = new Int32Array(values.length).fill(-1);
  for (let k = 0; k < values.length; k++) {
    let low = 0;
    let high = values.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle] < values[k]) low = middle + 1;
      else high = middle;
    }
    while (order[low] >= 0) low++;
    order[low] = k;
  }
  return order;
}
