/** Energy of a layer from its access counts. */
import type { DataflowCosts } from '../../hwtemplates/dataflow/schema.js';
import type { Accesses, EnergyPj, TensorAccesses } from './types.js';

/**
 * Energy in pJ: each access is a multiple of a MAC's energy (MAESTRO commit 4eb08d17), a byte of DRAM as well
 * (normalised costs of Eyeriss, Chen et al., ISCA 2016).
 * @param toolFigure whether to give `maestroActivity`, the tool's own sum: neither MACs nor reads of the output
 */
export function energyOf(
  macs: number,
  accesses: Accesses,
  dramBytes: number,
  costs: DataflowCosts,
  toolFigure: boolean,
): EnergyPj {
  const unit = costs.mac.energyPj;
  const { l1: l1Cost, l2: l2Cost, dramByte } = costs.accessEnergyPerMac;
  const { input, weight, output } = accesses;
  const l1Accesses = l1Of(input) + l1Of(weight) + l1Of(output);
  const l2Accesses = l2Of(input) + l2Of(weight) + l2Of(output);
  const mac = unit * macs;
  const l1 = unit * l1Cost * l1Accesses;
  const l2 = unit * l2Cost * l2Accesses;
  const dram = unit * dramByte * dramBytes;
  return {
    mac,
    l1,
    l2,
    dram,
    total: mac + l1 + l2 + dram,
    maestroActivity: toolFigure ? l1 + unit * l2Cost * (l2Accesses - output.l2Reads) : null,
  };
}

function l1Of(tensor: TensorAccesses): number {
  return tensor.l1Reads + tensor.l1Writes;
}

function l2Of(tensor: TensorAccesses): number {
  return tensor.l2Reads + tensor.l2Writes;
}
