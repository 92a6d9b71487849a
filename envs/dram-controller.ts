/**
 * `DramController-v0`: the options of a memory controller in front of one DRAM channel, for the workload at hand, after
 * ArchGym's DRAM environment (Krishnan et al., ISCA 2023).
 *
 * Design: ArchGym's ten parameters with one of its two value sets, or thirteen with the address map, the command order
 * and power-down. Simulator: `dram`, clock-exact to DRAMSys 5.1 with DRAMPower's energy account. Objectives: minimise
 * energyJ and totalTimeS (totalTimeS alone on a device without an energy model), or the user's. Reward `bounded`
 * (default): geometric mean of min(1, target/value); targets are the user's or half of the baseline, which so scores 0.5.
 * Rewards `archgym`, `archgymPower` and `archgymLatency` are the original's, for comparison. Infeasible designs, those
 * without refresh unless allowed and those that break a constraint, get -v/(1+v) under `bounded`, with all metrics.
 */
import { defineProblem } from '../src/design/problem.js';
import { Options } from './dram-controller/options.js';
import { dramController } from './dram-controller/problem.js';

/** ArchGym simulates a run in which data would be lost. */
const archgym = { simulatorMode: 'archgym', requireRefresh: false } as const;

export default defineProblem({
  id: 'DramController-v0',
  summary: 'The options of a DRAM controller for given request traces: time, latency, energy and power',
  options: Options,
  presets: {
    extended: {},
    'archgym-rl': { parameters: 'archgym-rl', ...archgym },
    'archgym-27m': { parameters: 'archgym-27m', ...archgym },
  },
  create: dramController,
});
