/** Signal to noise of a layer's outputs on analog macros. */
import { badRequest, CogymError } from '../../../src/errors.js';
import type { PreparedMacro } from '../evaluate.js';
import { choice, number, record, refuseUnknown } from '../fields.js';
import { loopsOf, rowsOf } from '../loops.js';
import type { CimLayer, CimTechnology } from '../types.js';
import { conversionNoise, type PartialSum, stepOf } from './conversion-noise.js';
import { checkMeasuredSums, type MeasuredSums } from './measured-sums.js';
import { defaultOperands, levelShares, type Moments, type Operands, operandMoments } from './operands.js';
import { pcmCellError } from './pcm.js';

export interface NoiseOptions {
  /**
   * Scale of the converters: `full` covers every partial sum, `calibrated` (default) ends some standard deviations
   * above their mean, for each slice and input beat of its own.
   */
  readonly adcRange?: 'full' | 'calibrated';
  /** Those standard deviations; default 4. */
  readonly calibrationSigmas?: number;
  /** Relative standard deviation of each cell's conductance, or `pcm`: programmed and drifted phase-change cells. */
  readonly cellError?: number | 'pcm';
  /** Time since programming of `pcm` cells, s; default: the first read. */
  readonly driftSeconds?: number;
  /** Default: rectified normal inputs, normal weights. */
  readonly operands?: Operands;
  /** Partial sums that were seen; default: those of independent `operands`, which cell errors go by in any case. */
  readonly measured?: MeasuredSums;
}

export interface NoiseFigures {
  /** 10 log10(variance of the outputs / mean squared error); Infinity: exact. */
  readonly sqnrDb: number;
  readonly signalVariance: number;
  readonly noiseVariance: number;
  /** Coarsest step among slices and beats, in smallest steps of a partial sum; 1 is exact. */
  readonly coarsestStep: number;
  readonly cellError: number;
}

const optionFields = ['adcRange', 'calibrationSigmas', 'cellError', 'driftSeconds', 'operands', 'measured'];
/** Operands are tables of 2^bits entries. */
const MOST_BITS = 12;

/**
 * Noise that converters and cells add to a layer's outputs. Digital macros add none.
 * @throws CogymError `badRequest` for wrong options, `unsupported` above 12 bits
 */
export function layerNoise(
  prepared: PreparedMacro,
  layer: CimLayer,
  technology: CimTechnology,
  options: NoiseOptions = {},
): NoiseFigures {
  const rows = rowsOf(loopsOf(layer));
  const array = arrayOf(prepared);
  const { adcRange, calibrationSigmas, operands } = completed(options, array, technology);
  const moments = operandMoments(operands, array);
  const { measured } = options;
  if (measured !== undefined) checkMeasuredSums(measured, moments.beats.length, moments.slices.length, fullSum(array));
  const signalVariance = measured?.outputVariance ?? productVariance(rows, moments.input, moments.weight);
  if (signalVariance <= 0) {
    const path = measured === undefined ? '/operands' : '/measured/outputVariance';
    throw badRequest(path, 'the outputs are all alike: there is no signal');
  }
  const { adcBits } = array;
  if (adcBits === undefined) {
    return { sqnrDb: Number.POSITIVE_INFINITY, signalVariance, noiseVariance: 0, coarsestStep: 1, cellError: 0 };
  }
  const cellError = cellErrorOf(options, array, operands, technology);
  const conversions = Math.ceil(rows / array.rowsOn);
  let noiseVariance = 0;
  let coarsestStep = 1;
  moments.beats.forEach((beat, z) => {
    moments.slices.forEach((slice, j) => {
      const sum = { ...partialSum(rows / conversions, beat, slice, array), ...measured?.partialSums[z]?.[j] };
      const range = adcRange === 'full' ? sum.full : Math.min(sum.full, sum.mean + calibrationSigmas * sum.sd);
      coarsestStep = Math.max(coarsestStep, stepOf(range, adcBits));
      const weight = 4 ** (z * array.beatBits + j * array.cellBits);
      noiseVariance += weight * conversions * conversionNoise(sum, range, adcBits, cellError);
    });
  });
  return {
    sqnrDb: noiseVariance === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10(signalVariance / noiseVariance),
    signalVariance,
    noiseVariance,
    coarsestStep,
    cellError,
  };
}

