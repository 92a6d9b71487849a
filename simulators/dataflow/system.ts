/** Several networks on several sub-accelerators: latency, energy and area of the whole. */
import type { DataflowCosts, DataflowTemplate } from '../../hwtemplates/dataflow/schema.js';
import { badRequest } from '../../src/errors.js';
import { areaOf } from './area.js';
import { type Assignment, assign, type Solver } from './assignment.js';
import { layerCost } from './evaluate.js';
import { defaultNocArea, defaults } from './request.js';
import type { DramPolicy, Layer, LayerRequest, LayerSummary, Mode, NocArea } from './types.js';

export interface SubAccelerator {
  readonly template: DataflowTemplate;
  readonly cluster?: number;
  /** With 0 PEs it does not exist. */
  readonly pes: number;
  readonly nocBandwidth: number;
}

/** Settings that all sub-accelerators share; each is given the whole off-chip bandwidth (a simplification). */
export interface SystemSettings {
  readonly nocLatencyCycles?: number;
  readonly simdLanes?: number;
  readonly offchipBandwidth?: number;
  readonly mode?: Mode;
  readonly costs: DataflowCosts;
  readonly nocArea?: NocArea;
  readonly dramPolicy?: DramPolicy;
}

export interface SystemRequest extends SystemSettings {
  /** Layers of each network in topological order. */
  readonly networks: readonly (readonly Layer[])[];
  readonly subAccelerators: readonly SubAccelerator[];
  /** Labels of the layers, numbered through all networks: one label, one sub-accelerator. Default: each by itself. */
  readonly groups?: readonly number[];
  /** Default Infinity: the assignment of least energy. */
  readonly limitCycles?: number;
  /** Default `heuristic`. */
  readonly solver?: Solver;
  /** Default 1e9. */
  readonly clockHz?: number;
}

export interface SubAcceleratorCost {
  readonly areaUm2: number;
  /** Largest requirements among its layers; 0 without layers (the area then holds one unit of each buffer). */
  readonly l1Bytes: number;
  readonly l2Bytes: number;
  readonly layers: number;
  readonly energyPj: number;
  readonly busyCycles: number;
}

export interface SystemCost {
  /** Makespan. */
  readonly cycles: number;
  readonly latencyS: number;
  readonly energyPj: number;
  readonly areaUm2: number;
  readonly withinLimit: boolean;
  /** By layer, numbered through all networks: index of its sub-accelerator, start and end in cycles. */
  readonly subAcceleratorOf: readonly number[];
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** In the order of the request; all zero for those without PEs. */
  readonly subAccelerators: readonly SubAcceleratorCost[];
}

/**
 * Assigns every layer to a sub-accelerator and sums the costs. Activations pass between them at no further cost.
 * @param costOf gives a layer's cost; a caller with many systems hands in a cached `layerCost`
 */
export function evaluateSystem(
  request: SystemRequest,
  costOf: (request: LayerRequest) => LayerSummary = layerCost,
): SystemCost {
  const { networks, subAccelerators, groups, limitCycles = Number.POSITIVE_INFINITY, solver, clockHz = 1e9 } = request;
  if (!(clockHz > 0 && Number.isFinite(clockHz)))
    throw badRequest('/clockHz', `clockHz is > 0, not ${String(clockHz)}`);
  const existing = subAccelerators.map((_, index) => index).filter((index) => subAccelerators[index]?.pes !== 0);
  if (existing.length === 0) throw badRequest('/subAccelerators', 'at least one sub-accelerator has PEs');
  const chains = networks.map((network) => network.length);
  const costs = layerCosts(request, existing, costOf);
  const machines = existing.length;
  const times = new Float64Array(costs.length);
  const energies = new Float64Array(costs.length);
  for (let i = 0; i < costs.length; i++) {
    const cost = costs[i] as LayerSummary;
    times[i] = cost.cycles;
    energies[i] = cost.energyPj;
  }
  const assignment = assign({ chains, machines, times, energies, groups }, limitCycles, solver);
  const parts = subAccelerators.map((_, index) => partCost(request, index, existing.indexOf(index), assignment, costs));
  return {
    cycles: assignment.makespan,
    latencyS: assignment.makespan / clockHz,
    energyPj: assignment.energy,
    areaUm2: parts.reduce((sum, { areaUm2 }) => sum + areaUm2, 0),
    withinLimit: assignment.withinLimit,
    subAcceleratorOf: Array.from(assignment.machine, (machine) => existing[machine] as number),
    start: assignment.start,
    end: assignment.end,
    subAccelerators: parts,
  };
}

/** Cost of every layer on every existing sub-accelerator, layer by layer; a layer object that recurs is asked for once. */
function layerCosts(
  request: SystemRequest,
  existing: readonly number[],
  costOf: (request: LayerRequest) => LayerSummary,
): LayerSummary[] {
  const { nocLatencyCycles, simdLanes, offchipBandwidth, mode, costs, nocArea, dramPolicy } = request;
  const shared = { nocLatencyCycles, simdLanes, offchipBandwidth, mode, costs, nocArea, dramPolicy };
  const rows = new Map<Layer, LayerSummary[]>();
  const all: LayerSummary[] = [];
  for (const network of request.networks) {
    for (const layer of network) {
      let row = rows.get(layer);
      if (row === undefined) {
        row = existing.map((index) => {
          const { template, cluster, pes, nocBandwidth } = request.subAccelerators[index] as SubAccelerator;
          return costOf({ ...shared, layer, template, cluster, pes, nocBandwidth });
        });
        rows.set(layer, row);
      }
      for (const cost of row) all.push(cost);
    }
  }
  return all;
}

function partCost(
  request: SystemRequest,
  index: number,
  machine: number,
  assignment: Assignment,
  costs: readonly LayerSummary[],
): SubAcceleratorCost {
  if (machine < 0) return { areaUm2: 0, l1Bytes: 0, l2Bytes: 0, layers: 0, energyPj: 0, busyCycles: 0 };
  const { pes, nocBandwidth } = request.subAccelerators[index] as SubAccelerator;
  const machines = costs.length / assignment.machine.length;
  let [l1Bytes, l2Bytes, layers, energyPj, busyCycles] = [0, 0, 0, 0, 0];
  for (let layer = 0; layer < assignment.machine.length; layer++) {
    if (assignment.machine[layer] !== machine) continue;
    const cost = costs[layer * machines + machine] as LayerSummary;
    l1Bytes = Math.max(l1Bytes, cost.l1RequiredBytes);
    l2Bytes = Math.max(l2Bytes, cost.l2RequiredBytes);
    energyPj += cost.energyPj;
    busyCycles += cost.cycles;
    layers++;
  }
  const { simdLanes = defaults.simdLanes, mode = defaults.mode } = request;
  const nocArea = request.nocArea ?? defaultNocArea[mode];
  const area = areaOf({ pes, nocBandwidth, simdLanes, nocArea, l1Bytes, l2Bytes }, request.costs);
  return { areaUm2: area.total, l1Bytes, l2Bytes, layers, energyPj, busyCycles };
}
