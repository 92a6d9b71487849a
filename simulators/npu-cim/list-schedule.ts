/** List scheduling: tasks by descending rank, each as early as its device and its inputs allow. */
import type { Task } from './plan.js';

/** Order of the tasks on each device. */
export interface Queues {
  readonly npu: readonly number[];
  readonly cim: readonly number[];
}

/** Longest way from the start of each task to the end of the network, with durations alone. */
export function ranksOf(tasks: readonly Pick<Task, 'id' | 'after'>[], durationNs: ArrayLike<number>): Float64Array {
  const ranks = new Float64Array(tasks.length);
  for (let i = tasks.length - 1; i >= 0; i--) {
    const task = tasks[i] as Task;
    const rank = (ranks[i] as number) + (durationNs[i] as number);
    ranks[i] = rank;
    for (const other of task.after) ranks[other] = Math.max(ranks[other] as number, rank);
  }
  return ranks;
}

/** Ids by descending rank; of equals the earlier one, which keeps the order topological. */
export const byRank = (ranks: ArrayLike<number>): number[] =>
  Array.from(ranks, (_, i) => i).sort((a, b) => (ranks[b] as number) - (ranks[a] as number) || a - b);

/** Every task on the device that it is assigned to. */
export function queuesOf(tasks: readonly Task[], durationNs: ArrayLike<number>): Queues {
  const order = byRank(ranksOf(tasks, durationNs));
  const on = (device: Task['device']) => order.filter((id) => (tasks[id] as Task).device === device);
  return { npu: on('npu'), cim: on('cim') };
}

/** Tasks on the macros in the order of the network. */
export function macrosInOrder(tasks: readonly Task[]): number[] {
  const ids: number[] = [];
  for (const { id, device } of tasks) if (device === 'cim') ids.push(id);
  return ids;
}
