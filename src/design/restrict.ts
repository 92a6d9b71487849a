/** A problem with some parameters fixed: a search over hardware for one network, over networks for one hardware. */
import { badRequest } from '../errors.js';
import type { DesignSpace } from './design-space.js';
import type { Mask } from './mask.js';
import type { Design, ParameterValue } from './parameter.js';
import type { Partition } from './partition.js';
import type { Problem } from './problem.js';
import { viewOf } from './problem-view.js';

/**
 * `problem` over the parameters `free` alone, all others at their values in `fixed` (a whole design; its values of free
 * parameters do not matter). Evaluations, partitions, mask and repair carry over.
 *
 * The mask is asked with all fixed values and also keeps those allowed that stand before the next free parameter. Where
 * fixed values leave nothing valid it allows everything: such a design is infeasible rather than a dead end.
 *
 * @throws CogymError `badRequest` for an unknown name or value, or when nothing is free
 */
export function restrict(problem: Problem, free: readonly string[], fixed: Design): Problem {
  if (free.length === 0) throw badRequest('/free', 'at least one parameter must stay free');
  const whole = problem.space;
  const frozen = whole.validate(fixed, '/fixed');
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
    mask: problem.mask && restrictedMask(problem.mask.bind(problem), problem, space, frozen),
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

function restrictedMask(mask: Mask, { space }: Problem, restricted: DesignSpace, fixed: Design): Mask {
  const free = restricted.names;
  const positions = free.map((name) => space.indexOf(name));
  const allFixed = Object.fromEntries(Object.entries(fixed).filter(([name]) => !free.includes(name)));

  /** Whether the fixed values from parameter `from` up to `end` are allowed after `partial`, which gets them. */
  const admits = (partial: Record<string, ParameterValue>, from: number, end: number): boolean => {
    for (let i = from; i < end; i++) {
      const name = space.names[i] as string;
      const row = mask(partial)[i];
      const value = space.isActive(partial, i) ? (fixed[name] as ParameterValue) : space.defaultValue(i);
      if (row !== undefined && row.length > 0 && row[space.indexOfValue(i, value)] !== 1) return false;
      partial[name] = value;
    }
    return true;
  };

  return (partial) => {
    const next = free.findIndex((name) => partial[name] === undefined);
    const masks = free.map(() => new Uint8Array(0));
    if (next === -1) return masks;
    const at = positions[next] as number;
    const prefix: Record<string, ParameterValue> = {};
    for (const name of space.names.slice(0, at)) prefix[name] = (partial[name] ?? fixed[name]) as ParameterValue;
    const row = mask(prefix)[at];
    if (row === undefined || row.length !== restricted.cardinality(next)) return masks;
    // A rule that looks at later values too is asked with all of them.
    const informed = mask({ ...allFixed, ...prefix })[at] ?? row;
    const name = space.names[at] as string;
    const end = positions[next + 1] ?? space.dimension;
    const narrowed = row.map((allowed, k) =>
      allowed === 1 && informed[k] === 1 && admits({ ...prefix, [name]: space.valueAt(at, k) }, at + 1, end) ? 1 : 0,
    );
    if (narrowed.includes(1)) masks[next] = narrowed;
    return masks;
  };
}
