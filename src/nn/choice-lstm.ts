import type { RandomStream } from '../stats/random.js';
import { fanIn } from './init.js';
import { Lstm, type LstmFlow, type LstmStep } from './lstm.js';
import { matMul } from './mat-mul.js';
import { copyWeights } from './mlp.js';

/** Stands for a choice that was not made. */
export const SKIPPED = -1;

/**
 * Logits of choices that are made one after the other, each from an LSTM cell that has seen those before (Zoph & Le
 * 2017, arXiv 1611.01578; ENAS, Pham et al. 2018, arXiv 1802.03268): the input of a step is the embedding of the choice
 * before, its output goes through a linear layer of the step's own.
 */
export class ChoiceLstm {
  /** Options of each choice. */
  readonly counts: readonly number[];
  /** Embeddings [tokens, hidden]; weights and biases of the cell; weights [hidden, count] and biases of each step. */
  readonly parameters: readonly Float32Array[];
  readonly #cell: Lstm;
  /** First row of a step's choices among the embeddings: that of {@link SKIPPED}, the options behind it. */
  readonly #tokens: readonly number[];

  constructor(counts: readonly number[], hidden: number, random: RandomStream) {
    this.counts = counts;
    this.#cell = new Lstm(hidden, hidden, random.split('cell'));
    let tokens = 1;
    this.#tokens = counts.map((count) => {
      tokens += count + 1;
      return tokens - count - 1;
    });
    const embeddings = random.split('embeddings');
    const outputs = random.split('outputs');
    this.parameters = [
      fanIn(embeddings, hidden, tokens),
      ...this.#cell.parameters,
      ...counts.flatMap((count) => [fanIn(outputs, hidden, count), new Float32Array(count)]),
    ];
  }

  setWeights(weights: readonly ArrayLike<number>[]): void {
    copyWeights(this.parameters, weights);
  }

  /**
   * Begins `rows` sequences. Each call makes a step and gives its logits, [rows, count].
   * @returns takes what each row chose at the step before: an option or {@link SKIPPED}; at the first step it has no meaning
   */
  begin(rows: number): (before: readonly number[]) => Float32Array {
    let made = 0;
    let last: LstmStep | undefined;
    return (before) => {
      last = this.#cell.step(this.#embedded(before.map((choice) => this.#token(made, choice))), rows, last);
      return this.#logits(made++, last);
    };
  }

  /**
   * Gradients of a loss over whole sequences, in the order of the parameters.
   * @param chosen [steps][rows]: an option or {@link SKIPPED}
   * @param slopes dLoss/dLogits of a step, [rows, count], given the logits
   */
  gradients(
    chosen: readonly ArrayLike<number>[],
    slopes: (step: number, logits: Float32Array) => Float32Array,
  ): Float32Array[] {
    const { hidden } = this.#cell;
    const rows = chosen[0]?.length ?? 0;
    const tokens = chosen.map((_, step) =>
      Array.from({ length: rows }, (_, row) => this.#token(step, chosen[step - 1]?.[row] ?? SKIPPED)),
    );
    const steps: LstmStep[] = [];
    for (const seen of tokens) steps.push(this.#cell.step(this.#embedded(seen), rows, steps.at(-1)));
    const gradients = this.parameters.map(({ length }) => new Float32Array(length));
    const [embeddings, weights, biases] = gradients as [Float32Array, Float32Array, Float32Array];
    let flow: LstmFlow = { hidden: new Float32Array(rows * hidden), cell: new Float32Array(rows * hidden) };
    for (let step = steps.length - 1; step >= 0; step--) {
      const made = steps[step] as LstmStep;
      const own = this.#backFromLogits(step, made, slopes(step, this.#logits(step, made)), gradients);
      const arriving = { hidden: flow.hidden.map((value, k) => value + (own[k] as number)), cell: flow.cell };
      const back = this.#cell.back(made, arriving, [weights, biases]);
      tokens[step]?.forEach((token, row) => {
        for (let k = 0; k < hidden; k++) {
          const at = token * hidden + k;
          embeddings[at] = (embeddings[at] as number) + (back.inputs[row * hidden + k] as number);
        }
      });
      flow = back;
    }
    return gradients;
  }

  #token(step: number, before: number): number {
    return step === 0 ? 0 : (this.#tokens[step - 1] as number) + 1 + before;
  }

  #embedded(tokens: readonly number[]): Float32Array {
    const { hidden } = this.#cell;
    const [embeddings] = this.parameters as readonly [Float32Array];
    const rows = new Float32Array(tokens.length * hidden);
    tokens.forEach((token, row) => {
      rows.set(embeddings.subarray(token * hidden, (token + 1) * hidden), row * hidden);
    });
    return rows;
  }

  /** Weights and biases of a step's layer, in `arrays` of the order of the parameters. */
  #layer(step: number, arrays: readonly Float32Array[]): readonly [weights: Float32Array, biases: Float32Array] {
    return [arrays[3 + 2 * step] as Float32Array, arrays[4 + 2 * step] as Float32Array];
  }

  #logits(step: number, { hidden, rows }: LstmStep): Float32Array {
    const columns = this.counts[step] as number;
    const [weights, biases] = this.#layer(step, this.parameters);
    const size = this.#cell.hidden;
    const logits = matMul({ values: hidden, rows, columns: size }, { values: weights, rows: size, columns });
    return logits.map((value, k) => value + (biases[k % columns] as number));
  }

  /** Writes the gradients of a step's layer. @returns dLoss/dHidden, [rows, hidden] */
  #backFromLogits(
    step: number,
    { hidden, rows }: LstmStep,
    slopes: Float32Array,
    gradients: readonly Float32Array[],
  ): Float32Array {
    const columns = this.counts[step] as number;
    const size = this.#cell.hidden;
    const delta = { values: slopes, rows, columns };
    const [weights, biases] = this.#layer(step, gradients);
    weights.set(matMul({ values: hidden, rows, columns: size }, delta, true, false));
    slopes.forEach((slope, k) => {
      biases[k % columns] = (biases[k % columns] as number) + slope;
    });
    const [own] = this.#layer(step, this.parameters);
    return matMul(delta, { values: own, rows: size, columns }, false, true);
  }
}
