/** From sub-accelerators and networks to cycles, energy, area and a schedule: the simulate step of `AsicCodesign-v0`. */
import { type Assignment, areaOf, assign } from '../../simulators/index.js';
import type { SubAccelerator } from './budgets.js';
import type { LayerCosts } from './layer-costs.js';
import type { PlannedNetwork } from './task.js';
import type { Technology } from './technology.js';
import type { Workload } from './workloads.js';

/** Largest buffers that the layers assigned to a sub-accelerator need, and what follows from them. */
export interface PartResult {
  readonly l1Bytes: number;
  readonly l2Bytes: number;
  readonly areaMm2: number;
  readonly energyJ: number;
  readonly busyCycles: number;
}

export interface ChipResult {
  readonly cycles: number;
  readonly latencyS: number;
  readonly energyJ: number;
  readonly areaMm2: number;
  /** Layers of all networks one after the other; `machine` counts the existing sub-accelerators from 0. */
  readonly assignment: Assignment;
  /** Index of each existing sub-accelerator in the design, from 0. */
  readonly existing: readonly number[];
  /** By existing sub-accelerator. */
  readonly parts: readonly PartResult[];
}

/** @param limitS latency that the assignment tries to keep, s */
export function simulateChip(
  accelerators: readonly SubAccelerator[],
  networks: readonly PlannedNetwork[],
  costs: LayerCosts,
  { hardware, clockHz }: Technology,
  placement: Workload['placement'],
  limitS: number,
): ChipResult {
  const existing = [...accelerators.keys()].filter((i) => (accelerators[i] as SubAccelerator).pes > 0);
  const machines = existing.length;
  const layers = networks.reduce((sum, { shapes }) => sum + shapes.length, 0);
  const times = new Float64Array(layers * machines);
  const energies = new Float64Array(layers * machines);
  const l1 = new Float64Array(layers * machines);
  const l2 = new Float64Array(layers * machines);
  const groups: number[] = [];
  let at = 0;
  for (const [n, { shapes, repeats }] of networks.entries()) {
    for (const [i, shape] of shapes.entries()) {
      groups.push(placement === 'shape' ? shape * networks.length + n : groups.length);
      for (const part of existing) {
        const cost = costs.on(shape, accelerators[part] as SubAccelerator);
        const repeat = repeats[i] as number;
        times[at] = cost.cycles * repeat;
        energies[at] = cost.energyPj * repeat;
        l1[at] = cost.l1RequiredBytes;
        l2[at] = cost.l2RequiredBytes;
        at++;
      }
    }
  }
  const chains = networks.map(({ shapes }) => shapes.length);
  const assignment = assign({ chains, machines, times, energies }, limitS * clockHz);
  const { machine, makespan, energy } = assignment;

  const parts = existing.map((part, j): PartResult => {
    const { pes, nocBandwidth } = accelerators[part] as SubAccelerator;
    let [l1Bytes, l2Bytes, energyPj, busyCycles] = [0, 0, 0, 0];
    for (let layer = 0; layer < layers; layer++) {
      if (machine[layer] !== j) continue;
      const cell = layer * machines + j;
      l1Bytes = Math.max(l1Bytes, l1[cell] as number);
      l2Bytes = Math.max(l2Bytes, l2[cell] as number);
      energyPj += energies[cell] as number;
      busyCycles += times[cell] as number;
    }
    const { nocArea, costs: database } = hardware;
    const area = areaOf({ pes, nocBandwidth, simdLanes: 1, nocArea, l1Bytes, l2Bytes }, database);
    return { l1Bytes, l2Bytes, areaMm2: area.total / 1e6, energyJ: energyPj / 1e12, busyCycles };
  });
  return {
    cycles: makespan,
    latencyS: makespan / clockHz,
    energyJ: energy / 1e12,
    areaMm2: parts.reduce((sum, { areaMm2 }) => sum + areaMm2, 0),
    assignment,
    existing,
    parts,
  };
}
