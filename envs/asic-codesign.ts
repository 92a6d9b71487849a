/**
 * `AsicCodesign-v0`: the networks of several tasks and a heterogeneous accelerator, found together so that latency,
 * energy and area specifications hold while quality is maximised, after NASAIC (Yang et al., DAC 2020, arXiv 2002.04116).
 *
 * Design: per sub-accelerator a dataflow template, PEs and NoC bandwidth (both shared out of fixed sums), then the
 * parameters of each task's network. Simulator: `dataflow` for each layer on each sub-accelerator, the least-energy
 * assignment of layers within the latency specification, and a list schedule. Objective: the weighted quality of the
 * networks. Reward `bounded` (default): averageQuality in [0, 1] when every specification holds, else -v/(1+v) with v the
 * summed relative excess; -1 for PEs or bandwidths beyond their sums, which are not simulated. Reward `nasaic`: the
 * paper's weighted sum, quality - 10 * excess over the span from specification to bound.
 */
import { defineProblem } from '../src/design/problem.js';
import { Options } from './asic-codesign/options.js';
import { asicCodesign } from './asic-codesign/problem.js';

export default defineProblem({
  id: 'AsicCodesign-v0',
  summary: 'Networks for several tasks and a heterogeneous dataflow accelerator within latency, energy and area limits',
  options: Options,
  presets: {
    N1: { workload: 'N1' },
    W1: { workload: 'W1' },
    W2: { workload: 'W2' },
    W3: { workload: 'W3' },
    'W1-nasaic-like': { workload: 'W1', technology: 'nasaic-like' },
    'W2-nasaic-like': { workload: 'W2', technology: 'nasaic-like' },
    'W3-nasaic-like': { workload: 'W3', technology: 'nasaic-like' },
    'N1-pareto': { workload: 'N1', objectives: ['maximize averageQuality', 'minimize latencyS', 'minimize energyJ'] },
  },
  create: asicCodesign,
});
