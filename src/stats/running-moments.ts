/** State of {@link RunningMoments}: plain JSON. */
export interface MomentsState {
  readonly count: number;
  readonly mean: readonly number[];
  readonly variance: readonly number[];
}

/**
 * Mean and population variance of vectors that come one by one (Chan, Golub & LeVeque 1983, updating formula 2.1).
 *
 * Starts as `count` = 1e-4 samples of mean 0 and variance 1, as Gymnasium's RunningMeanStd, so that the first value can
 * be normalised.
 */
export class RunningMoments {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  #count = 1e-4;

  constructor(length: number) {
    this.mean = new Float64Array(length);
    this.variance = new Float64Array(length).fill(1);
  }

  get count(): number {
    return this.#count;
  }

  /** Adds one vector of the length given to the constructor. */
  update(values: ArrayLike<number>): void {
    const before = this.#count;
    const after = before + 1;
    for (let i = 0; i < this.mean.length; i++) {
      const mean = this.mean[i] as number;
      const delta = (values[i] as number) - mean;
      this.mean[i] = mean + delta / after;
      this.variance[i] = ((this.variance[i] as number) * before + (delta * delta * before) / after) / after;
    }
    this.#count = after;
  }

  getState(): MomentsState {
    return { count: this.#count, mean: Array.from(this.mean), variance: Array.from(this.variance) };
  }

  setState({ count, mean, variance }: MomentsState): void {
    this.#count = count;
    this.mean.set(mean);
    this.variance.set(variance);
  }
}
