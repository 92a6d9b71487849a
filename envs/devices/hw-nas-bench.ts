/** `eyeriss`, `fpga`: the analytic devices of HW-NAS-Bench (Li et al., ICLR 2021), for cells of NAS-Bench-201 alone. */
import { Type } from '@sinclair/typebox';
import { AdditivePredictor } from '../../src/accuracy/index.js';
import { defineDeviceKind, energyMetric, latencyMetric } from './device.js';

const names = ['eyeriss', 'fpga'] as const;

export const hwNasBench = defineDeviceKind({
  simulator: 'hw-nas-bench-additive',
  names,
  named: (device) => ({ device }),
  parameters: [],
  settings: Type.Object(
    { device: Type.Unsafe<(typeof names)[number]>({ enum: [...names] }) },
    { additionalProperties: false },
  ),
  provenance: ({ device }) => ({
    simulator: 'hw-nas-bench-additive',
    ...(device === undefined ? {} : { mode: device }),
    validated: true,
    extrapolated: false,
    assumption: "HW-NAS-Bench's model of the device; edges without effect are charged",
  }),
  metrics: (_, source) => [latencyMetric(source), energyMetric(source)],
  open({ device }) {
    const predictor = new AdditivePredictor(device);
    return {
      run({ family = 'a list of layers', parameters }) {
        const { latencyMs, energyMj } = predictor.predict({ family, parameters });
        if (energyMj === undefined) throw new RangeError(`${device} has no energies`);
        return { metrics: { latencyS: latencyMs / 1e3, energyJ: energyMj / 1e3 }, violations: [] };
      },
    };
  },
});
