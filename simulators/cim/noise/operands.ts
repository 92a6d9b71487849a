/** What the numbers that meet in an array look like: distributions, and the moments of their digits. */
import { normalCdf } from '../../../src/stats/normal-distribution.js';
import type { CimTechnology } from '../types.js';

/** Probabilities (or counts) of the values that inputs and weights take. */
export interface Operands {
  /** Of 0, 1, ... 2^inputBits - 1. */
  readonly inputs: readonly number[];
  /** Of -2^(weightBits - 1), ... 2^(weightBits - 1) - 1. */
  readonly weights: readonly number[];
}

/** Mean of x and of x^2. */
export interface Moments {
  readonly mean: number;
  readonly square: number;
}

/** Rectified normal inputs and normal weights, rounded and clipped, with the sigmas of the technology. */
export function defaultOperands({ loss }: CimTechnology, inputBits: number, weightBits: number): Operands {
  const { inputSigma, weightSigma } = loss.operands;
  const half = 2 ** (weightBits - 1);
  return {
    inputs: roundedNormal(0, 2 ** inputBits - 1, inputSigma * 2 ** inputBits),
    weights: roundedNormal(-half, half - 1, weightSigma * 2 ** weightBits),
  };
}

/** Probabilities of the whole numbers `low` to `high` under N(0, sigma), what lies outside counted at the ends. */
function roundedNormal(low: number, high: number, sigma: number): number[] {
  const upTo = (value: number) => (value >= high ? 1 : normalCdf((value + 0.5) / sigma));
  return Array.from({ length: high - low + 1 }, (_, i) => upTo(low + i) - (i === 0 ? 0 : upTo(low + i - 1)));
}

/** Moments of `value(i)` under the weights `probabilities`, which need not sum to 1. */
export function momentsOf(probabilities: readonly number[], value: (index: number) => number): Moments {
  let [total, mean, square] = [0, 0, 0];
  probabilities.forEach((probability, index) => {
    const x = value(index);
    total += probability;
    mean += probability * x;
    square += probability * x * x;
  });
  return { mean: mean / total, square: square / total };
}

/** Moments of each group of `digitBits` of a `bits`-bit number, lowest first. */
export function digitMoments(probabilities: readonly number[], bits: number, digitBits: number): Moments[] {
  return Array.from({ length: Math.ceil(bits / digitBits) }, (_, i) =>
    momentsOf(probabilities, (value) => Math.floor(value / 2 ** (i * digitBits)) % 2 ** digitBits),
  );
}

/** Probability of each level 0, 1, ... 2^digitBits - 1 of a cell, all slices of the weight together. */
export function levelShares(probabilities: readonly number[], bits: number, digitBits: number): number[] {
  const shares = new Array<number>(2 ** digitBits).fill(0);
  const slices = Math.ceil(bits / digitBits);
  const total = slices * probabilities.reduce((sum, probability) => sum + probability, 0);
  probabilities.forEach((probability, value) => {
    for (let i = 0; i < slices; i++) {
      const level = Math.floor(value / 2 ** (i * digitBits)) % 2 ** digitBits;
      shares[level] = (shares[level] as number) + probability / total;
    }
  });
  return shares;
}
