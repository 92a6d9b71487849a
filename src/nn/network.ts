/** What learners know of a function approximator; the rest of the room implements it. */

/** Gradients of one loss, in the shapes of the parameters and of the inputs. */
export interface Gradients {
  /** Empty where not asked for. */
  readonly parameters: readonly Float32Array[];
  /** Only where asked for. */
  readonly inputs?: Float32Array;
}

/** Which gradients to compute; default those of the parameters alone. */
export interface Wanted {
  readonly inputs?: boolean;
  readonly parameters?: boolean;
}

/** dLoss/dOutputs, given the outputs; both in the layout of {@link Network.forward}. */
export type OutputGradient = (outputs: Float32Array) => Float32Array;

/**
 * `members` functions of the same shape, side by side, each with weights of its own and all evaluated in one call.
 * Batches are row-major, member after member: inputs [members, rows, inputs], outputs [members, rows, outputs].
 */
export interface Network {
  readonly members: number;
  readonly inputs: number;
  readonly outputs: number;
  /**
   * The weights, each array [members, ...]. Change them through {@link setWeights} alone: a copy may live elsewhere.
   */
  readonly parameters: readonly Float32Array[];
  /** @param rows per member */
  forward(inputs: Float32Array, rows: number): Float32Array;
  /** One forward and one backward pass. */
  gradients(inputs: Float32Array, rows: number, of: OutputGradient, wanted?: Wanted): Gradients;
  /** Copies `weights` in; their lengths must be those of `parameters`. */
  setWeights(weights: readonly ArrayLike<number>[]): void;
  /** Frees what the network holds outside the JavaScript heap. */
  dispose(): void;
}

/** Number of weights of one member. */
export function weightCount({ parameters, members }: Pick<Network, 'parameters' | 'members'>): number {
  return parameters.reduce((sum, { length }) => sum + length, 0) / members;
}

/** Copies of the weights: what to keep. */
export function getWeights({ parameters }: Pick<Network, 'parameters'>): Float32Array[] {
  return parameters.map((values) => values.slice());
}