/** What both cost models say about how numbers meet. */
interface AnalogArray {
  readonly inputBits: number;
  readonly weightBits: number;
  /** Input bits applied together. */
  readonly beatBits: number;
  readonly cellBits: number;
  /** Rows that one conversion sums. */
  readonly rowsOn: number;
  /** Undefined: digital. */
  readonly adcBits: number | undefined;
}

function arrayOf(prepared: PreparedMacro): AnalogArray {
  const { inputBits, weightBits, inputBitsPerCycle: beatBits } = prepared.macro;
  if (inputBits > MOST_BITS || weightBits > MOST_BITS) {
    throw new CogymError('unsupported', `noise is modelled up to ${MOST_BITS} bits`, '/macro/inputBits');
  }
  if (prepared.costModel === 'gate-level') {
    const { rows, adc } = prepared.macro;
    return { inputBits, weightBits, beatBits, cellBits: 1, rowsOn: rows, adcBits: adc?.bits };
  }
  const { cellBits, rowsParallel, adcBits } = prepared.macro;
  return { inputBits, weightBits, beatBits, cellBits, rowsOn: rowsParallel, adcBits };
}

function completed(options: NoiseOptions, { inputBits, weightBits }: AnalogArray, technology: CimTechnology) {
  refuseUnknown(record(options, ''), optionFields, '');
  const { adcRange = 'calibrated', calibrationSigmas = technology.loss.calibrationSigmas, operands } = options;
  if (operands !== undefined) {
    checkProbabilities(operands.inputs, '/operands/inputs', 2 ** inputBits);
    checkProbabilities(operands.weights, '/operands/weights', 2 ** weightBits);
  }
  return {
    adcRange: choice(adcRange, '/adcRange', ['full', 'calibrated'] as const),
    calibrationSigmas: number(calibrationSigmas, '/calibrationSigmas', 0, 100),
    operands: operands ?? defaultOperands(technology.loss, inputBits, weightBits),
  };
}

function checkProbabilities(given: unknown, path: string, length: number): void {
  if (!Array.isArray(given) || given.length !== length) {
    throw badRequest(path, `${path.slice(1)} is a list of ${length} probabilities or counts`);
  }
  let total = 0;
  given.forEach((value, i) => {
    total += number(value, `${path}/${i}`, 0, 1e12);
  });
  if (total === 0) throw badRequest(path, `${path.slice(1)} has a value that is not 0`);
}

function cellErrorOf(
  { cellError = 0, driftSeconds }: NoiseOptions,
  { weightBits, cellBits }: AnalogArray,
  operands: Operands,
  { loss }: CimTechnology,
): number {
  if (cellError !== 'pcm') return number(cellError, '/cellError', 0, 10);
  const seconds = number(driftSeconds ?? loss.pcm.readSeconds, '/driftSeconds', 0, 1e12);
  return pcmCellError(loss.pcm, levelShares(operands.weights, weightBits, cellBits), seconds);
}

/** Variance of the sum of `rows` products of independent operands. */
const productVariance = (rows: number, a: Moments, b: Moments) => rows * (a.square * b.square - (a.mean * b.mean) ** 2);

function partialSum(rows: number, beat: Moments, slice: Moments, array: AnalogArray): PartialSum {
  return {
    mean: rows * beat.mean * slice.mean,
    sd: Math.sqrt(productVariance(rows, beat, slice)),
    squares: rows * beat.square * slice.square,
    full: fullSum(array),
  };
}

const fullSum = ({ rowsOn, cellBits, beatBits }: AnalogArray) => rowsOn * (2 ** cellBits - 1) * (2 ** beatBits - 1);
