/** One agent's part of a design: its parameters, and the actions that set them. */
import type { Space } from '../spaces/index.js';
import { DesignSpace } from './design-space.js';
import type { Design, ParameterValue } from './parameter.js';

export type SliceAction = Int32Array | Float32Array | Float64Array;

/**
 * Actions: indices (`MultiDiscrete`) where no parameter of the slice is real, else [-1, 1] per parameter (`Box`).
 * Conditions between parameters are left to the whole design.
 */
export class AgentSlice {
  readonly names: readonly string[];
  readonly actionSpace: Space<SliceAction>;
  /** Columns of {@link oneHot}. */
  readonly width: number;
  readonly #space: DesignSpace;
  readonly #discrete: boolean;

  constructor(whole: DesignSpace, names: readonly string[]) {
    this.names = names;
    this.#space = new DesignSpace(
      names.map((name) => {
        const { activeWhen: _, ...parameter } = whole.parameters[whole.indexOf(name)] as (typeof whole.parameters)[0];
        return parameter;
      }),
    );
    this.#discrete = this.#space.parameters.every(({ type }) => type !== 'real');
    this.actionSpace = (this.#discrete
      ? this.#space.multiDiscreteSpace()
      : this.#space.boxSpace()) as unknown as Space<SliceAction>;
    this.width = names.reduce((sum, _, i) => sum + this.#space.oneHotWidth(i), 0);
  }

  /** The values that a member of `actionSpace` stands for. */
  decode(action: SliceAction): Design {
    return this.#discrete ? this.#space.fromIndices(action) : this.#space.fromBox(action);
  }

  /** The action that gives this slice of `design`. */
  encode(design: Design): SliceAction {
    const part = this.of(design);
    return this.#discrete ? this.#space.toIndices(part) : this.#space.toBox(part);
  }

  /** One column per value of each parameter, one for a real. */
  oneHot(design: Design): Float64Array {
    return this.#space.toOneHot(this.of(design));
  }

  /** This slice of `design`. */
  of(design: Design): Design {
    return Object.fromEntries(this.names.map((name) => [name, design[name] as ParameterValue]));
  }
}
