import { copyWeights } from './mlp.js';
import type { Gradients, Network, OutputGradient, Wanted } from './network.js';

/** Two networks on the same inputs, the outputs of `second` behind those of `first`. */
export class Beside implements Network {
  readonly members: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters: readonly Float32Array[];
  readonly #first: Network;
  readonly #second: Network;

  /** Both have the same number of members. */
  constructor(first: Network, second: Network) {
    this.#first = first;
    this.#second = second;
    this.members = first.members;
    this.inputs = first.inputs;
    this.outputs = first.outputs + second.outputs;
    this.parameters = [...first.parameters, ...second.parameters];
  }

  forward(inputs: Float32Array, rows: number): Float32Array {
    return this.#joined(this.#first.forward(inputs, rows), this.#second.forward(inputs, rows));
  }

  gradients(inputs: Float32Array, rows: number, of: OutputGradient, wanted: Wanted = {}): Gradients {
    const behind = this.#second.forward(inputs, rows);
    let rest = behind;
    const first = this.#first.gradients(
      inputs,
      rows,
      (outputs) => {
        const [front, back] = this.#split(of(this.#joined(outputs, behind)));
        rest = back;
        return front;
      },
      wanted,
    );
    const second = this.#second.gradients(inputs, rows, () => rest, wanted);
    const parameters = [...first.parameters, ...second.parameters];
    if (first.inputs === undefined || second.inputs === undefined) return { parameters };
    const other = second.inputs;
    return { parameters, inputs: first.inputs.map((value, k) => value + (other[k] as number)) };
  }

  setWeights(weights: readonly ArrayLike<number>[]): void {
    copyWeights(this.parameters, weights);
    const count = this.#first.parameters.length;
    this.#first.setWeights(weights.slice(0, count));
    this.#second.setWeights(weights.slice(count));
  }

  dispose(): void {
    this.#first.dispose();
    this.#second.dispose();
  }

  #joined(first: Float32Array, second: Float32Array): Float32Array {
    const [a, b] = [this.#first.outputs, this.#second.outputs];
    const rows = first.length / a;
    const joined = new Float32Array(rows * (a + b));
    for (let row = 0; row < rows; row++) {
      joined.set(first.subarray(row * a, (row + 1) * a), row * (a + b));
      joined.set(second.subarray(row * b, (row + 1) * b), row * (a + b) + a);
    }
    return joined;
  }

  #split(joined: Float32Array): [Float32Array, Float32Array] {
    const [a, b] = [this.#first.outputs, this.#second.outputs];
    const rows = joined.length / (a + b);
    const parts: [Float32Array, Float32Array] = [new Float32Array(rows * a), new Float32Array(rows * b)];
    for (let row = 0; row < rows; row++) {
      const start = row * (a + b);
      parts[0].set(joined.subarray(start, start + a), row * a);
      parts[1].set(joined.subarray(start + a, start + a + b), row * b);
    }
    return parts;
  }
}
