/**
 * `NpuCimCodesign-v0`: a mobile network of convolutions and transformers, an NPU, compute-in-memory macros, memories and
 * who runs what, found together. Our own proposal in the spirit of H4H (ASP-DAC 2025, doi 10.1145/3658617.3697627): that
 * work's search space, estimators and baselines are not known to us, and nothing here reproduces its figures.
 *
 * Design: the parameters of the family `hybrid`; NPU, SRAM, off-chip bandwidth and macros; per stage the device of its
 * convolutions and linear layers; schedule and residency. Simulator: `npu-cim`. Objective: the decades by which latency
 * and energy lie below 1 s and 1 J, weighted, within an area budget and a least accuracy. Reward `bounded` (default):
 * that merit over six decades, in [0, 1]; of an infeasible design -v/(1+v) with v the summed relative excess.
 */
import { defineProblem } from '../src/design/problem.js';
import { Options } from './npu-cim-codesign/options.js';
import { npuCimCodesign } from './npu-cim-codesign/problem.js';

export default defineProblem({
  id: 'NpuCimCodesign-v0',
  summary: 'A hybrid network, an NPU, compute-in-memory macros and the assignment of layers within area and accuracy',
  options: Options,
  presets: {
    joint: {},
    'npu-only': { assignment: 'npu-only' },
    'cim-only': { assignment: 'cim-only' },
    static: { assignment: 'static' },
    greedy: { assignment: 'greedy' },
    optimal: { assignment: 'optimal' },
    pipelined: { assignment: 'pipelined' },
    fine: { fine: true },
    pareto: { objectives: ['minimize latencyS', 'minimize energyJ', 'maximize accuracy', 'minimize areaMm2'] },
  },
  create: npuCimCodesign,
});
