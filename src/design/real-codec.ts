import type { ParameterValue, RealParameter } from './parameter.js';
import { type ParameterCodec, show } from './parameter-codec.js';

/** Coordinates are multiples of 2^-53, the grid on which u -> 2u - 1 and back lose nothing in double precision. */
const GRID = 2 ** 53;

/**
 * A real number between two bounds. `decode` snaps the coordinate to a grid of 2^-53 and `encode` finds the grid point
 * that decodes to the value: every value that the space itself gives comes back exactly, also through Box[-1,1] in
 * float64. A value from outside (a user's 0.1) comes back to within one grid step.
 */
export class RealCodec implements ParameterCodec {
  readonly parameter: RealParameter;
  readonly cardinality = Number.POSITIVE_INFINITY;
  readonly ordered = true;
  readonly narrowestCell = 0;
  readonly defaultValue: ParameterValue;
  readonly #low: number;
  readonly #high: number;
  readonly #range: number;
  readonly #log: boolean;

  constructor(parameter: RealParameter) {
    this.parameter = parameter;
    this.#low = parameter.low;
    this.#high = parameter.high;
    this.#log = parameter.scale === 'log';
    this.#range = this.#log ? Math.log(parameter.high / parameter.low) : parameter.high - parameter.low;
    this.defaultValue = parameter.default ?? this.decode(0.5);
  }

  valueAt(index: number): never {
    throw new RangeError(`'${this.parameter.name}' is real and has no value number ${index}`);
  }

  indexOf(): number {
    return -1;
  }

  refusal(value: unknown): string | undefined {
    if (typeof value === 'number' && value >= this.#low && value <= this.#high) return undefined;
    return `must be a number from ${this.#low} to ${this.#high}, not ${show(value)}`;
  }

  encode(value: ParameterValue): number {
    const wanted = value as number;
    if (wanted <= this.#low) return 0;
    if (wanted >= this.#high) return 1;
    const position = this.#log ? Math.log(wanted / this.#low) : wanted - this.#low;
    const start = Math.min(GRID, Math.max(0, Math.round((position / this.#range) * GRID)));
    const slope = (this.#log ? wanted * this.#range : this.#range) / GRID;
    // Newton's method on the grid: rounding leaves the first guess at most a few steps away.
    let point = start;
    for (let round = 0; round < 8; round++) {
      const error = this.#at(point / GRID) - wanted;
      if (error === 0) return point / GRID;
      const step = Math.round(error / slope);
      point = Math.min(GRID, Math.max(0, point - (step === 0 ? Math.sign(error) : step)));
    }
    return start / GRID;
  }

  decode(u: number): number {
    return this.#at(Math.floor(u * GRID) / GRID);
  }

  pick(u: number): number {
    return this.decode(u);
  }

  #at(u: number): number {
    if (u <= 0) return this.#low;
    if (u >= 1) return this.#high;
    const value = this.#log ? this.#low * Math.exp(u * this.#range) : this.#low + u * this.#range;
    return Math.min(this.#high, value);
  }
}
