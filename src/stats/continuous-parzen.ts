/** Parzen estimators on [0, 1]: normals truncated to the interval, for the ratio of two of them. */
import { decay } from './decay.js';
import { normalCdf } from './normal-distribution.js';
import { drawIndex, type Parzen, parzenWidths } from './parzen.js';
import type { RandomStream } from './random.js';

const PRIOR_MEAN = 0.5;
const PRIOR_WIDTH = 1;
/** Beyond so many standard deviations a normal is nothing beside the prior. */
const REACH = 7;
const MOST_EXPONENT = 0.5 * REACH * REACH;

/**
 * A kernel is as high as its weight, narrow or wide: exp(-z^2/2) over its share inside [0, 1], not divided by its width.
 * So does Optuna 3.1.0 (`_truncnorm.logpdf` leaves out the logarithm of the scale). In a ratio of two estimators the
 * narrow kernels of many crowded results then do not outweigh the wide ones of a few: good regions are searched on.
 */
export class ContinuousParzen implements Parzen {
  readonly size: number;
  readonly #means: Float64Array;
  readonly #widths: Float64Array;
  readonly #weights: Float64Array;
  /** Height of each kernel at its mean, the same times its weight, and 1/(2 width^2). */
  readonly #heights: Float64Array;
  readonly #shares: Float64Array;
  readonly #curvatures: Float64Array;

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
    this.#heights = new Float64Array(count + 1);
    this.#shares = new Float64Array(count + 1);
    this.#curvatures = new Float64Array(count + 1);
    for (let k = 0; k <= count; k++) {
      if (Number.isNaN(this.#means[k])) {
        this.#means[k] = PRIOR_MEAN;
        this.#widths[k] = PRIOR_WIDTH;
      }
      this.#heights[k] = 1 / shareInside(this.#means[k], this.#widths[k]);
      this.#shares[k] = weights[k] * this.#heights[k];
      this.#curvatures[k] = 0.5 / (this.#widths[k] * this.#widths[k]);
    }
  }

  height(x: number, enough = Number.POSITIVE_INFINITY): number {
    const [means, curvatures, shares] = [this.#means, this.#curvatures, this.#shares];
    let sum = 0;
    // From the prior and the latest, whose weights are the largest, on.
    for (let k = means.length - 1; k >= 0 && sum < enough; k--) {
      const distance = x - means[k];
      const exponent = distance * distance * curvatures[k];
      if (exponent < MOST_EXPONENT) sum += shares[k] * decay(exponent);
    }
    return sum;
  }

  kernelHeight(k: number, x: number): number {
    const distance = x - this.#means[k];
    return this.#heights[k] * Math.exp(-distance * distance * this.#curvatures[k]);
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
