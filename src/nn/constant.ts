import { badRequest } from '../errors.js';
import { copyWeights } from './mlp.js';
import type { Gradients, Network, OutputGradient } from './network.js';

/**
 * A network that sees nothing: one vector of weights per member, given for every row. What a one-step problem without
 * observation needs; it lives in typed arrays, because a kernel call costs more than the sum itself.
 */
export class Constant implements Network {
  readonly members: number;
  readonly inputs = 0;
  readonly outputs: number;
  readonly parameters: readonly Float32Array[];

  constructor(outputs: number, members = 1) {
    if (!(outputs >= 1 && members >= 1)) throw badRequest('', `${members} x ${outputs} constants are none`);
    this.members = members;
    this.outputs = outputs;
    this.parameters = [new Float32Array(members * outputs)];
  }

  forward(_inputs: Float32Array, rows: number): Float32Array {
    const { members, outputs } = this;
    const values = this.parameters[0] as Float32Array;
    const found = new Float32Array(members * rows * outputs);
    for (let m = 0; m < members; m++) {
      const own = values.subarray(m * outputs, (m + 1) * outputs);
      for (let row = 0; row < rows; row++) found.set(own, (m * rows + row) * outputs);
    }
    return found;
  }

  gradients(inputs: Float32Array, rows: number, of: OutputGradient): Gradients {
    const delta = of(this.forward(inputs, rows));
    const sums = new Float64Array(this.members * this.outputs);
    for (let k = 0; k < delta.length; k++) {
      const at = Math.floor(k / (rows * this.outputs)) * this.outputs + (k % this.outputs);
      sums[at] = (sums[at] as number) + (delta[k] as number);
    }
    return { parameters: [Float32Array.from(sums)], inputs: new Float32Array(0) };
  }

  setWeights(weights: readonly ArrayLike<number>[]): void {
    copyWeights(this.parameters, weights);
  }

  dispose(): void {}
}
