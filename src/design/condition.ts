/** Conditions under which a parameter is active, compiled once per space. */
import { badRequest } from '../errors.js';
import { nearest } from '../stats/nearest.js';
import type { Condition, Design, ParameterValue } from './parameter.js';
import { type ParameterCodec, show } from './parameter-codec.js';

/** Whether a parameter matters in `design`; undefined for one that always does. */
export type ActiveTest = ((design: Partial<Design>) => boolean) | undefined;

/** A condition on one parameter, as found in the tree of a condition. */
export type Leaf = Exclude<Condition, { readonly all: readonly Condition[] }>;

/** The leaves of a condition's tree. All of them must hold, so the tree is a conjunction. */
export function leavesOf(condition: Condition | undefined): Leaf[] {
  if (condition === undefined) return [];
  return 'all' in condition ? condition.all.flatMap(leavesOf) : [condition];
}

/** Whether `value` satisfies `leaf`; whether its parameter is active is another question. */
export function holds(leaf: Leaf, value: ParameterValue | undefined): boolean {
  if ('oneOf' in leaf) return value !== undefined && leaf.oneOf.includes(value);
  return typeof value === 'number' && value >= leaf.atLeast;
}

/**
 * One test per parameter. A parameter is active when every leaf of its condition holds and every parameter that a leaf
 * names is active itself.
 * @throws badRequest for a condition on a later or unknown parameter, or on values that it cannot have
 */
export function compileConditions(codecs: readonly ParameterCodec[]): ActiveTest[] {
  const indices = new Map<string, number>();
  const tests: ActiveTest[] = [];
  codecs.forEach((codec, i) => {
    const { name, activeWhen } = codec.parameter;
    const leaves = leavesOf(activeWhen);
    const terms = leaves.map((leaf) => {
      const parent = indices.get(leaf.parameter);
      if (parent === undefined)
        throw badRequest(`/parameters/${i}/activeWhen`, unknownParent(name, leaf, indices.keys()));
      checkLeaf(leaf, codecs[parent] as ParameterCodec, `/parameters/${i}/activeWhen`);
      return { leaf, parentActive: tests[parent] };
    });
    tests.push(
      terms.length === 0
        ? undefined
        : (design) =>
            terms.every(
              ({ leaf, parentActive }) =>
                (parentActive === undefined || parentActive(design)) && holds(leaf, design[leaf.parameter]),
            ),
    );
    indices.set(name, i);
  });
  return tests;
}

function unknownParent(name: string, leaf: Leaf, earlier: Iterable<string>): string {
  const near = nearest(leaf.parameter, earlier);
  const hint = near.length === 0 ? 'there is none before it' : `nearest: ${near.join(', ')}`;
  return `'${name}' is conditional on '${leaf.parameter}', which is not an earlier parameter; ${hint}`;
}

function checkLeaf(leaf: Leaf, parent: ParameterCodec, path: string): void {
  const { name, type } = parent.parameter;
  if (!('oneOf' in leaf)) {
    if (!Number.isFinite(leaf.atLeast)) {
      throw badRequest(path, `a condition has 'oneOf' (a list), 'atLeast' (a number) or 'all', not ${show(leaf)}`);
    }
    if (type === 'categorical') throw badRequest(path, `'${name}' has no order: use 'oneOf' instead of 'atLeast'`);
    return;
  }
  if (type === 'real') throw badRequest(path, `'${name}' is real: use 'atLeast' instead of 'oneOf'`);
  for (const value of leaf.oneOf) {
    const refusal = parent.refusal(value);
    if (refusal !== undefined) throw badRequest(path, `'${name}' in a condition ${refusal}`);
  }
}
