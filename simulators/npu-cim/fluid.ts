/**
 * Tasks on devices that share memory channels, as fluids: between events every running task progresses at a constant
 * speed, which the channels' fair shares decide.
 */
import type { Contention } from './types.js';

/** A task that runs on one device for `durationNs` when it is alone. */
export interface FluidTask {
  readonly after: readonly number[];
  readonly durationNs: number;
  /** Bytes on each channel. */
  readonly bytes: readonly number[];
}

export interface Timeline {
  readonly startNs: Float64Array;
  readonly endNs: Float64Array;
  readonly makespanNs: number;
}

/** Remainders below this share of a task are rounding. */
const DONE = 1e-12;

/**
 * @param queues ids of the tasks of each device, in the order in which it runs them
 * @param bytesPerNs bandwidth of each channel
 * @throws RangeError where the queues wait for each other in a circle
 */
export function runFluid(
  tasks: readonly FluidTask[],
  queues: readonly (readonly number[])[],
  bytesPerNs: readonly number[],
  contention: Contention,
): Timeline {
  const startNs = new Float64Array(tasks.length);
  const endNs = new Float64Array(tasks.length);
  const finished = new Uint8Array(tasks.length);
  const left = new Float64Array(tasks.length).fill(1);
  const next = queues.map(() => 0);
  const running = queues.map((): number | undefined => undefined);
  let open = queues.reduce((sum, queue) => sum + queue.length, 0);
  let now = 0;
  while (open > 0) {
    for (const [device, queue] of queues.entries()) {
      const id = queue[next[device] as number];
      if (running[device] !== undefined || id === undefined) continue;
      if (!(tasks[id] as FluidTask).after.every((other) => finished[other] === 1)) continue;
      running[device] = id;
      next[device] = (next[device] as number) + 1;
      startNs[id] = now;
    }
    const active = running.filter((id) => id !== undefined);
    if (active.length === 0) throw new RangeError('the queues of the devices wait for each other');
    const speeds = speedsOf(
      active.map((id) => tasks[id] as FluidTask),
      bytesPerNs,
      contention,
    );
    const waits = active.map(
      (id, i) => ((left[id] as number) * (tasks[id] as FluidTask).durationNs) / (speeds[i] as number),
    );
    const wait = Math.min(...waits);
    now += wait;
    for (const [i, id] of active.entries()) {
      const { durationNs } = tasks[id] as FluidTask;
      left[id] = waits[i] === wait ? 0 : (left[id] as number) - (wait * (speeds[i] as number)) / durationNs;
      if ((left[id] as number) > DONE) continue;
      finished[id] = 1;
      endNs[id] = now;
      running[running.indexOf(id)] = undefined;
      open--;
    }
  }
  return { startNs, endNs, makespanNs: now };
}

/** Speed of each task, in (0, 1]: 1 when every channel gives what it asks. */
function speedsOf(active: readonly FluidTask[], bytesPerNs: readonly number[], contention: Contention): number[] {
  const speeds = active.map(() => 1);
  if (contention === 'none' || active.length < 2) return speeds;
  for (const [channel, capacity] of bytesPerNs.entries()) {
    const rates = active.map(({ bytes, durationNs }) => (durationNs > 0 ? (bytes[channel] as number) / durationNs : 0));
    const demand = rates.reduce((sum, rate) => sum + rate, 0);
    if (demand <= capacity) continue;
    const shares =
      contention === 'fluid' ? maxMinShares(rates, capacity) : rates.map((rate) => (rate * capacity) / demand);
    for (const [i, rate] of rates.entries()) {
      if (rate > 0) speeds[i] = Math.min(speeds[i] as number, (shares[i] as number) / rate);
    }
  }
  return speeds;
}

/** Max-min fair shares of `capacity`: nobody gets more than asked; what is left over goes to the others in equal parts. */
export function maxMinShares(rates: readonly number[], capacity: number): number[] {
  const shares = rates.map(() => 0);
  const order = rates.map((_, i) => i).sort((a, b) => (rates[a] as number) - (rates[b] as number));
  let left = capacity;
  for (const [served, i] of order.entries()) {
    const share = Math.min(rates[i] as number, left / (order.length - served));
    shares[i] = share;
    left -= share;
  }
  return shares;
}
