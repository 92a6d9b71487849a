/** A device of which block latencies were measured: a network is the sum of its blocks. */
import { lookupTable } from '../../src/accuracy/index.js';
import { type Device, type Hardware, latencyMetric, runOn } from './device.js';

/**
 * @param path of the table (CSV)
 * @throws CogymError `tableMissing`
 */
export function tableDevice(path: string): Device {
  const predictor = lookupTable(path);
  const hardware: Hardware = {
    run: ({ family = 'a list of layers', parameters }) => ({
      metrics: { latencyS: predictor.predict({ family, parameters }).latencyMs / 1e3 },
      violations: [],
    }),
  };
  return {
    name: predictor.id,
    parameters: [],
    metrics: [latencyMetric({ simulator: predictor.id, mode: 'lookup', validated: false, extrapolated: false })],
    run: (workload) => runOn(hardware, workload),
  };
}
