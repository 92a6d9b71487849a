/** A microcontroller board: memory to the byte, fitted cycles, the board's active power. */
import { Type } from '@sinclair/typebox';
import { loadTemplate } from '../../hwtemplates/index.js';
import { mcu } from '../../simulators/index.js';
import { exceed, type Provenance } from '../../src/design/evaluation.js';
import { categorical } from '../../src/design/parameter.js';
import type { MetricSpec } from '../../src/design/problem.js';
import { costedBoards } from './boards.js';
import { defineDeviceKind, energyMetric, latencyMetric, remembering } from './device.js';
import { microcontrollerLayers } from './microcontroller-layers.js';

const runtimes = ['tinyengine', 'tflm-ref', 'tflm-cmsis'] as const;
const group = 'hardware';

const names = costedBoards();

const limitsOf = (board: string): Readonly<Record<'sramBytes' | 'flashBytes', number>> => {
  const { sramKib, flashKib } = loadTemplate('boards', board);
  return { sramBytes: sramKib * 1024, flashBytes: flashKib * 1024 };
};

export const microcontroller = defineDeviceKind({
  simulator: 'mcu',
  names,
  named: (board) => ({ board }),
  parameters: [
    categorical('board', names, { group }),
    categorical('runtime', runtimes, { group, description: 'runtime that plans the memory and has the kernels' }),
  ],
  settings: Type.Object(
    {
      board: Type.Unsafe<string>({ enum: names }),
      runtime: Type.Unsafe<(typeof runtimes)[number]>({ enum: [...runtimes], default: 'tinyengine' }),
    },
    { additionalProperties: false },
  ),
  provenance: ({ runtime }) => ({
    simulator: 'mcu',
    ...(runtime === undefined ? {} : { mode: runtime }),
    validated: false,
    extrapolated: true,
    assumption:
      'cycles fitted on other networks; activations of their own take memory like pools, normalisations are depthwise',
  }),
  metrics: ({ board }, source) => [
    latencyMetric(source),
    energyMetric(source),
    memoryMetric('sramBytes', 'all that the runtime needs in SRAM', board, source),
    memoryMetric('flashBytes', 'model and code', board, source),
  ],
  open({ board: name, runtime }) {
    const board = loadTemplate('boards', name);
    const core = loadTemplate('boards/cores', board.core);
    const costs = loadTemplate('boards/runtimes', runtime);
    const limits = limitsOf(name);
    return remembering((workload) => {
      const network = microcontrollerLayers(workload.build());
      const { latencyMs, energyUj, peakSramBytes, flashBytes } = mcu.evaluateMcu({
        network,
        board,
        core,
        runtime,
        costs,
      });
      if (latencyMs === null || energyUj === null || peakSramBytes === null) {
        throw new RangeError(`${name} under ${runtime} has no latency, energy or SRAM`);
      }
      return {
        metrics: { latencyS: latencyMs / 1e3, energyJ: energyUj / 1e6, sramBytes: peakSramBytes, flashBytes },
        violations: [
          ...exceed('sramBytes', peakSramBytes, limits.sramBytes),
          ...exceed('flashBytes', flashBytes, limits.flashBytes),
        ],
      };
    });
  },
});

function memoryMetric(
  name: 'sramBytes' | 'flashBytes',
  description: string,
  board: string | undefined,
  source: Provenance,
): MetricSpec {
  return { name, unit: 'B', description, source, ...(board === undefined ? {} : { limit: limitsOf(board)[name] }) };
}
