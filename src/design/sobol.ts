/**
 * Sobol's sequence in Gray-code order (Antonov & Saleev 1979) with the direction numbers of Joe & Kuo (2008), optionally
 * with hash-based Owen scrambling (Burley 2020, "Practical hash-based Owen scrambling", JCGT 9(4), with the permutation of
 * Laine & Karras 2011). Point 0 is not skipped.
 */
import { badRequest } from '../errors.js';
import { RandomStream } from '../stats/random.js';
import { joeKuo } from './sobol-directions.js';

const BITS = 32;
const TWO_TO_32 = 2 ** BITS;

/** Largest dimension of the table. */
export const MAX_SOBOL_DIMENSION = joeKuo.length + 1;

export interface SobolOptions {
  /** Names the scrambling; default 0. */
  readonly seed?: number;
  /** Owen scrambling; default true. Without it point 0 is the origin. */
  readonly scramble?: boolean;
}

/** A (t, s)-sequence in base 2: the first 2^m points of every axis fall one into each interval of length 2^-m. */
export class SobolSequence {
  readonly dimension: number;
  /** BITS direction numbers per dimension. */
  readonly #directions: Int32Array;
  /** One seed per dimension; undefined without scrambling. */
  readonly #seeds: Int32Array | undefined;

  /** @throws badRequest for a dimension that the table does not hold */
  constructor(dimension: number, { seed = 0, scramble = true }: SobolOptions = {}) {
    if (!Number.isInteger(dimension) || dimension < 1 || dimension > MAX_SOBOL_DIMENSION) {
      throw badRequest(
        '/dimension',
        `the Sobol sequence has 1 to ${MAX_SOBOL_DIMENSION} dimensions here, not ${dimension}; use a Latin hypercube`,
      );
    }
    this.dimension = dimension;
    this.#directions = new Int32Array(dimension * BITS);
    for (let j = 0; j < dimension; j++) this.#directions.set(directionNumbers(j), j * BITS);
    if (scramble) {
      const random = RandomStream.from(seed, 'sobol');
      this.#seeds = Int32Array.from({ length: dimension }, () => random.integer(TWO_TO_32));
    }
  }

  /** Point number `index` (0..2^32 - 1) of [0, 1)^dimension. */
  point(index: number): Float64Array {
    if (!Number.isInteger(index) || index < 0 || index >= TWO_TO_32) {
      throw new RangeError(`points of the Sobol sequence are numbered 0..2^32 - 1, not ${index}`);
    }
    const gray = (index ^ (index >>> 1)) >>> 0;
    const point = new Float64Array(this.dimension);
    for (let j = 0; j < this.dimension; j++) {
      let x = 0;
      for (let k = 0, bits = gray; bits !== 0; k++, bits >>>= 1) {
        if ((bits & 1) !== 0) x ^= this.#directions[j * BITS + k] as number;
      }
      if (this.#seeds !== undefined) x = owenScramble(x, this.#seeds[j] as number);
      point[j] = (x >>> 0) / TWO_TO_32;
    }
    return point;
  }
}

/**
 * index -> point of [0, 1)^dimension, for any dimension: those of {@link SobolSequence}, and beyond its table independent
 * uniform numbers named by the seed.
 */
export function sobolPoints(dimension: number, options: SobolOptions = {}): (index: number) => ArrayLike<number> {
  const sequence = new SobolSequence(Math.min(dimension, MAX_SOBOL_DIMENSION), options);
  if (dimension === sequence.dimension) return (index) => sequence.point(index);
  const { seed = 0 } = options;
  return (index) => {
    const point = new Float64Array(dimension);
    point.set(sequence.point(index));
    const random = RandomStream.from(seed, `agent/sobol/${index}`);
    for (let j = sequence.dimension; j < dimension; j++) point[j] = random.uniform();
    return point;
  };
}

/** v_k = m_k 2^(32-k), k = 1..32, of dimension `j` (from 0), by the recurrence of Joe & Kuo (2008), equation 1. */
function directionNumbers(j: number): Int32Array {
  const v = new Int32Array(BITS);
  if (j === 0) {
    for (let k = 0; k < BITS; k++) v[k] = 1 << (BITS - 1 - k);
    return v;
  }
  const [a, ...initial] = joeKuo[j - 1] as readonly [number, ...number[]];
  const degree = initial.length;
  for (let k = 0; k < BITS; k++) {
    if (k < degree) {
      v[k] = (initial[k] as number) << (BITS - 1 - k);
      continue;
    }
    const oldest = v[k - degree] as number;
    let next = oldest ^ (oldest >>> degree);
    for (let i = 1; i < degree; i++) {
      if (((a >> (degree - 1 - i)) & 1) !== 0) next ^= v[k - i] as number;
    }
    v[k] = next;
  }
  return v;
}

/** Nested uniform scrambling: each bit is flipped or not depending on `seed` and all higher bits. */
function owenScramble(bits: number, seed: number): number {
  let x = (reverseBits(bits) + seed) | 0;
  x ^= Math.imul(x, 0x6c50b47c);
  x ^= Math.imul(x, 0xb82f1e52);
  x ^= Math.imul(x, 0xc7afe638);
  x ^= Math.imul(x, 0x8d22f6e6);
  return reverseBits(x);
}

function reverseBits(word: number): number {
  let x = word;
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return (x >>> 16) | (x << 16);
}
