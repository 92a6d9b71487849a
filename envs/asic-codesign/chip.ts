/** From sub-accelerators and networks to cycles, energy, area and a schedule: the simulate step of `AsicCodesign-v0`. */
import { loadTemplate } from '../../hwtemplates/index.js';
import { evaluateSystem, type SystemCost } from '../../simulators/index.js';
import type { SubAccelerator } from './budgets.js';
import type { LayerCosts } from './layer-costs.js';
import type { PlannedNetwork } from './task.js';
import type { Technology } from './technology.js';
import type { Workload } from './workloads.js';

/** What of the problem every chip shares. */
export interface Setting {
  readonly technology: Technology;
  readonly placement: Workload['placement'];
  readonly costs: LayerCosts;
}

/** @param limitS latency that the assignment of layers tries to keep, s */
export function simulateChip(
  accelerators: readonly SubAccelerator[],
  networks: readonly PlannedNetwork[],
  { technology, placement, costs }: Setting,
  limitS: number,
): SystemCost {
  const { hardware, clockHz } = technology;
  return evaluateSystem(
    {
      ...hardware,
      clockHz,
      networks: networks.map(({ layers }) => layers),
      subAccelerators: accelerators.map((part) => ({ ...part, template: loadTemplate('dataflow', part.template) })),
      ...(placement === 'shape' && { groups: groupsOf(networks) }),
      limitCycles: limitS * clockHz,
    },
    costs.of,
  );
}

/** One label for all layers of one shape in one network; equal shapes are one object. */
function groupsOf(networks: readonly PlannedNetwork[]): number[] {
  let label = 0;
  return networks.flatMap(({ layers }) => {
    const labels = new Map<object, number>();
    return layers.map((layer) => {
      const known = labels.get(layer) ?? label++;
      labels.set(layer, known);
      return known;
    });
  });
}
