/**
 * Seeded random streams: the only source of randomness in the project.
 *
 * Generator: xoroshiro128+ (Blackman & Vigna 2018, as implemented by pure-rand). A stream is named by a seed and a
 * path of names, so that every consumer has its own numbers and adding a consumer never shifts another one's.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import { badRequest } from '../errors.js';

/** Everything a stream needs to go on bit for bit; plain JSON. */
export type RandomState = readonly number[];

const TWO_TO_32 = 2 ** 32;

export class RandomStream {
  #generator: JumpableRandomGenerator;

  private constructor(generator: JumpableRandomGenerator) {
    this.#generator = generator;
  }

  /**
   * The stream named `name` of `seed`.
   * @param seed integer in 0..2^53-1; anything else is a `badRequest`
   */
  static from(seed: number, name = ''): RandomStream {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw badRequest('/seed', `a seed is an integer from 0 to 2^53 - 1, not ${String(seed)}`);
    }
    return RandomStream.#hashed([seed % TWO_TO_32, Math.floor(seed / TWO_TO_32)], name);
  }

  /** A stream that continues where the one that gave `state` stood. */
  static fromState(state: RandomState): RandomStream {
    return new RandomStream(xoroshiro128plusFromState(state));
  }

  static #hashed(words: readonly number[], name: string): RandomStream {
    const state = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x6a09e667].map((salt) => {
      let hash = salt;
      for (const word of words) hash = mix(hash ^ word);
      for (let i = 0; i < name.length; i++) hash = mix(hash ^ name.charCodeAt(i));
      return mix(hash ^ name.length);
    });
    return RandomStream.fromState(state.some((word) => word !== 0) ? state : [1, 0, 0, 0]);
  }

  /** An independent stream derived from this one's present state and `name`; this stream does not move. */
  split(name: string): RandomStream {
    return RandomStream.#hashed(this.getState(), name);
  }

  /** Moves 2^64 draws ahead, so that a copy can be used without overlap. */
  jump(): void {
    this.#generator.jump();
  }

  getState(): RandomState {
    return this.#generator.getState();
  }

  setState(state: RandomState): void {
    this.#generator = xoroshiro128plusFromState(state);
  }

  /** Uniform in [0, 1), 53 random bits. */
  uniform(): number {
    return uniformFloat64(this.#generator);
  }

  /** Uniform integer in 0..n-1 without modulo bias, for 1 <= n <= 2^32. */
  integer(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > TWO_TO_32)
      throw new RangeError(`integer(n) takes 1 <= n <= 2^32, not ${n}`);
    const limit = TWO_TO_32 - (TWO_TO_32 % n);
    let draw = this.#generator.next() >>> 0;
    while (draw >= limit) draw = this.#generator.next() >>> 0;
    return draw % n;
  }

  /** Standard normal (Box-Muller, one draw a call so that the state stays a plain counter). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Exponential with mean 1. */
  exponential(): number {
    return -Math.log(1 - this.uniform());
  }

  /** One of `items`, each equally likely. */
  choice<T>(items: readonly T[]): T {
    return items[this.integer(items.length)] as T;
  }

  /** Fisher-Yates shuffle in place; returns its argument. */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [items[i], items[j]] = [items[j] as T, items[i] as T];
    }
    return items;
  }
}

/** A seed from the operating system's entropy, for the first use without one: report it, so that the run can be repeated. */
export function entropySeed(): number {
  return globalThis.crypto.getRandomValues(new Uint32Array(1))[0] as number;
}

/** Finaliser of MurmurHash3 (Appleby), a bijection on 32-bit words. */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
