import type { Json } from '../../src/design/index.js';
import { softmaxInto } from '../../src/nn/index.js';
import type { RandomStream } from '../../src/stats/index.js';
import type { Choose } from './choices.js';
import { type Controller, drawBin, logitSlopes, type Sample } from './controller.js';

/** One logit per bin of every parameter; parameters do not know of each other. */
export class TableController implements Controller {
  readonly #logits: Float64Array[];
  readonly #learningRate: number;
  readonly #entropyWeight: number;

  constructor(counts: readonly number[], learningRate: number, entropyWeight: number) {
    this.#logits = counts.map((count) => new Float64Array(count));
    this.#learningRate = learningRate;
    this.#entropyWeight = entropyWeight;
  }

  begin(_rows: number, random: RandomStream): Choose {
    return (i, open) => open.map((bins) => (bins === undefined ? 0 : drawBin(this.#shares(i, bins), bins, random)));
  }

  update(samples: readonly Sample[]): void {
    const steps = this.#logits.map(({ length }) => new Float64Array(length));
    for (const { choices, advantage } of samples) {
      choices.forEach((choice, i) => {
        if (choice === undefined) return;
        const step = steps[i] as Float64Array;
        const slopes = logitSlopes(this.#shares(i, choice.open), choice.taken, advantage, this.#entropyWeight);
        for (let k = 0; k < step.length; k++) step[k] = (step[k] as number) + (slopes[k] as number);
      });
    }
    this.#logits.forEach((logits, i) => {
      for (let k = 0; k < logits.length; k++) {
        logits[k] = (logits[k] as number) + this.#learningRate * (steps[i]?.[k] as number);
      }
    });
  }

  state(): Json {
    return this.#logits.map((logits) => Array.from(logits));
  }

  restore(state: Json): void {
    (state as readonly (readonly number[])[]).forEach((logits, i) => {
      this.#logits[i]?.set(logits);
    });
  }

  #shares(i: number, open: Uint8Array): Float64Array {
    const logits = this.#logits[i] as Float64Array;
    const shares = new Float64Array(logits.length);
    softmaxInto(shares, logits, 0, logits.length, open);
    return shares;
  }
}
