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

  /** The choices that lead to `design`, also to one never asked for; undefined where a parameter is not active. */
  of(design: Design): (Choice | undefined)[] {
    const partial: Record<string, ParameterValue> = {};
    return this.#space.names.map((name, i) => {
      const value = design[name] as ParameterValue;
      const active = this.#space.isActive(partial, i);
      const allowed =
        active && this.#mask !== undefined ? this.#space.allowedValues(i, partial, this.#mask) : undefined;
      partial[name] = value;
      return active ? { open: this.#open(i, allowed), taken: (this.bins[i] as Bins).binOf(value) } : undefined;
    });
  }

  #open(i: number, allowed: Uint8Array | undefined): Uint8Array {
    const bins = this.bins[i] as Bins;
    return allowed === undefined ? new Uint8Array(bins.count).fill(1) : bins.open(allowed);
  }
}
