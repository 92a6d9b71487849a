/** Traces of what a network layer on a dataflow array fetches and writes back, tile by tile. */
import { badRequest } from '../../src/errors.js';
import { layerShape } from '../dataflow/layer.js';
import type { LayerCost, LayerRequest } from '../dataflow/types.js';
import type { DramTrace } from './types.js';

export interface LayerTraceOptions {
  /** Of the memory: a request moves so many bytes. */
  readonly bytesPerBurst: number;
  /** Of the memory: clock period, ps. */
  readonly tCKps: number;
  /** Of the array; default 1. */
  readonly clockGHz?: number;
}

/**
 * The requests of one layer, from its evaluation in mode `corrected`.
 *
 * Input, weights and outputs lie one after the other, each from a line of its own. The layer's bytes pass the shared
 * buffer in equal steps, as many as its half (it is double-buffered) has to be filled. With each step the array asks for
 * the step's part of input and weights, and writes the outputs of the step before; steps are equally far apart in the
 * cycles that the array takes. A memory that is too slow holds the requests up. Each tensor is moved once, as `dramBytes`
 * of the evaluation says, rounded up to whole lines.
 * @throws CogymError `badRequest` for an evaluation without traffic (mode `maestro`), and bad options
 */
export function layerTrace(request: LayerRequest, cost: LayerCost, options: LayerTraceOptions): DramTrace {
  const { bytesPerBurst, tCKps, clockGHz = 1 } = options;
  if (!(clockGHz > 0 && clockGHz <= 100)) {
    throw badRequest('/trace/clockGHz', `clockGHz is a number above 0 and up to 100, not ${clockGHz}`);
  }
  if (cost.dramBytes === 0) {
    throw badRequest('/trace/dataflow/mode', 'mode maestro counts no bytes across the edge of the chip; use corrected');
  }
  const shape = layerShape(request.layer, 'corrected', false);
  const weightsOnly = request.dramPolicy === 'weightsOnly';
  const linesOf = (bytes: number) => Math.ceil(bytes / bytesPerBurst);
  const inputs = weightsOnly ? 0 : linesOf(shape.inputs);
  const weights = linesOf(shape.weights);
  const outputs = weightsOnly ? 0 : linesOf(shape.outputs);
  const steps = Math.ceil(cost.dramBytes / Math.max(1, cost.l2RequiredBytes / 2));
  const memoryClocks = (cost.cycles * 1000) / clockGHz / tCKps;
  const filler = new Filler(inputs + weights + outputs);
  for (let step = 0; step <= steps; step++) {
    const clock = Math.floor((step * memoryClocks) / steps);
    filler.addPart(clock, 0, 0, inputs, step, steps);
    filler.addPart(clock, 0, inputs, weights, step, steps);
    filler.addPart(clock, 1, inputs + weights, outputs, step - 1, steps);
  }
  return filler.trace;
}

class Filler {
  readonly trace: DramTrace;
  #count = 0;

  constructor(requests: number) {
    this.trace = {
      clocks: new Float64Array(requests),
      writes: new Uint8Array(requests),
      lines: new Uint32Array(requests),
    };
  }

  /** The part of a tensor of `count` lines that belongs to a step, if there is that step. */
  addPart(clock: number, write: number, first: number, count: number, step: number, steps: number): void {
    if (step < 0 || step >= steps) return;
    const end = Math.floor(((step + 1) * count) / steps);
    for (let line = Math.floor((step * count) / steps); line < end; line++) {
      this.trace.clocks[this.#count] = clock;
      this.trace.writes[this.#count] = write;
      this.trace.lines[this.#count] = first + line;
      this.#count++;
    }
  }
}
