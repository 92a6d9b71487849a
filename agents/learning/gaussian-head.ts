/** Independent normal distributions, one per component; the environment gets the draw clipped to the bounds. */
import type { Box, Dtype } from '../../src/spaces/index.js';
import type { RandomStream } from '../../src/stats/random.js';
import type { Head, Pull, Row } from './head.js';

const LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** Outputs: means, then log standard deviations, which no observation changes (Schulman et al. 2017). */
export class GaussianHead implements Head {
  readonly outputs: number;
  readonly constants: number;
  readonly numbers: number;
  readonly #space: Box<Dtype>;

  readonly #logStdAt: number;

  /** @param logStdAt output at which the log standard deviations begin */
  constructor(space: Box<Dtype>, logStdAt = space.flatdim) {
    this.#space = space;
    this.#logStdAt = logStdAt;
    this.numbers = space.flatdim;
    this.constants = space.flatdim;
    this.outputs = logStdAt + space.flatdim;
  }

  sample(outputs: Row, mask: Uint8Array, random: RandomStream, action: Row): number {
    for (let i = 0; i < this.numbers; i++) {
      action.values[action.offset + i] = this.#mean(outputs, i) + Math.exp(this.#logStd(outputs, i)) * random.normal();
    }
    return this.logProbability(outputs, mask, action);
  }

  greedy(outputs: Row, _mask: Uint8Array, action: Row): void {
    for (let i = 0; i < this.numbers; i++) action.values[action.offset + i] = this.#mean(outputs, i);
  }

  logProbability(outputs: Row, _mask: Uint8Array, action: Row): number {
    let sum = 0;
    for (let i = 0; i < this.numbers; i++) {
      const z = this.#standardised(outputs, action, i);
      sum -= 0.5 * z * z + this.#logStd(outputs, i) + LOG_ROOT_TWO_PI;
    }
    return sum;
  }

  entropy(outputs: Row): number {
    let sum = 0;
    for (let i = 0; i < this.numbers; i++) sum += 0.5 + LOG_ROOT_TWO_PI + this.#logStd(outputs, i);
    return sum;
  }

  addGradient(outputs: Row, _mask: Uint8Array, action: Row, pull: Pull, gradient: Row): void {
    for (let i = 0; i < this.numbers; i++) {
      const z = this.#standardised(outputs, action, i);
      const mean = gradient.offset + i;
      const logStd = mean + this.#logStdAt;
      const slope = (pull.logProbability * z) / Math.exp(this.#logStd(outputs, i));
      gradient.values[mean] = (gradient.values[mean] as number) + slope;
      gradient.values[logStd] = (gradient.values[logStd] as number) + pull.logProbability * (z * z - 1) + pull.entropy;
    }
  }

  value({ values, offset }: Row): unknown {
    const { low, high, dtype } = this.#space;
    const clipped = Float64Array.from({ length: this.numbers }, (_, i) =>
      Math.min(Math.max(values[offset + i] as number, low[i] as number), high[i] as number),
    );
    return dtype === 'float32' ? Float32Array.from(clipped) : clipped;
  }

  flatMask(): Uint8Array {
    return new Uint8Array(this.outputs).fill(1);
  }

  #mean({ values, offset }: Row, i: number): number {
    return values[offset + i] as number;
  }

  #logStd({ values, offset }: Row, i: number): number {
    return values[offset + this.#logStdAt + i] as number;
  }

  #standardised(outputs: Row, action: Row, i: number): number {
    const distance = (action.values[action.offset + i] as number) - this.#mean(outputs, i);
    return distance / Math.exp(this.#logStd(outputs, i));
  }
}
