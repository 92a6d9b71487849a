/** Parzen estimators on [0, 1]: normals truncated to the interval, for the ratio of two of them. */
import { decay } from './decay.js';
import { normalCdf } from './normal-distribution.js';
import { drawIndex, type Parzen, parzenWidths } from './parzen.js';
import type { RandomStream } from './random.js';
import { Scratch } from './scratch.js';

const PRIOR_MEAN = 0.5;
const PRIOR_WIDTH = 1;
/** Beyond so many standard deviations a normal is nothing beside the prior. */
const REACH = 6;

/**
 * A kernel is as high as its weight, narrow or wide: exp(-z^2/2) over its share inside [0, 1], not divided by its width.
 * So does Optuna 3.1.0 (`_truncnorm.logpdf` leaves out the logarithm of the scale). In a ratio of two estimators the
 * narrow kernels of many crowded results then do not outweigh the wide ones of a few: good regions are searched on.
 *
 * Where observations crowd, most kernels have the least width: of those only the ones around a point need a look. One
 * estimator is fitted again and again, in the same arrays: made anew each time they would keep the collector busy.
 */
export class ContinuousParzen implements Parzen {
  readonly #room = {
    means: Scratch.floats(),
    widths: Scratch.floats(),
    heights: Scratch.floats(),
    sorted: Scratch.integers(),
    narrow: Scratch.floats(),
    wide: Scratch.integers(),
  };
  #means: Float64Array = new Float64Array(0);
  #widths: Float64Array = new Float64Array(0);
  #weights: Float64Array = new Float64Array(0);
  /** Height of each kernel at its mean. */
  #heights: Float64Array = new Float64Array(0);
  /** The least width. */
  #width = PRIOR_WIDTH;
  /** Pairs of mean and weighted height of the kernels of the least width, in the order of the means. */
  #narrow: Float64Array = new Float64Array(0);
  #narrowCount = 0;
  /** Indices of all other kernels. */
  #wide: Int32Array = new Int32Array(0);
  #wideCount = 0;

  get size(): number {
    return this.#means.length;
  }

  /**
   * Forgets the observations before and takes these.
   * @param positions in [0, 1]; with `width` alone also NaN, for an observation that has none: its kernel is the prior's
   * @param weights one per observation and the prior's; kept, not copied
   * @param width of all kernels but the prior's; without it from the gaps
   * @param order indices that sort the positions; without it they are sorted here
   */
  fit(positions: ArrayLike<number>, weights: Float64Array, width?: number, order?: Int32Array): this {
    const count = positions.length;
    const means = this.#room.means.take(count + 1);
    for (let k = 0; k < count; k++) means[k] = Number.isNaN(positions[k]) ? PRIOR_MEAN : positions[k];
    means[count] = PRIOR_MEAN;
    const sorted = order === undefined ? sortedOrder(means) : this.#withPrior(order, means);
    const widths = this.#room.widths.take(count + 1);
    if (width === undefined) parzenWidths(means, sorted, PRIOR_WIDTH, widths);
    else widths.fill(width);
    const heights = this.#room.heights.take(count + 1);
    let narrowest = PRIOR_WIDTH;
    for (let k = 0; k <= count; k++) {
      if (k === count || (width !== undefined && Number.isNaN(positions[k]))) widths[k] = PRIOR_WIDTH;
      const own = widths[k];
      heights[k] = 1 / shareInside(means[k], own);
      if (own < narrowest) narrowest = own;
    }
    this.#means = means;
    this.#widths = widths;
    this.#weights = weights;
    this.#heights = heights;
    this.#tellApart(sorted, narrowest);
    return this;
  }

  /** An order of all `means` but the prior's, which is the last, with the prior where it belongs. */
  #withPrior(order: Int32Array, means: Float64Array): Int32Array {
    const prior = order.length;
    const sorted = this.#room.sorted.take(prior + 1);
    let after = prior;
    for (; after > 0 && means[order[after - 1]] > PRIOR_MEAN; after--) sorted[after] = order[after - 1];
    sorted[after] = prior;
    for (let r = 0; r < after; r++) sorted[r] = order[r];
    return sorted;
  }

  /** Tells the kernels of the least `width`, in the order of their means, from the others. */
  #tellApart(sorted: Int32Array, width: number): void {
    const [means, widths, weights, heights] = [this.#means, this.#widths, this.#weights, this.#heights];
    const count = means.length;
    const narrow = this.#room.narrow.take(2 * count);
    const wide = this.#room.wide.take(count);
    let narrowCount = 0;
    for (let r = 0; r < count; r++) {
      const k = sorted[r];
      if (widths[k] > width) wide[r - narrowCount] = k;
      else {
        narrow[2 * narrowCount] = means[k];
        narrow[2 * narrowCount + 1] = weights[k] * heights[k];
        narrowCount++;
      }
    }
    this.#width = width;
    this.#narrow = narrow;
    this.#narrowCount = narrowCount;
    this.#wide = wide;
    this.#wideCount = count - narrowCount;
  }

  height(x: number, enough = Number.POSITIVE_INFINITY): number {
    const [means, widths, wide] = [this.#means, this.#widths, this.#wide];
    let sum = 0;
    for (let r = 0; r < this.#wideCount; r++) {
      const k = wide[r];
      const z = (x - means[k]) / widths[k];
      if (Math.abs(z) < REACH) sum += this.#weights[k] * this.#heights[k] * decay(0.5 * z * z);
    }
    return sum < enough ? sum + this.#narrowHeight(x, enough - sum) : sum;
  }

  /** Sum of the narrow kernels that reach `x`, or a part of it that is `enough`: from the nearest means on outwards. */
  #narrowHeight(x: number, enough: number): number {
    const [narrow, width] = [this.#narrow, this.#width];
    const end = 2 * this.#narrowCount;
    const curvature = 0.5 / (width * width);
    let right = 2 * firstFrom(narrow, this.#narrowCount, x);
    let left = right - 2;
    let sum = 0;
    for (let sigmas = 1; sigmas <= REACH && sum < enough; sigmas++) {
      const reach = sigmas * width;
      for (; right < end; right += 2) {
        const distance = narrow[right] - x;
        if (distance >= reach) break;
        sum += narrow[right + 1] * decay(distance * distance * curvature);
      }
      for (; left >= 0; left -= 2) {
        const distance = x - narrow[left];
        if (distance >= reach) break;
        sum += narrow[left + 1] * decay(distance * distance * curvature);
      }
    }
    return sum;
  }

  kernelHeight(k: number, x: number): number {
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

/** Index of the first of `count` pairs, sorted by their first members, whose first member is not below `x`. */
function firstFrom(pairs: Float64Array, count: number, x: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (pairs[2 * middle] < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Share of a normal that lies in [0, 1]. */
function shareInside(mean: number, width: number): number {
  const below = mean > REACH * width ? 0 : normalCdf(-mean / width);
  const above = 1 - mean > REACH * width ? 0 : normalCdf((mean - 1) / width);
  return 1 - below - above;
}

/**
 * Indices that sort `values` of [0, 1], equal ones in their order; closer ones than 1e-9 count as equal. One native sort
 * of numbers that hold a value in their high bits and its index in the low ones.
 */
function sortedOrder(values: Float64Array): Int32Array {
  const indexBits = Math.ceil(Math.log2(values.length + 1));
  const steps = 2 ** Math.min(40, 52 - indexBits);
  const slots = 2 ** indexBits;
  const keys = new Float64Array(values.length);
  for (let k = 0; k < keys.length; k++) keys[k] = Math.floor(values[k] * steps) * slots + k;
  keys.sort();
  const order = new Int32Array(keys.length);
  for (let r = 0; r < order.length; r++) order[r] = keys[r] - Math.floor(keys[r] / slots) * slots;
  return order;
}
