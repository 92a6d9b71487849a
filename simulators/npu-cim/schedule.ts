/** Start and end of the tasks of a plan under each kind of schedule. */
import { type Exposure, exposeReloads } from './exposure.js';
import { type FluidTask, runFluid } from './fluid.js';
import { macrosInOrder, queuesOf } from './list-schedule.js';
import type { Plan, Task } from './plan.js';
import type { Contention, System } from './types.js';

export interface Scheduled {
  readonly startNs: ArrayLike<number>;
  readonly endNs: ArrayLike<number>;
  readonly makespanNs: number;
  readonly exposure: Exposure;
}

/** One assignment, run. */
export interface Run {
  readonly plan: Plan;
  readonly scheduled: Scheduled;
  /** From the start of a frame to its end. */
  readonly latencyNs: number;
  /** Between two frames. */
  readonly periodNs: number;
}

/** One task after the other in the order of the network. */
export function sequential({ cim }: System, { tasks }: Plan): Scheduled {
  const exposure = exposeReloads(tasks, macrosInOrder(tasks), cim?.pingPong ?? false);
  const startNs = new Float64Array(tasks.length);
  const endNs = new Float64Array(tasks.length);
  let now = 0;
  for (const { id } of tasks) {
    startNs[id] = now;
    now += exposure.durationNs[id] as number;
    endNs[id] = now;
  }
  return { startNs, endNs, makespanNs: now, exposure };
}

/**
 * Both devices at once, tasks by rank, the memories shared. Where that takes longer than one task after the other
 * (an order that hides fewer reloads), the sequential schedule.
 */
export function parallel(system: System, plan: Plan, contention: Contention): Scheduled {
  const { tasks } = plan;
  const pingPong = system.cim?.pingPong ?? false;
  const one = sequential(system, plan);
  const queues = queuesOf(tasks, one.exposure.durationNs);
  const exposure = exposeReloads(tasks, queues.cim, pingPong);
  const timeline = runFluid(
    tasks.map((task) => fluidTask(task, exposure)),
    [queues.npu, queues.cim],
    [system.sram.bytesPerNs, system.offChip.bytesPerNs],
    contention,
  );
  return timeline.makespanNs > one.makespanNs ? one : { ...timeline, exposure };
}

const fluidTask = ({ id, after }: Task, { durationNs, sramBytes, offChipBytes }: Exposure): FluidTask => ({
  after,
  durationNs: durationNs[id] as number,
  bytes: [sramBytes[id] as number, offChipBytes[id] as number],
});
