import type { Json } from '../../src/design/index.js';
import { Adam } from '../../src/nn/index.js';
import { decodeArrays, encodeArrays, trainedState } from './trained-state.js';

/**
 * The weight of the entropy, learnt so that the entropy stays near its target (Haarnoja et al. 2018, arXiv 1812.05905,
 * equation 18): gradient of log alpha = -(log p + target), averaged.
 */
export class Temperature {
  readonly #adam: Adam;
  #log = [new Float32Array(1)];

  constructor(learningRate: number) {
    this.#adam = new Adam(this.#log, { learningRate });
  }

  get alpha(): number {
    return Math.exp(this.#log[0]?.[0] ?? 0);
  }

  /** @param entropy of the policy, and the one to keep, averaged over the batch, in nats */
  step(entropy: number, target: number): void {
    this.#log = this.#adam.stepped(this.#log, [Float32Array.of(entropy - target)]) as Float32Array<ArrayBuffer>[];
  }

  state(): Json {
    return { ...(trainedState({ parameters: this.#log }, this.#adam) as object), log: encodeArrays(this.#log) };
  }

  restore(state: Json, path: string): void {
    const saved = state as { readonly [key: string]: Json };
    this.#log = decodeArrays(saved.log, `${path}/log`) as Float32Array<ArrayBuffer>[];
    this.#adam.setState({
      steps: saved.steps as number,
      first: decodeArrays(saved.first, `${path}/first`),
      second: decodeArrays(saved.second, `${path}/second`),
    });
  }
}
