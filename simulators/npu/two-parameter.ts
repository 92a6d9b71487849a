/** An accelerator of which only two figures are known: how fast it computes, and how fast weights stream in. */
import type { TwoParameterNpu } from '../../hwtemplates/index.js';
import { macsOf, weightsOf } from './operator.js';
import type { NpuLayer, NpuProvenance } from './types.js';

export interface TwoParameterResult {
  readonly latencyMs: number;
  readonly macs: number;
  /** MACs over what the array could do in that time. */
  readonly utilization: number;
  readonly provenance: NpuProvenance;
}

/** MACs at the sustained rate, then the weights that the buffer does not hold at the link's. */
export function evaluateTwoParameter(layers: readonly NpuLayer[], npu: TwoParameterNpu): TwoParameterResult {
  const macs = layers.reduce((sum, layer) => sum + macsOf(layer), 0);
  const weights = layers.reduce((sum, layer) => sum + weightsOf(layer), 0);
  const computeS = macs / (npu.macsPerSecond * npu.utilization);
  const streamS = Math.max(0, weights - npu.weightBufferBytes) / npu.bytesPerSecond;
  const seconds = computeS + streamS;
  return {
    latencyMs: seconds * 1e3,
    macs,
    utilization: seconds > 0 ? macs / (seconds * npu.macsPerSecond) : 0,
    provenance: { validated: false, extrapolated: true, assumption: false },
  };
}
