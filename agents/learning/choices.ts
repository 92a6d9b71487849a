/** Designs as choices, parameter after parameter, under the problem's mask. */
import type { Design, DesignSpace, Mask, ParameterValue } from '../../src/design/index.js';
import type { RandomStream } from '../../src/stats/index.js';
import { type Bins, binsOf, valueInBin } from '../choices/bins.js';

/** Cells into which a real parameter is cut. */
const CELLS = 16;

/** What was open and taken at one parameter. */
export interface Choice {
  readonly open: Uint8Array;
  readonly taken: number;
}

/** Picks a bin of parameter `i` for each row among its open ones; what stands for rows without any does not matter. */
export type Choose = (i: number, open: readonly (Uint8Array | undefined)[]) => readonly number[];

export class Choices {
  readonly bins: readonly Bins[];
  readonly #space: DesignSpace;
  readonly #mask: Mask | undefined;

  constructor(space: DesignSpace, mask: Mask | undefined) {
    this.#space = space;
    this.#mask = mask;
    this.bins = space.names.map((_, i) => binsOf(space, i, CELLS));
  }

  /** A design whose active parameters `choose` picks among their open bins; values within a bin are uniform. */
  design(choose: (i: number, open: Uint8Array) => number, random: RandomStream): Design {
    return this.#space.build((i, allowed) => {
      const bins = this.bins[i] as Bins;
      return valueInBin(this.#space, i, bins, choose(i, this.#open(i, allowed)), allowed, random);
    }, this.#mask);
  }

  /** `rows` designs side by side, parameter after parameter; where one is not active nothing is open. */
  designs(rows: number, choose: Choose, random: RandomStream): Design[] {
    const designs = Array.from({ length: rows }, (): Record<string, ParameterValue> => ({}));
    this.#space.names.forEach((name, i) => {
      const bins = this.bins[i] as Bins;
      const active = designs.map((partial) => this.#space.isActive(partial, i));
      const allowed = designs.map((partial, row) => (active[row] ? this.#allowed(i, partial) : undefined));
      const taken = choose(
        i,
        allowed.map((values, row) => (active[row] ? this.#open(i, values) : undefined)),
      );
      designs.forEach((partial, row) => {
        partial[name] = active[row]
          ? valueInBin(this.#space, i, bins, taken[row] as number, allowed[row], random)
          : this.#space.defaultValue(i);
      });
    });
    return designs;
  }

  /** The choices that lead to `design`, also to one never asked for; undefined where a parameter is not active. */
  of(design: Design): (Choice | undefined)[] {
    const partial: Record<string, ParameterValue> = {};
    return this.#space.names.map((name, i) => {
      const value = design[name] as ParameterValue;
      const active = this.#space.isActive(partial, i);
      const allowed = active ? this.#allowed(i, partial) : undefined;
      partial[name] = value;
      return active ? { open: this.#open(i, allowed), taken: (this.bins[i] as Bins).binOf(value) } : undefined;
    });
  }

  #allowed(i: number, partial: Partial<Design>): Uint8Array | undefined {
    return this.#mask === undefined ? undefined : this.#space.allowedValues(i, partial, this.#mask);
  }

  #open(i: number, allowed: Uint8Array | undefined): Uint8Array {
    const bins = this.bins[i] as Bins;
    return allowed === undefined ? new Uint8Array(bins.count).fill(1) : bins.open(allowed);
  }
}
