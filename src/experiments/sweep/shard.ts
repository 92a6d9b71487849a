/** A part of a sweep that a job of its own computes: `3/8` is the third of eight. */
import { CogymError } from '../../errors.js';

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

/**
 * Reads `i/n`.
 * @throws CogymError `usage`
 */
export function parseShard(text: string): Shard {
  const match = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text);
  const [index, of] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || index > of) {
    throw new CogymError('usage', `a shard is i/n with 1 <= i <= n, such as 1/8, not '${text}'`);
  }
  return { index, of };
}

/** Whether run number `position` (from 0) of part number `part` belongs to `shard`: every n-th, parts begin shifted. */
export const belongsTo = ({ index, of }: Shard, part: number, position: number): boolean =>
  (position + part) % of === index - 1;
