/** Which designs a proxy is trained on, which stop its training, and which it is tested on. */
import { createHash } from 'node:crypto';

/** Positions of designs; each in exactly one of the three. */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

const TRAIN = 0.7;
const VALIDATION = 0.1;

/**
 * Splits designs 70/10/20 by a hash of `seed` and key: a design is on the same side in every data set that has it. Each
 * side is in the order of the hash, so that its first n designs are a sample of it.
 */
export function splitByDesign(keys: readonly string[], seed: number): Split {
  const hashes = Float64Array.from(keys, (key) => hashOfKey(key, seed));
  const order = Int32Array.from(keys, (_, i) => i).sort((i, j) => (hashes[i] as number) - (hashes[j] as number));
  const between = (low: number, high: number): Int32Array =>
    order.filter((i) => (hashes[i] as number) >= low && (hashes[i] as number) < high);
  return {
    train: between(0, TRAIN),
    validation: between(TRAIN, TRAIN + VALIDATION),
    test: between(TRAIN + VALIDATION, 1),
  };
}

/** Uniform in [0, 1): 48 bits of SHA-256. */
function hashOfKey(key: string, seed: number): number {
  return createHash('sha256').update(`${seed} ${key}`).digest().readUIntBE(0, 6) / 2 ** 48;
}
