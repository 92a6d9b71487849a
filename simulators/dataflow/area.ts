/** Area and power of an array, from its size and the buffers it needs. */
import type { DataflowCosts } from '../../hwtemplates/dataflow/schema.js';
import type { AreaUm2, NocArea, PowerMw } from './types.js';

/** What of an array its area and power depend on. */
export interface ArraySize {
  readonly pes: number;
  readonly nocBandwidth: number;
  readonly simdLanes: number;
  readonly nocArea: NocArea;
  /** Buffer of each PE; an array always has at least one unit of it. */
  readonly l1Bytes: number;
  /** Shared buffer; at least one unit. */
  readonly l2Bytes: number;
}

/**
 * Area in um2 (MAESTRO commit 4eb08d17). The flat arbiter is quadratic in the PEs; the tree is ours: PEs - 1 two-input
 * arbiters of the model's smallest size.
 */
export function areaOf(size: ArraySize, costs: DataflowCosts): AreaUm2 {
  const { pes } = size;
  const macs = pes * costs.mac.areaUm2 * size.simdLanes;
  const l1 = pes * unitsOf(size.l1Bytes, costs.l1.unitBytes) * costs.l1.areaUm2PerUnit;
  const l2 = unitsOf(size.l2Bytes, costs.l2.unitBytes) * costs.l2.areaUm2PerUnit;
  const bus = costs.bus.areaUm2PerUnit * busSize(size, costs);
  const unit = costs.arbiter.areaUm2PerUnit;
  const arbiter = size.nocArea === 'tree' ? unit * (pes - 1) : Math.max(unit, unit * matrixSize(pes, costs));
  return { macs, l1, l2, bus, arbiter, total: macs + l1 + l2 + bus + arbiter };
}

/** Power in mW (MAESTRO commit 4eb08d17; the tree arbiter is ours). */
export function powerOf(size: ArraySize, costs: DataflowCosts): PowerMw {
  const { pes } = size;
  const macs = pes * costs.mac.powerMw * size.simdLanes;
  const l1 = pes * unitsOf(size.l1Bytes, costs.l1.unitBytes) * costs.l1.powerMwPerUnit;
  const l2 = unitsOf(size.l2Bytes, costs.l2.unitBytes) * costs.l2.powerMwPerUnit;
  const { powerMwPerUnit: unit, powerFloorMw } = costs.arbiter;
  const arbiter = size.nocArea === 'tree' ? unit * (pes - 1) : Math.max(powerFloorMw, unit * matrixSize(pes, costs));
  const noc = costs.bus.powerMwPerUnit * busSize(size, costs) + arbiter;
  return { macs, l1, l2, noc, total: macs + l1 + l2 + noc };
}

function unitsOf(bytes: number, unitBytes: number): number {
  return Math.max(1, Math.ceil(bytes / unitBytes));
}

function busSize({ pes, nocBandwidth }: ArraySize, { bus }: DataflowCosts): number {
  return (bus.perPe * pes + bus.constant) * nocBandwidth;
}

function matrixSize(pes: number, { arbiter }: DataflowCosts): number {
  return arbiter.quadratic * pes * pes + arbiter.linear * pes + arbiter.constant;
}
