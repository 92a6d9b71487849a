/** An array under a dataflow template: convolutions and linear layers one after the other, all else is free. */
import { Type } from '@sinclair/typebox';
import { loadTemplate, templateNames } from '../../hwtemplates/index.js';
import { areaOf } from '../../simulators/index.js';
import { categorical, ordinal } from '../../src/design/parameter.js';
import { toDataflowLayers } from '../../src/networks/index.js';
import { LayerCosts } from '../asic-codesign/layer-costs.js';
import { areaMetric, defineDeviceKind, energyMetric, latencyMetric, remembering } from './device.js';

/** `gemm` maps matrix products alone. */
const names = templateNames('dataflow').filter((name) => name !== 'gemm');
const group = 'hardware';

/** Costs by layer, template and array size: equal for every problem of the process. */
const costsOfLayers = new LayerCosts();

export const dataflow = defineDeviceKind({
  simulator: 'dataflow',
  names,
  named: (template) => ({ template }),
  parameters: [
    categorical('template', names, { group, description: 'dataflow' }),
    ordinal('pes', [16, 32, 64, 128, 256, 512, 1024, 2048, 4096], { group, description: 'processing elements' }),
    ordinal('nocBandwidth', [4, 8, 16, 32, 64], { group, unit: 'elements/cycle' }),
  ],
  settings: Type.Object(
    {
      template: Type.Unsafe<string>({ enum: names }),
      // Eyeriss's size (Chen et al., ISCA 2016) and the clock that `cogym latency eyeriss-anchor` assumes.
      pes: Type.Integer({ minimum: 1, maximum: 65536, default: 168 }),
      nocBandwidth: Type.Integer({ minimum: 1, maximum: 1e6, default: 16 }),
      clockMhz: Type.Number({ exclusiveMinimum: 0, default: 200 }),
    },
    { additionalProperties: false },
  ),
  provenance: ({ template, pes, clockMhz }) => ({
    simulator: 'dataflow',
    mode: 'corrected',
    validated: false,
    extrapolated: false,
    assumption: [
      ...(template === undefined ? [] : [`template ${template}`]),
      ...(pes === undefined ? [] : [`${pes} PEs`]),
      `${clockMhz} MHz`,
      'layers with MACs only, one by one',
    ].join(', '),
  }),
  metrics: (_, source) => [
    latencyMetric(source),
    energyMetric(source),
    areaMetric('PEs, buffers as large as the network needs, interconnect', source),
  ],
  open({ template: name, pes, nocBandwidth, clockMhz }) {
    const [template, costs] = [loadTemplate('dataflow', name), loadTemplate('dataflow/costs', 'maestro-2021')];
    return remembering((workload) => {
      let [cycles, energyPj, l1Bytes, l2Bytes] = [0, 0, 0, 0];
      for (const { layer, repeat } of toDataflowLayers(workload.build())) {
        const cost = costsOfLayers.of({ layer: costsOfLayers.intern(layer), template, costs, pes, nocBandwidth });
        cycles += repeat * cost.cycles;
        energyPj += repeat * cost.energyPj;
        l1Bytes = Math.max(l1Bytes, cost.l1RequiredBytes);
        l2Bytes = Math.max(l2Bytes, cost.l2RequiredBytes);
      }
      const area = areaOf({ pes, nocBandwidth, simdLanes: 1, nocArea: 'tree', l1Bytes, l2Bytes }, costs);
      return {
        metrics: { latencyS: cycles / (clockMhz * 1e6), energyJ: energyPj / 1e12, areaMm2: area.total / 1e6 },
        violations: [],
      };
    });
  },
});
