import type { Json } from '../../src/design/index.js';
import { Adam, ChoiceLstm, SKIPPED, softmaxInto } from '../../src/nn/index.js';
import type { RandomStream } from '../../src/stats/index.js';
import type { Choose } from './choices.js';
import { type Controller, drawBin, logitSlopes, type Sample } from './controller.js';
import { restoreTrained, trainedState } from './trained-state.js';

/** Logits become CAP tanh(logit/TEMPERATURE): no choice is ruled out early (Bello et al. 2017, arXiv 1611.09940). */
const TEMPERATURE = 5;
const CAP = 2.5;

export interface LstmControllerOptions {
  /** Units of the cell, and numbers of an embedding. */
  readonly hidden: number;
  readonly learningRate: number;
  readonly entropyWeight: number;
  /** Whether logits are bounded. */
  readonly bounded: boolean;
}

/** An LSTM that chooses parameter after parameter and knows what it chose before (NASAIC, ENAS). Steps by Adam. */
export class LstmController implements Controller {
  readonly #options: LstmControllerOptions;
  readonly #network: ChoiceLstm;
  readonly #adam: Adam;

  constructor(counts: readonly number[], options: LstmControllerOptions, random: RandomStream) {
    this.#options = options;
    this.#network = new ChoiceLstm(counts, options.hidden, random);
    this.#adam = new Adam(this.#network.parameters, { learningRate: options.learningRate });
  }

  begin(rows: number, random: RandomStream): Choose {
    const next = this.#network.begin(rows);
    let before = new Array<number>(rows).fill(SKIPPED);
    return (_, open) => {
      const logits = next(before);
      before = open.map((bins, row) =>
        bins === undefined ? SKIPPED : drawBin(this.#shares(logits, row, bins), bins, random),
      );
      return before;
    };
  }

  update(samples: readonly Sample[]): void {
    const rows = samples.length;
    const chosen = this.#network.counts.map((_, i) => samples.map(({ choices }) => choices[i]?.taken ?? SKIPPED));
    const gradients = this.#network.gradients(chosen, (i, logits) => {
      const slopes = new Float32Array(logits.length);
      const count = logits.length / rows;
      samples.forEach(({ choices, advantage }, row) => {
        const choice = choices[i];
        if (choice === undefined) return;
        const shares = this.#shares(logits, row, choice.open);
        const up = logitSlopes(shares, choice.taken, advantage, this.#options.entropyWeight);
        for (let k = 0; k < count; k++) {
          const at = row * count + k;
          slopes[at] = (-(up[k] as number) * this.#boundSlope(logits[at] as number)) / rows;
        }
      });
      return slopes;
    });
    this.#network.setWeights(this.#adam.stepped(this.#network.parameters, gradients));
  }

  state(): Json {
    return trainedState(this.#network, this.#adam);
  }

  restore(state: Json): void {
    restoreTrained(this.#network, this.#adam, state, '/controller');
  }

  /** Probabilities of the options in `row` of a step's logits. */
  #shares(logits: Float32Array, row: number, open: Uint8Array): Float64Array {
    const shares = new Float64Array(open.length);
    const start = row * open.length;
    const bounded = logits.subarray(start, start + open.length).map((logit) => this.#bound(logit));
    softmaxInto(shares, bounded, 0, open.length, open);
    return shares;
  }

  #bound(logit: number): number {
    return this.#options.bounded ? CAP * Math.tanh(logit / TEMPERATURE) : logit;
  }

  #boundSlope(logit: number): number {
    return this.#options.bounded ? (CAP / TEMPERATURE) * (1 - Math.tanh(logit / TEMPERATURE) ** 2) : 1;
  }
}
