/** What the numbers that meet in an array look like: distributions, and the moments of their digits. */
import type { AnalogLoss } from '../../../hwtemplates/index.js';
import { normalCdf } from '../../../src/stats/normal-distribution.js';

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

const shipped = new WeakMap<AnalogLoss, Map<string, Operands>>();

/** Rectified normal inputs and normal weights, rounded and clipped, with the sigmas of `loss`; one object for each shape. */
export function defaultOperands(loss: AnalogLoss, inputBits: number, weightBits: number): Operands {
  const known = shipped.get(loss) ?? new Map<string, Operands>();
  shipped.set(loss, known);
  const key = `${inputBits} ${weightBits}`;
  const operands = known.get(key) ?? makeOperands(loss, inputBits, weightBits);
  known.set(key, operands);
  return operands;
}

function makeOperands({ operands }: AnalogLoss, inputBits: number, weightBits: number): Operands {
  const half = 2 ** (weightBits - 1);
  return {
    inputs: roundedNormal(0, 2 ** inputBits - 1, operands.inputSigma * 2 ** inputBits),
    weights: roundedNormal(-half, half - 1, operands.weightSigma * 2 ** weightBits),
  };
}

/** Probabilities of the whole numbers `low` to `high` under N(0, sigma), what lies outside counted at the ends. */
function roundedNormal(low: number, high: number, sigma: number): number[] {
  const upTo = (value: number) => (value >= high ? 1 : normalCdf((value + 0.5) / sigma));
  return Array.from({ length: high - low + 1 }, (_, i) => upTo(low + i) - (i === 0 ? 0 : upTo(low + i - 1)));
}

/** How operands are cut into digits. */
interface Digits {
  readonly inputBits: number;
  readonly weightBits: number;
  readonly beatBits: number;
  readonly cellBits: number;
}

/** Moments of whole operands and of their digits, lowest first. */
export interface OperandMoments {
  readonly input: Moments;
  readonly weight: Moments;
  readonly beats: readonly Moments[];
  readonly slices: readonly Moments[];
}

const remembered = new WeakMap<Operands, Map<string, OperandMoments>>();

/** Moments of `operands`, kept for as long as they live: layers of a network share them. */
export function operandMoments(operands: Operands, digits: Digits): OperandMoments {
  const known = remembered.get(operands) ?? new Map<string, OperandMoments>();
  remembered.set(operands, known);
  const { inputBits, weightBits, beatBits, cellBits } = digits;
  const key = `${inputBits} ${weightBits} ${beatBits} ${cellBits}`;
  const half = 2 ** (weightBits - 1);
  const moments = known.get(key) ?? {
    input: momentsOf(operands.inputs, (value) => value),
    weight: momentsOf(operands.weights, (value) => value - half),
    beats: digitMoments(operands.inputs, inputBits, beatBits),
    slices: digitMoments(operands.weights, weightBits, cellBits),
  };
  known.set(key, moments);
  return moments;
}

/** Moments of `value(i)` under the weights `probabilities`, which need not sum to 1. */
function momentsOf(probabilities: readonly number[], value: (index: number) => number): Moments {
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
function digitMoments(probabilities: readonly number[], bits: number, digitBits: number): Moments[] {
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
