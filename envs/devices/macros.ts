/** Compute-in-memory macros alone: the matrix products of a network one after the other, all else is free. */
import { Type } from '@sinclair/typebox';
import { cimTechnology, templateNames } from '../../hwtemplates/index.js';
import { cim, npuCim } from '../../simulators/index.js';
import { categorical } from '../../src/design/parameter.js';
import { CogymError } from '../../src/errors.js';
import {
  accuracyDropMetric,
  areaMetric,
  defineDeviceKind,
  energyMetric,
  latencyMetric,
  remembering,
} from './device.js';
import { analogLoss, int8Macro } from './npu-system.js';

const names = templateNames('cim');

export const macros = defineDeviceKind({
  simulator: 'cim',
  names,
  named: (macro) => ({ macro }),
  parameters: [categorical('macro', names, { group: 'hardware', description: 'published compute-in-memory macro' })],
  settings: Type.Object({ macro: Type.Unsafe<string>({ enum: names }) }, { additionalProperties: false }),
  provenance: () => ({
    simulator: 'cim',
    validated: false,
    extrapolated: true,
    assumption: 'matrix products alone, of 8 bits; SRAM macros are written for each layer, others hold every layer',
  }),
  metrics: (_, source) => [
    latencyMetric(source),
    energyMetric(source),
    areaMetric('macros', source),
    accuracyDropMetric(source),
  ],
  open({ macro }) {
    const prepared = cim.prepareMacro(int8Macro(macro), cimTechnology());
    const resident = prepared.costModel === 'array-level' && prepared.nonVolatile;
    const device = npuCim.cimDevice(prepared, {
      macros: 1,
      pingPong: false,
      packDepthwise: true,
      dynamicWeights: true,
    });
    return remembering((workload) => {
      const work = npuCim.workOf(workload.build(), {});
      let [latencyNs, energyPj, held, largest] = [0, 0, 0, prepared.figures.areaUm2.total];
      for (const layer of work) {
        const { product } = layer;
        if (product === undefined) continue;
        if (!npuCim.canRun(device, layer)) {
          throw new CogymError(
            'unsupported',
            `layer ${layer.index} multiplies two maps, and ${macro} is not rewritten`,
          );
        }
        const figures = cim.layerOnMacro(prepared, product.layer, {
          packDepthwise: product.needs === 'packedDepthwise',
          weightsResident: resident,
        });
        latencyNs += product.repeat * figures.latencyNs;
        energyPj += product.repeat * figures.energyPj.total;
        const areaUm2 = figures.costModel === 'array-level' ? figures.areaUm2 : 0;
        held += areaUm2;
        largest = Math.max(largest, areaUm2);
      }
      return {
        metrics: { latencyS: latencyNs / 1e9, energyJ: energyPj / 1e12, areaMm2: (resident ? held : largest) / 1e6 },
        violations: [],
        accuracyDrop: analogLoss(
          device,
          work,
          work.map(({ product }) => (product === undefined ? 0 : 1)),
        ),
      };
    });
  },
});
