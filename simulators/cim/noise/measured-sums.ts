/** Partial sums as they were measured, where operands are not independent of each other. */
import { badRequest } from '../../../src/errors.js';
import { number, record, refuseUnknown } from '../fields.js';

/** What a calibration run saw of a layer. */
export interface MeasuredSums {
  /** Variance of the outputs, in squares of the product of two whole operands' smallest steps. */
  readonly outputVariance: number;
  /** Of each input beat, and in it of each weight slice, lowest first: the sum that one conversion reads. */
  readonly partialSums: readonly (readonly { readonly mean: number; readonly sd: number }[])[];
}

/** @throws CogymError `badRequest` unless there is a sum of 0 to `full` for each of `beats` x `slices` */
export function checkMeasuredSums(given: unknown, beats: number, slices: number, full: number): void {
  const { outputVariance, partialSums, ...rest } = record(given, '/measured');
  refuseUnknown(rest, ['outputVariance', 'partialSums'], '/measured');
  number(outputVariance, '/measured/outputVariance', 0, Number.MAX_VALUE);
  const rows = listOf(partialSums, '/measured/partialSums', beats, 'input beats');
  rows.forEach((row, z) => {
    listOf(row, `/measured/partialSums/${z}`, slices, 'weight slices').forEach((sum, j) => {
      const path = `/measured/partialSums/${z}/${j}`;
      const { mean, sd, ...unknown } = record(sum, path);
      refuseUnknown(unknown, ['mean', 'sd'], path);
      number(mean, `${path}/mean`, 0, full);
      number(sd, `${path}/sd`, 0, full);
    });
  });
}

function listOf(given: unknown, path: string, length: number, what: string): readonly unknown[] {
  if (Array.isArray(given) && given.length === length) return given;
  throw badRequest(path, `${path.slice(1)} is a list of ${length}, one for each of the ${what}`);
}
