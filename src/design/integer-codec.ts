import { countAllowed, rankedAllowed } from './mask.js';
import type { IntegerParameter, ParameterValue } from './parameter.js';
import { cellOf, type ParameterCodec, show } from './parameter-codec.js';

/**
 * Evenly spaced integers, computed rather than listed. On a linear scale the cells are equal; on a logarithmic one value
 * v owns [ln v, ln(v + step)) of [ln low, ln(high + step)), so that a uniform coordinate gives a log-uniform value.
 */
export class IntegerCodec implements ParameterCodec {
  readonly parameter: IntegerParameter;
  readonly cardinality: number;
  readonly ordered = true;
  readonly narrowestCell: number;
  readonly defaultValue: ParameterValue;
  readonly #low: number;
  readonly #high: number;
  readonly #step: number;
  /** ln((high + step) / low) on a logarithmic scale, 0 on a linear one. */
  readonly #logRange: number;

  constructor(parameter: IntegerParameter) {
    const { low, high, step = 1, scale } = parameter;
    this.parameter = parameter;
    this.#low = low;
    this.#high = high;
    this.#step = step;
    this.#logRange = scale === 'log' ? Math.log((high + step) / low) : 0;
    this.cardinality = (high - low) / step + 1;
    this.narrowestCell = scale === 'log' ? this.#logWidth(this.cardinality - 1) : 1 / this.cardinality;
    this.defaultValue = parameter.default ?? this.valueAt(Math.floor((this.cardinality - 1) / 2));
  }

  valueAt(index: number): number {
    if (!Number.isInteger(index) || index < 0 || index >= this.cardinality) {
      throw new RangeError(`'${this.parameter.name}' has values 0..${this.cardinality - 1}, not ${index}`);
    }
    return this.#low + index * this.#step;
  }

  indexOf(value: unknown): number {
    if (typeof value !== 'number' || !(value >= this.#low && value <= this.#high)) return -1;
    const index = (value - this.#low) / this.#step;
    return Number.isInteger(index) ? index : -1;
  }

  refusal(value: unknown): string | undefined {
    if (this.indexOf(value) >= 0) return undefined;
    const steps = this.#step === 1 ? '' : ` in steps of ${this.#step}`;
    return `must be an integer from ${this.#low} to ${this.#high}${steps}, not ${show(value)}`;
  }

  encode(value: ParameterValue): number {
    if (this.#logRange === 0) return (this.indexOf(value) + 0.5) / this.cardinality;
    const v = value as number;
    return Math.log(Math.sqrt(v * (v + this.#step)) / this.#low) / this.#logRange;
  }

  decode(u: number): number {
    return this.#low + this.#indexAt(u) * this.#step;
  }

  pick(u: number, allowed: Uint8Array | undefined): number {
    if (allowed === undefined) return this.decode(u);
    const index =
      this.#logRange === 0 ? rankedAllowed(allowed, cellOf(u, countAllowed(allowed))) : this.#weightedIndex(u, allowed);
    return this.valueAt(index);
  }

  #indexAt(u: number): number {
    if (this.#logRange === 0) return cellOf(u, this.cardinality);
    const clipped = Math.min(1, Math.max(0, u));
    const position = (this.#low * Math.exp(clipped * this.#logRange) - this.#low) / this.#step;
    return Math.min(this.cardinality - 1, Math.floor(position));
  }

  #logWidth(index: number): number {
    return Math.log1p(this.#step / this.valueAt(index)) / this.#logRange;
  }

  #weightedIndex(u: number, allowed: Uint8Array): number {
    let total = 0;
    for (let k = 0; k < allowed.length; k++) if (allowed[k] !== 0) total += this.#logWidth(k);
    let left = u * total;
    let last = -1;
    for (let k = 0; k < allowed.length; k++) {
      if (allowed[k] === 0) continue;
      last = k;
      left -= this.#logWidth(k);
      if (left < 0) break;
    }
    return last;
  }
}
