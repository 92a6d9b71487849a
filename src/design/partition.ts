/** Divisions of a space's parameters among agents. */
import { badRequest } from '../errors.js';
import { nearest } from '../stats/nearest.js';
import type { Parameter } from './parameter.js';

/** A named division of the parameters among agents: agent name -> parameter names. A partition of all parameters. */
export type Partition = Readonly<Record<string, readonly string[]>>;

/** By `group`, in the order of first appearance; parameters without one form the group `design`. */
export function byGroup(parameters: readonly Parameter[]): Partition {
  const groups: Record<string, string[]> = {};
  for (const { name, group = 'design' } of parameters) {
    groups[group] ??= [];
    groups[group].push(name);
  }
  return groups;
}

/** One agent per parameter, with its name. */
export function perParameter(parameters: readonly Parameter[]): Partition {
  return Object.fromEntries(parameters.map(({ name }) => [name, [name]]));
}

/** @throws badRequest unless every parameter belongs to exactly one agent and no agent is empty */
export function checkPartition(partition: Partition, names: readonly string[], path = '/partition'): void {
  const owners = new Map<string, string>();
  for (const [agent, slice] of Object.entries(partition)) {
    if (slice.length === 0) throw badRequest(`${path}/${agent}`, `agent '${agent}' has no parameter`);
    for (const name of slice) {
      if (!names.includes(name)) {
        throw badRequest(
          `${path}/${agent}`,
          `unknown parameter '${name}'; nearest: ${nearest(name, names).join(', ')}`,
        );
      }
      const owner = owners.get(name);
      if (owner !== undefined) {
        throw badRequest(`${path}/${agent}`, `'${name}' belongs to both '${owner}' and '${agent}'`);
      }
      owners.set(name, agent);
    }
  }
  const orphans = names.filter((name) => !owners.has(name));
  if (orphans.length > 0) throw badRequest(path, `no agent has ${orphans.map((name) => `'${name}'`).join(', ')}`);
}
