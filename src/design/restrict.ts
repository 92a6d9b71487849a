/** A problem with some parameters fixed: a search over hardware for one network, over networks for one hardware. */
import { badRequest } from '../errors.js';
import type { Design } from './parameter.js';
import type { Mask, Partition, Problem } from './problem.js';
import { viewOf } from './problem-view.js';

/**
 * `problem` over the parameters `free` alone, all others at their values in `fixed` (a whole design; its values of free
 * parameters do not matter). Evaluations, partitions, mask and repair carry over.
 *
 * The mask also looks at the fixed parameters up to the next free one. Where fixed values further on leave nothing
 * valid it allows everything, so that such a design is evaluated and infeasible rather than a dead end.
 *
 * @throws CogymError `badRequest` for an unknown name or value, or when nothing is free
 */
export function restrict(problem: Problem, free: readonly string[], fixed: Design): Problem {
  if (free.length === 0) throw badRequest('/free', 'at least one parameter must stay free');
  const whole = problem.space;
  const frozen = whole.canonical(whole.validate(fixed, '/fixed'));
  const space = whole.subspace(free, frozen);
  const complete = (design: Partial<Design>) => ({ ...frozen, ...design }) as Design;
  return {
    ...viewOf(problem),
    version: `${problem.version}+${whole.names
      .filter((name) => !space.names.includes(name))
      .map((name) => `${name}=${frozen[name]}`)
      .join(',')}`,
    space,
    evaluate: (design) => problem.evaluate(whole.canonical(complete(design))),
    mask: problem.mask && restrictedMask(problem.mask.bind(problem), problem, space.names, frozen),
    repair: problem.repair && ((design) => pick(problem.repair?.(complete(design)) ?? design, space.names)),
    observe: problem.observe && ((partial) => problem.observe?.(complete(partial)) ?? { names: [], values: [] }),
    explain: problem.explain && ((design) => problem.explain?.(complete(design)) ?? {}),
    partitions: problem.partitions && restrictedPartitions(problem.partitions, new Set(space.names)),
    validSize: undefined,
    bestKnown: undefined,
  };
}

function pick(design: Design, names: readonly string[]): Design {
  return Object.fromEntries(names.map((name) => [name, design[name]])) as Design;
}

function restrictedPartitions(
  partitions: Readonly<Record<string, Partition>>,
  free: ReadonlySet<string>,
): Readonly<Record<string, Partition>> {
  const kept = (partition: Partition): Partition =>
    Object.fromEntries(
      Object.entries(partition)
        .map(([agent, names]) => [agent, names.filter((name) => free.has(name))] as const)
        .filter(([, names]) => names.length > 0),
    );
  return Object.fromEntries(Object.entries(partitions).map(([name, partition]) => [name, kept(partition)]));
}

function restrictedMask(mask: Mask, problem: Problem, free: readonly string[], fixed: Design): Mask {
  const { space } = problem;
  const positions = free.map((name) => space.indexOf(name));
  const allows = (prefix: Partial<Design>, i: number, row: Uint8Array | undefined): boolean => {
    if (row === undefined || row.length === 0) return true;
    const index = space.indexOfValue(i, prefix[space.names[i] as string] as Design[string]);
    return row[index] === 1;
  };
  return (partial) => {
    const next = free.findIndex((name) => partial[name] === undefined);
    if (next === -1) return free.map(() => new Uint8Array(0));
    const at = positions[next] as number;
    const end = positions[next + 1] ?? space.dimension;
    const prefix: Record<string, Design[string]> = {};
    for (let i = 0; i < at; i++) {
      const name = space.names[i] as string;
      prefix[name] = (partial[name] ?? fixed[name]) as Design[string];
    }
    const row = Uint8Array.from(mask(prefix)[at] ?? []);
    for (let k = 0; k < row.length; k++) {
      if (row[k] === 0) continue;
      const tried: Record<string, Design[string]> = { ...prefix, [space.names[at] as string]: space.valueAt(at, k) };
      for (let i = at + 1; i < end && row[k] === 1; i++) {
        const rows = mask(tried);
        const name = space.names[i] as string;
        tried[name] = space.isActive(tried, i) ? (fixed[name] as Design[string]) : space.defaultValue(i);
        if (!allows(tried, i, rows[i])) row[k] = 0;
      }
    }
    const open = row.every((allowed) => allowed === 0);
    return free.map((_, i) => (i === next && !open ? row : new Uint8Array(0)));
  };
}
