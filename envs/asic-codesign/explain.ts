/** The readable form of a design and its schedule, for reports: networks layer by layer, sub-accelerators, who runs what. */
import type { SubAcceleratorCost, SystemCost } from '../../simulators/index.js';
import type { Design } from '../../src/design/parameter.js';
import { type Layer, toDataflowLayers } from '../../src/networks/index.js';
import type { SubAccelerator } from './budgets.js';
import type { PlannedNetwork, Task } from './task.js';
import type { Technology } from './technology.js';

export function explain(
  design: Design,
  accelerators: readonly SubAccelerator[],
  tasks: readonly Task[],
  networks: readonly PlannedNetwork[],
  chip: SystemCost,
  { clockHz }: Technology,
): Readonly<Record<string, unknown>> {
  let first = 0;
  return {
    clockHz,
    makespanCycles: chip.cycles,
    accelerators: accelerators.flatMap((part, i) => {
      if (part.pes === 0) return [];
      const { l1Bytes, l2Bytes, areaUm2, energyPj, busyCycles } = chip.subAccelerators[i] as SubAcceleratorCost;
      const sizes = { l1Bytes, l2Bytes, areaMm2: areaUm2 / 1e6, energyJ: energyPj / 1e12, busyCycles };
      return [{ number: i + 1, ...part, ...sizes }];
    }),
    networks: tasks.map((task, n) => {
      const { macs, params, quality, accuracy } = networks[n] as PlannedNetwork;
      const part = task.partOf(design);
      const { layers } = task.build(part);
      const placed = toDataflowLayers({ layers }).flatMap(({ index, repeat }) => new Array<number>(repeat).fill(index));
      const offset = first;
      first += placed.length;
      const costly = new Set(placed);
      return {
        name: `net${task.number}`,
        task: task.spec.name,
        family: task.spec.family,
        parameters: part,
        macs,
        params,
        quality,
        ...(accuracy === undefined ? {} : { accuracy: { ...accuracy, scale: task.provenance.mode } }),
        layers: placed.map((index, i) => {
          const layer = layers[index] as Layer;
          return {
            name: `${index} ${layer.role ?? layer.op}`,
            op: layer.op,
            shape: describe(layer),
            macs: layer.macs,
            accelerator: (chip.subAcceleratorOf[offset + i] as number) + 1,
            startCycle: chip.start[offset + i],
            endCycle: chip.end[offset + i],
          };
        }),
        freeLayers: [...new Set(layers.filter(({ i }) => !costly.has(i)).map(({ op }) => op))],
      };
    }),
  };
}

/** e.g. `3x3 s2, 32x32x16 -> 16x16x32`. */
function describe({ kernel, stride, in: from, out }: Layer): string {
  const step = stride === undefined || stride[0] === 1 ? '' : ` s${stride[0]}`;
  const window = kernel === undefined ? '' : `${kernel.join('x')}${step}, `;
  return `${window}${from.join('x')} -> ${out.join('x')}`;
}
