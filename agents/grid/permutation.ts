import { RandomStream } from '../../src/stats/random.js';

const ROUNDS = 4;

/**
 * A pseudo-random permutation of 0..size-1 that stores nothing: a Feistel network (Luby & Rackoff 1988) on the smallest
 * even number of bits that holds `size`, walked until it is back inside (Black & Rogaway 2002): at most four steps in the
 * mean. For sizes beyond any array.
 */
export class Permutation {
  readonly #size: bigint;
  readonly #half: bigint;
  readonly #mask: bigint;
  readonly #seed: number;

  constructor(size: bigint, seed: number) {
    if (size < 1n) throw new RangeError(`a permutation needs at least one element, not ${size}`);
    this.#size = size;
    this.#seed = seed;
    this.#half = BigInt(Math.max(1, Math.ceil((size - 1n).toString(2).length / 2)));
    this.#mask = (1n << this.#half) - 1n;
  }

  /** Where `index` (0..size-1) goes. */
  at(index: bigint): bigint {
    let position = index;
    do position = this.#encrypt(position);
    while (position >= this.#size);
    return position;
  }

  #encrypt(word: bigint): bigint {
    let left = word >> this.#half;
    let right = word & this.#mask;
    for (let round = 0; round < ROUNDS; round++) [left, right] = [right, left ^ this.#hash(right, round)];
    return (left << this.#half) | right;
  }

  #hash(word: bigint, round: number): bigint {
    const random = RandomStream.from(this.#seed, `agent/grid/${round}/${word}`);
    let hash = 0n;
    for (let bits = 0n; bits < this.#half; bits += 32n) hash = (hash << 32n) | BigInt(random.integer(2 ** 32));
    return hash & this.#mask;
  }
}
