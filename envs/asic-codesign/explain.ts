/** The readable form of a design and its schedule, for reports: networks layer by layer, sub-accelerators, who runs what. */
import type { Design } from '../../src/design/parameter.js';
import { type Layer, toDataflowLayers } from '../../src/networks/index.js';
import type { SubAccelerator } from './budgets.js';
import type { ChipResult } from './chip.js';
import type { PlannedNetwork, Task } from './task.js';
import type { Technology } from './technology.js';

export function explain(
  design: Design,
  accelerators: readonly SubAccelerator[],
  tasks: readonly Task[],
  networks: readonly PlannedNetwork[],
  chip: ChipResult,
  { clockHz }: Technology,
): Readonly<Record<string, unknown>> {
  let first = 0;
  return {
    clockHz,
    makespanCycles: chip.cycles,
    accelerators: chip.existing.map((index, j) => {
      const { template, pes, nocBandwidth } = accelerators[index] as SubAccelerator;
      return { number: index + 1, template, pes, nocBandwidth, ...chip.parts[j] };
    }),
    networks: tasks.map((task, n) => {
      const { macs, params, quality, accuracy } = networks[n] as PlannedNetwork;
      const part = task.partOf(design);
      const { layers } = task.build(part);
      const placed = toDataflowLayers({ layers });
      const offset = first;
      first += placed.length;
      const busy = new Set(placed.map(({ index }) => index));
      return {
        name: `net${task.number}`,
        task: task.spec.name,
        family: task.spec.family,
        parameters: part,
        macs,
        params,
        quality,
        ...(accuracy === undefined ? {} : { accuracy: { ...accuracy, scale: task.provenance.mode } }),
        layers: placed.map(({ index }, i) => {
          const layer = layers[index] as Layer;
          const at = offset + i;
          return {
            name: `${index} ${layer.role ?? layer.op}`,
            op: layer.op,
            shape: describe(layer),
            macs: layer.macs,
            accelerator: (chip.existing[chip.assignment.machine[at] as number] as number) + 1,
            startCycle: chip.assignment.start[at],
            endCycle: chip.assignment.end[at],
          };
        }),
        freeLayers: [...new Set(layers.filter(({ i }) => !busy.has(i)).map(({ op }) => op))],
      };
    }),
  };
}

/** e.g. `3x3 s2, 32x32x16 -> 16x16x32`. */
function describe({ kernel, stride, in: from, out }: Layer): string {
  const window = kernel === undefined ? '' : `${kernel.join('x')}${stride?.[0] === 1 ? '' : ` s${stride?.[0]}`}, `;
  return `${window}${from.join('x')} -> ${out.join('x')}`;
}
