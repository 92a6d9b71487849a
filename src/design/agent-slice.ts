/** One agent's part of a design: its parameters, and the actions that set them. */
import { Discrete, type Space } from '../spaces/index.js';
import { DesignSpace } from './design-space.js';
import type { Design, ParameterValue } from './parameter.js';

export type SliceAction = number | Int32Array | Float32Array | Float64Array;

/**
 * Actions: the index of the value (`Discrete`) where the slice is one discrete parameter, one index per parameter
 * (`MultiDiscrete`) where it is several, and [-1, 1] per parameter (`Box`) where one of them is real. Conditions between
 * parameters are left to the whole design.
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
    this.actionSpace = this.#makeActionSpace();
    this.width = names.reduce((sum, _, i) => sum + this.#space.oneHotWidth(i), 0);
  }

  /** The values that a member of `actionSpace` stands for. */
  decode(action: SliceAction): Design {
    const values = typeof action === 'number' ? [action] : action;
    return this.#discrete ? this.#space.fromIndices(values) : this.#space.fromBox(values);
  }

  /** The action that gives this slice of `design`. */
  encode(design: Design): SliceAction {
    const part = this.of(design);
    if (!this.#discrete) return this.#space.toBox(part);
    const indices = this.#space.toIndices(part);
    return this.names.length === 1 ? (indices[0] as number) : indices;
  }

  /** One column per value of each parameter, one for a real. */
  oneHot(design: Design): Float64Array {
    return this.#space.toOneHot(this.of(design));
  }

  /** This slice of `design`. */
  of(design: Design): Design {
    return Object.fromEntries(this.names.map((name) => [name, design[name] as ParameterValue]));
  }

  #makeActionSpace(): Space<SliceAction> {
    const space = !this.#discrete
      ? this.#space.boxSpace()
      : this.names.length === 1
        ? new Discrete(this.#space.cardinality(0))
        : this.#space.multiDiscreteSpace();
    return space as unknown as Space<SliceAction>;
  }
}
