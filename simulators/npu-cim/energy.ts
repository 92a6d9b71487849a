/** pJ of one frame, by component and by layer. */
import type { Task } from './plan.js';
import type { EnergyParts, System } from './types.js';

type Parts = { -readonly [K in keyof EnergyParts]: EnergyParts[K] };

/** Without leakage, which needs the schedule. */
export function energyOf(
  { sram, offChip }: System,
  layers: number,
  tasks: readonly Task[],
): { readonly energyPj: EnergyParts; readonly layerEnergyPj: readonly number[] } {
  const total: Parts = { npu: 0, cim: 0, sram: 0, offChip: 0, reload: 0, handover: 0, leakage: 0 };
  const layerEnergyPj = new Array<number>(layers).fill(0);
  for (const task of tasks) {
    const { cost } = task;
    const source = task.reloadFrom === 'sram' ? sram.readPjPerByte : offChip.pjPerByte;
    const memory =
      cost.sramReadBytes * sram.readPjPerByte +
      cost.sramWriteBytes * sram.writePjPerByte +
      (task.spillBytes / 2) * (sram.readPjPerByte + sram.writePjPerByte);
    const outside = task.offChipBytes * offChip.pjPerByte;
    const reload = task.reloadBytes * source + task.reloadPj;
    const handover = task.handoverBytes * (sram.readPjPerByte + sram.writePjPerByte);
    total[task.device] += cost.computePj;
    total.sram += memory;
    total.offChip += outside;
    total.reload += reload;
    total.handover += handover;
    layerEnergyPj[task.layer] =
      (layerEnergyPj[task.layer] as number) + cost.computePj + memory + outside + reload + handover;
  }
  return { energyPj: total, layerEnergyPj };
}
