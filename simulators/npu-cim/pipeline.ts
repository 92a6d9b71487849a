/** A stream of frames: while the macros work on one frame the NPU works on another. */
import type { Exposure } from './exposure.js';
import type { Plan } from './plan.js';
import type { System } from './types.js';

/** What one frame asks of each resource, ns. */
export interface PipelineLoads {
  readonly npuNs: number;
  readonly cimNs: number;
  readonly sramNs: number;
  readonly offChipNs: number;
}

/**
 * A handover keeps both devices busy, and its bytes are written and read.
 * @param exposure reloads when the macros run their tasks in the order of the network
 */
export function pipelineLoads(
  { sram, offChip }: System,
  { tasks }: Plan,
  { exposedNs }: Pick<Exposure, 'exposedNs'>,
): PipelineLoads {
  const busy = { npu: 0, cim: 0 };
  let sramBytes = 0;
  let offChipBytes = 0;
  for (const task of tasks) {
    busy[task.device] += task.cost.computeNs + (exposedNs[task.id] as number);
    busy.npu += task.handoverNs;
    busy.cim += task.handoverNs;
    sramBytes += task.sramBytes + 2 * task.handoverBytes + (task.reloadFrom === 'sram' ? task.reloadBytes : 0);
    offChipBytes += task.offChipBytes + (task.reloadFrom === 'offChip' ? task.reloadBytes : 0);
  }
  return {
    npuNs: busy.npu,
    cimNs: busy.cim,
    sramNs: sramBytes / sram.bytesPerNs,
    offChipNs: offChipBytes / offChip.bytesPerNs,
  };
}

/** Time between two frames: of the busiest resource, and no longer than one frame after the other. */
export const periodNs = ({ npuNs, cimNs, sramNs, offChipNs }: PipelineLoads, latencyNs: number): number =>
  Math.min(latencyNs, Math.max(npuNs, cimNs, sramNs, offChipNs));
