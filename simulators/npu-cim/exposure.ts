/** What of each reload a layer has to wait for, when the macros run their tasks in a given order. */
import type { Task } from './plan.js';

export interface Exposure {
  /** By task, ns; 0 without a reload. */
  readonly exposedNs: Float64Array;
  /** By task: bytes that are moved while it runs, for itself and for the reload of the next task on the macros. */
  readonly sramBytes: Float64Array;
  readonly offChipBytes: Float64Array;
  /** By task: from its start to its end, alone on the system. */
  readonly durationNs: Float64Array;
}

/**
 * With ping-pong a layer's weights are written while the macros compute the layer before, as far as that reaches; else
 * after it. A reload's bytes are moved by the tasks during which it happens.
 * @param order ids of the tasks on the macros
 */
export function exposeReloads(tasks: readonly Task[], order: readonly number[], pingPong: boolean): Exposure {
  const exposedNs = new Float64Array(tasks.length);
  const sramBytes = new Float64Array(tasks.length);
  const offChipBytes = new Float64Array(tasks.length);
  for (const task of tasks) {
    exposedNs[task.id] = task.reloadNs;
    sramBytes[task.id] = task.sramBytes + task.handoverBytes;
    offChipBytes[task.id] = task.offChipBytes;
  }
  let before: Task | undefined;
  for (const id of order) {
    const task = tasks[id] as Task;
    if (task.reloadBytes > 0) {
      const hiddenNs = pingPong && before !== undefined ? Math.min(task.reloadNs, before.cost.computeNs) : 0;
      const hidden = hiddenNs / task.reloadNs;
      const bytes = task.reloadFrom === 'sram' ? sramBytes : offChipBytes;
      exposedNs[id] = task.reloadNs - hiddenNs;
      bytes[id] = (bytes[id] as number) + task.reloadBytes * (1 - hidden);
      if (before !== undefined) bytes[before.id] = (bytes[before.id] as number) + task.reloadBytes * hidden;
    }
    before = task;
  }
  const durationNs = new Float64Array(tasks.length);
  for (const { id, handoverNs, workNs } of tasks) durationNs[id] = handoverNs + (exposedNs[id] as number) + workNs;
  return { exposedNs, sramBytes, offChipBytes, durationNs };
}
