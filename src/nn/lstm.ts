/**
 * One LSTM cell (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000), unrolled over short
 * sequences. The products run on the backend, the gates in typed arrays: controllers have batches of ten rows.
 */
import type { RandomStream } from '../stats/random.js';
import { fanIn } from './init.js';
import { matMul } from './mat-mul.js';
import { copyWeights } from './mlp.js';

/** What a step leaves for the next one and for the way back. */
export interface LstmStep {
  readonly rows: number;
  /** [rows, inputs + hidden]: the input beside the hidden state before. */
  readonly joined: Float32Array;
  readonly cellBefore: Float32Array;
  /** [rows, 4 hidden]: input gate, forget gate, candidate, output gate, after their activations. */
  readonly gates: Float32Array;
  readonly cell: Float32Array;
  /** [rows, hidden]: the step's output. */
  readonly hidden: Float32Array;
}

/** Gradients that flow from a step to the one before it. */
export interface LstmFlow {
  readonly hidden: Float32Array;
  readonly cell: Float32Array;
}

const sigmoid = (x: number): number => 0.5 * (Math.tanh(0.5 * x) + 1);

export class Lstm {
  readonly inputs: number;
  readonly hidden: number;
  /** Weights [inputs + hidden, 4 hidden] and biases [4 hidden]. */
  readonly parameters: readonly Float32Array[];

  /** The forget gate's bias starts at 1 (Jozefowicz et al. 2015), the others at 0. */
  constructor(inputs: number, hidden: number, random: RandomStream) {
    this.inputs = inputs;
    this.hidden = hidden;
    const bias = new Float32Array(4 * hidden).fill(1, hidden, 2 * hidden);
    this.parameters = [fanIn(random, inputs + hidden, 4 * hidden), bias];
  }

  setWeights(weights: readonly ArrayLike<number>[]): void {
    copyWeights(this.parameters, weights);
  }

  /** @param inputs [rows, inputs]; `before` absent: the state of zeros */
  step(inputs: Float32Array, rows: number, before?: LstmStep): LstmStep {
    const { hidden } = this;
    const columns = this.inputs + hidden;
    const joined = new Float32Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      joined.set(inputs.subarray(row * this.inputs, (row + 1) * this.inputs), row * columns);
      if (before !== undefined) {
        joined.set(before.hidden.subarray(row * hidden, (row + 1) * hidden), row * columns + this.inputs);
      }
    }
    const [weights, bias] = this.parameters as readonly [Float32Array, Float32Array];
    const gates = matMul({ values: joined, rows, columns }, { values: weights, rows: columns, columns: 4 * hidden });
    const cellBefore = before?.cell ?? new Float32Array(rows * hidden);
    const cell = new Float32Array(rows * hidden);
    const output = new Float32Array(rows * hidden);
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < 4 * hidden; k++) {
        const at = row * 4 * hidden + k;
        const z = (gates[at] as number) + (bias[k] as number);
        gates[at] = k >= 2 * hidden && k < 3 * hidden ? Math.tanh(z) : sigmoid(z);
      }
      for (let k = 0; k < hidden; k++) {
        const base = row * 4 * hidden + k;
        const [i, f, g, o] = [gates[base], gates[base + hidden], gates[base + 2 * hidden], gates[base + 3 * hidden]];
        const at = row * hidden + k;
        cell[at] = f * (cellBefore[at] as number) + i * g;
        output[at] = o * Math.tanh(cell[at] as number);
      }
    }
    return { rows, joined, cellBefore, gates, cell, hidden: output };
  }

  /**
   * The way back through one step.
   * @param flow dLoss/d(hidden, cell) after the step, the step's own use of `hidden` included
   * @param parameters gradients of the parameters, to which this step's are added
   */
  back(step: LstmStep, flow: LstmFlow, parameters: readonly Float32Array[]): LstmFlow & { inputs: Float32Array } {
    const { hidden } = this;
    const { rows, gates } = step;
    const delta = new Float32Array(rows * 4 * hidden);
    const cell = new Float32Array(rows * hidden);
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < hidden; k++) {
        const base = row * 4 * hidden + k;
        const [i, f, g, o] = [gates[base], gates[base + hidden], gates[base + 2 * hidden], gates[base + 3 * hidden]];
        const at = row * hidden + k;
        const squashed = Math.tanh(step.cell[at] as number);
        const dHidden = flow.hidden[at] as number;
        const dCell = (flow.cell[at] as number) + dHidden * o * (1 - squashed * squashed);
        delta[base] = dCell * g * i * (1 - i);
        delta[base + hidden] = dCell * (step.cellBefore[at] as number) * f * (1 - f);
        delta[base + 2 * hidden] = dCell * i * (1 - g * g);
        delta[base + 3 * hidden] = dHidden * squashed * o * (1 - o);
        cell[at] = dCell * f;
      }
    }
    return { ...this.#outOfGates(step, delta, parameters), cell };
  }

  #outOfGates(
    { joined, rows }: LstmStep,
    delta: Float32Array,
    parameters: readonly Float32Array[],
  ): { inputs: Float32Array; hidden: Float32Array } {
    const columns = this.inputs + this.hidden;
    const width = 4 * this.hidden;
    const deltas = { values: delta, rows, columns: width };
    const [weights, bias] = parameters as readonly [Float32Array, Float32Array];
    addTo(weights, matMul({ values: joined, rows, columns }, deltas, true, false));
    for (let k = 0; k < delta.length; k++) bias[k % width] = (bias[k % width] as number) + (delta[k] as number);
    const whole = matMul(
      deltas,
      { values: this.parameters[0] as Float32Array, rows: columns, columns: width },
      false,
      true,
    );
    const inputs = new Float32Array(rows * this.inputs);
    const before = new Float32Array(rows * this.hidden);
    for (let row = 0; row < rows; row++) {
      const start = row * columns;
      inputs.set(whole.subarray(start, start + this.inputs), row * this.inputs);
      before.set(whole.subarray(start + this.inputs, start + columns), row * this.hidden);
    }
    return { inputs, hidden: before };
  }
}

function addTo(target: Float32Array, values: Float32Array): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + (values[i] as number);
}
