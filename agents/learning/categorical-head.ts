/**
 * One categorical distribution per component, joint log-probability their sum. Masked values have a logit of -1e9, in
 * sampling and in every gradient, so entropy is over allowed values only (Huang & Ontanon 2020, arXiv 2006.14171).
 */
import { badRequest } from '../../src/errors.js';
import { softmaxInto } from '../../src/nn/index.js';
import type { RandomStream } from '../../src/stats/random.js';
import type { Head, Pull, Row } from './head.js';

export class CategoricalHead implements Head {
  readonly outputs: number;
  readonly constants = 0;
  readonly numbers: number;
  readonly #counts: readonly number[];
  readonly #starts: readonly number[];
  readonly #scalar: boolean;
  readonly #shares: Float64Array;

  /** @param scalar the action is a number, not an array of one */
  constructor(counts: readonly number[], starts: readonly number[], scalar: boolean) {
    this.#counts = counts;
    this.#starts = starts;
    this.#scalar = scalar;
    this.outputs = counts.reduce((sum, n) => sum + n, 0);
    this.numbers = counts.length;
    this.#shares = new Float64Array(Math.max(...counts));
  }

  sample(outputs: Row, mask: Uint8Array, random: RandomStream, action: Row): number {
    let logProbability = 0;
    this.#each(outputs, mask, (component, at, logSum) => {
      const choice = this.#draw(this.#counts[component] as number, random.uniform());
      action.values[action.offset + component] = choice;
      logProbability += (outputs.values[at + choice] as number) - logSum;
    });
    return logProbability;
  }

  greedy(outputs: Row, mask: Uint8Array, action: Row): void {
    this.#each(outputs, mask, (component) => {
      let best = 0;
      for (let k = 1; k < (this.#counts[component] as number); k++) {
        if ((this.#shares[k] as number) > (this.#shares[best] as number)) best = k;
      }
      action.values[action.offset + component] = best;
    });
  }

  logProbability(outputs: Row, mask: Uint8Array, action: Row): number {
    let sum = 0;
    this.#each(outputs, mask, (component, at, logSum) => {
      sum += (outputs.values[at + (action.values[action.offset + component] as number)] as number) - logSum;
    });
    return sum;
  }

  entropy(outputs: Row, mask: Uint8Array): number {
    let sum = 0;
    this.#each(outputs, mask, (component, at, logSum) => {
      sum += this.#entropy(outputs.values, component, at, logSum);
    });
    return sum;
  }

  addGradient(outputs: Row, mask: Uint8Array, action: Row, pull: Pull, gradient: Row): void {
    this.#each(outputs, mask, (component, at, logSum) => {
      const entropy = pull.entropy === 0 ? 0 : this.#entropy(outputs.values, component, at, logSum);
      const start = gradient.offset + at - outputs.offset;
      const taken = action.values[action.offset + component] as number;
      for (let k = 0; k < (this.#counts[component] as number); k++) {
        const share = this.#shares[k] as number;
        // d log p(taken)/d z_k = [k = taken] - p_k; dH/d z_k = -p_k (log p_k + H).
        const log = share > 0 ? (outputs.values[at + k] as number) - logSum : 0;
        const slope = pull.logProbability * ((k === taken ? 1 : 0) - share) - pull.entropy * share * (log + entropy);
        gradient.values[start + k] = (gradient.values[start + k] as number) + slope;
      }
    });
  }

  value({ values, offset }: Row): unknown {
    if (this.#scalar) return (values[offset] as number) + (this.#starts[0] as number);
    return Int32Array.from(this.#starts, (start, i) => start + (values[offset + i] as number));
  }

  flatMask(mask: unknown): Uint8Array {
    const flat = new Uint8Array(this.outputs).fill(1);
    if (mask === undefined) return flat;
    const parts: unknown = this.#scalar ? [mask] : mask;
    if (!Array.isArray(parts) || parts.length !== this.#counts.length) throw this.#wrongMask();
    let at = 0;
    this.#counts.forEach((count, i) => {
      const part: unknown = parts[i];
      if (part !== undefined) {
        if (!(part instanceof Uint8Array) || part.length !== count) throw this.#wrongMask();
        flat.set(part, at);
      }
      at += count;
    });
    return flat;
  }

  #wrongMask(): Error {
    return badRequest('/actionMask', `an action mask has ${this.#counts.join(', ')} entries of 0 or 1`);
  }

  /** Calls `visit` for each component with its shares in `#shares`. */
  #each(outputs: Row, mask: Uint8Array, visit: (component: number, at: number, logSum: number) => void): void {
    let start = 0;
    for (let component = 0; component < this.#counts.length; component++) {
      const count = this.#counts[component] as number;
      const at = outputs.offset + start;
      visit(component, at, softmaxInto(this.#shares, outputs.values, at, count, mask, start));
      start += count;
    }
  }

  #draw(count: number, uniform: number): number {
    let left = uniform;
    let last = 0;
    for (let k = 0; k < count; k++) {
      const share = this.#shares[k] as number;
      if (share === 0) continue;
      last = k;
      left -= share;
      if (left < 0) return k;
    }
    return last;
  }

  #entropy(logits: Float32Array, component: number, at: number, logSum: number): number {
    let sum = 0;
    for (let k = 0; k < (this.#counts[component] as number); k++) {
      const share = this.#shares[k] as number;
      if (share > 0) sum -= share * ((logits[at + k] as number) - logSum);
    }
    return sum;
  }
}
