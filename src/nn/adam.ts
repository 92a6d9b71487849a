import { badRequest } from '../errors.js';
import { copyWeights } from './mlp.js';
import type { Network } from './network.js';

/** State of {@link Adam}: moments by the position of the parameter. */
export interface AdamState {
  readonly steps: number;
  readonly first: readonly ArrayLike<number>[];
  readonly second: readonly ArrayLike<number>[];
}

export interface AdamOptions {
  readonly learningRate: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

export const adamDefaults = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/**
 * Adam (Kingma & Ba 2015, arXiv 1412.6980, algorithm 1) over the parameters of one network or of plain arrays. It runs
 * in typed arrays: at 10^4 weights that costs less than the kernel calls of one tensor update.
 */
export class Adam {
  /** May change between steps. */
  learningRate: number;
  readonly #options: Required<AdamOptions>;
  readonly #first: Float32Array[];
  readonly #second: Float32Array[];
  #steps = 0;

  constructor(parameters: readonly Float32Array[], options: AdamOptions) {
    this.#options = { ...adamDefaults, ...options };
    this.learningRate = options.learningRate;
    this.#first = parameters.map(({ length }) => new Float32Array(length));
    this.#second = parameters.map(({ length }) => new Float32Array(length));
  }

  /** The parameters after one step down `gradients`. */
  stepped(parameters: readonly Float32Array[], gradients: readonly Float32Array[]): Float32Array[] {
    const { beta1, beta2, epsilon } = this.#options;
    this.#steps += 1;
    const rate = this.learningRate / (1 - beta1 ** this.#steps);
    const correction = 1 / (1 - beta2 ** this.#steps);
    return parameters.map((values, k) => {
      const [first, second, gradient] = [this.#first[k], this.#second[k], gradients[k]];
      if (gradient?.length !== values.length || first === undefined || second === undefined) {
        throw badRequest(`/gradients/${k}`, `expected ${values.length} numbers, got ${gradient?.length}`);
      }
      const next = new Float32Array(values.length);
      for (let i = 0; i < next.length; i++) {
        const g = gradient[i] as number;
        const m = beta1 * (first[i] as number) + (1 - beta1) * g;
        const v = beta2 * (second[i] as number) + (1 - beta2) * g * g;
        first[i] = m;
        second[i] = v;
        next[i] = (values[i] as number) - (rate * m) / (Math.sqrt(v * correction) + epsilon);
      }
      return next;
    });
  }

  /** One step of `network`. */
  step(network: Network, gradients: readonly Float32Array[]): void {
    network.setWeights(this.stepped(network.parameters, gradients));
  }

  /** Arrays of its own, not views. */
  getState(): { steps: number; first: Float32Array[]; second: Float32Array[] } {
    const copies = (arrays: readonly Float32Array[]): Float32Array[] => arrays.map((values) => values.slice());
    return { steps: this.#steps, first: copies(this.#first), second: copies(this.#second) };
  }

  setState({ steps, first, second }: AdamState): void {
    this.#steps = steps;
    copyWeights(this.#first, first);
    copyWeights(this.#second, second);
  }
}

/**
 * Scales the gradients of each member down to the norm `limit` where theirs is larger (Pascanu et al. 2013), in place.
 * @returns the largest norm before
 */
export function clipNorms(gradients: readonly Float32Array[], members: number, limit: number): number {
  let largest = 0;
  for (let m = 0; m < members; m++) {
    const own = gradients.map((values) => {
      const size = values.length / members;
      return values.subarray(m * size, (m + 1) * size);
    });
    let squares = 0;
    for (const values of own) for (let i = 0; i < values.length; i++) squares += (values[i] as number) ** 2;
    const norm = Math.sqrt(squares);
    largest = Math.max(largest, norm);
    if (norm <= limit) continue;
    for (const values of own)
      for (let i = 0; i < values.length; i++) values[i] = ((values[i] as number) * limit) / norm;
  }
  return largest;
}
