/** Ways to share out a problem's parameters among agents. */
import { badRequest } from '../errors.js';
import { type Partition, perParameter } from './partition.js';
import type { Problem } from './problem.js';

/** The factorisations that every problem has; it may name others in `partitions`. */
export const factorisations = ['per-parameter', 'per-group', 'single'] as const;

/**
 * The partition that `factorisation` names, or is.
 * @throws CogymError `badRequest` for an unknown name, or unless every parameter belongs to exactly one agent
 */
export function partitionOf(problem: Problem, factorisation: string | Partition): Partition {
  const { space, partitions = {} } = problem;
  const partition = typeof factorisation === 'string' ? named(problem, factorisation) : factorisation;
  if (partition === undefined) {
    const known = [...factorisations, ...Object.keys(partitions)].join(', ');
    throw badRequest('/factorisation', `'factorisation' is a partition or one of ${known}, not ${factorisation}`);
  }
  space.checkPartition(partition);
  return partition;
}

function named({ space, partitions = {} }: Problem, name: string): Partition | undefined {
  switch (name) {
    case 'per-parameter':
      return perParameter(space.parameters);
    case 'per-group':
      return space.groups();
    case 'single':
      return { single: space.names };
    default:
      return Object.hasOwn(partitions, name) ? partitions[name] : undefined;
  }
}
