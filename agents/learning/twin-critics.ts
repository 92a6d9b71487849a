import type { Json } from '../../src/design/index.js';
import { Adam, fanIn, getWeights, Mlp, weightCount } from '../../src/nn/index.js';
import type { RandomStream } from '../../src/stats/index.js';
import { decodeArrays, encodeArrays, restoreTrained, trainedState } from './trained-state.js';

/** Two critics side by side, and slow copies of them that give the targets (Fujimoto et al. 2018, arXiv 1802.09477). */
export class TwinCritics {
  readonly networks: Mlp;
  readonly #targets: Mlp;
  readonly #adam: Adam;
  readonly #tau: number;

  constructor(
    shape: { inputs: number; hidden: readonly number[]; outputs: number },
    { learningRate, tau }: { learningRate: number; tau: number },
    random: RandomStream,
  ) {
    const options = { ...shape, activation: 'relu', init: fanIn, outputInit: fanIn, members: 2 } as const;
    this.networks = new Mlp(options, random);
    this.#targets = new Mlp(options, random);
    this.#targets.setWeights(getWeights(this.networks));
    this.#adam = new Adam(this.networks.parameters, { learningRate });
    this.#tau = tau;
  }

  get weights(): number {
    return 2 * weightCount(this.networks);
  }

  /** Estimates of both slow copies for one batch of inputs, [2, rows, outputs]. */
  targets(inputs: Float32Array, rows: number): Float32Array {
    return this.#targets.forward(twice(inputs), rows);
  }

  /** One step towards targets. @param slope dLoss/dOutputs, given the outputs [2, rows, outputs] */
  learn(inputs: Float32Array, rows: number, slope: (outputs: Float32Array) => Float32Array): void {
    const { parameters } = this.networks.gradients(twice(inputs), rows, slope);
    this.#adam.step(this.networks, parameters);
  }

  /** Moves the slow copies. */
  follow(): void {
    const fast = this.networks.parameters;
    this.#targets.setWeights(
      this.#targets.parameters.map((values, k) =>
        values.map((value, i) => value + this.#tau * ((fast[k]?.[i] as number) - value)),
      ),
    );
  }

  state(): Json {
    return {
      networks: trainedState(this.networks, this.#adam),
      targets: encodeArrays(this.#targets.parameters),
    };
  }

  restore(state: Json, path: string): void {
    const saved = state as { readonly networks: Json; readonly targets: Json };
    restoreTrained(this.networks, this.#adam, saved.networks, `${path}/networks`);
    this.#targets.setWeights(decodeArrays(saved.targets, `${path}/targets`));
  }

  dispose(): void {
    this.networks.dispose();
    this.#targets.dispose();
  }
}

/** The same batch for both members. */
export function twice(inputs: Float32Array): Float32Array {
  const both = new Float32Array(2 * inputs.length);
  both.set(inputs);
  both.set(inputs, inputs.length);
  return both;
}
