/** How a run divides its budget: data, so that an experiment file can state its own. */
import { type Static, Type } from '@sinclair/typebox';
import type { DesignSpace } from '../design/design-space.js';
import { nearestAllowed } from '../design/mask.js';
import type { Design } from '../design/parameter.js';
import type { Problem } from '../design/problem.js';
import { badRequest } from '../errors.js';
import { nearest } from '../stats/nearest.js';

const closed = { additionalProperties: false } as const;

const Search = Type.Array(Type.String(), {
  minItems: 1,
  description: 'groups (or names of parameters) that are searched; default: all',
});

const Phase = Type.Object(
  {
    share: Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'share of the budget' }),
    search: Type.Optional(Search),
    fixed: Type.Optional(
      Type.Union(
        [
          Type.Literal('middle'),
          Type.Literal('best'),
          Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
        ],
        {
          description:
            'the other parameters: `middle` values (default), those of the `best` design of the phase before, or values by name (middle where left out)',
        },
      ),
    ),
    objectives: Type.Optional(
      Type.Array(
        Type.Object(
          { name: Type.String(), direction: Type.Union([Type.Literal('minimize'), Type.Literal('maximize')]) },
          closed,
        ),
        { minItems: 1, description: 'what this phase optimises, metrics or expressions; default: the problem itself' },
      ),
    ),
    constraints: Type.Optional(
      Type.Array(Type.String(), {
        description: 'limits such as "latencyS <= 5 ms" in place of the specifications; [] lifts them',
      }),
    ),
  },
  closed,
);
export type Phase = Static<typeof Phase>;

const Inner = Type.Object(
  {
    search: Search,
    designs: Type.Integer({ minimum: 1, description: 'inner designs tried for each outer one' }),
    rest: Type.Integer({
      minimum: 0,
      default: 0,
      description: 'further inner designs, spent only when one of the first was feasible (early pruning)',
    }),
  },
  closed,
);
export type Inner = Static<typeof Inner>;

export const Strategy = Type.Object(
  {
    name: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]*$', description: 'letters, digits, dash, underscore' }),
    phases: Type.Optional(Type.Array(Phase, { minItems: 1, description: 'searches that follow each other' })),
    inner: Type.Optional(Inner),
  },
  { ...closed, description: 'either `phases` or `inner`; with neither one search over everything' },
);
export type Strategy = Static<typeof Strategy>;

/** One search over all parameters at once. */
export const joint: Strategy = { name: 'joint' };

/** The phases of a strategy; the outer search of an `inner` one is a phase of its own kind. */
export const phasesOf = ({ phases }: Strategy): readonly Phase[] => phases ?? [{ share: 1 }];

/**
 * Evaluations of each phase: shares rounded down, the remainder to the last one.
 * @returns one number per phase, together `budget`
 */
export function phaseBudgets(phases: readonly Phase[], budget: number): number[] {
  const budgets = phases.map(({ share }) => Math.floor(share * budget + 1e-9));
  const last = budgets.length - 1;
  budgets[last] = budget - budgets.slice(0, last).reduce((sum, part) => sum + part, 0);
  return budgets;
}

/**
 * Names of the parameters that `search` selects, in the order of the space.
 * @throws badRequest for a name that is neither a group nor a parameter
 */
export function searched(space: DesignSpace, search: readonly string[] | undefined, path: string): string[] {
  if (search === undefined) return [...space.names];
  const groups = space.groups();
  const chosen = new Set<string>();
  for (const [i, name] of search.entries()) {
    const members = Object.hasOwn(groups, name) ? groups[name] : space.names.includes(name) ? [name] : undefined;
    if (members === undefined) {
      const known = [...Object.keys(groups), ...space.names];
      throw badRequest(
        `${path}/${i}`,
        `'${name}' is neither a group (${Object.keys(groups).join(', ')}) nor a parameter; nearest: ${nearest(name, known).join(', ')}`,
      );
    }
    for (const member of members) chosen.add(member);
  }
  return space.names.filter((name) => chosen.has(name));
}

/** @throws badRequest when `strategy` does not fit the problem or the budget */
export function checkStrategy(strategy: Strategy, problem: Problem, budget: number, path: string): void {
  const { space } = problem;
  if (strategy.phases !== undefined && strategy.inner !== undefined) {
    throw badRequest(path, `strategy '${strategy.name}' has both phases and inner; give one of them`);
  }
  if (strategy.inner !== undefined) {
    const inside = searched(space, strategy.inner.search, `${path}/inner/search`);
    if (inside.length === space.names.length) {
      throw badRequest(
        `${path}/inner/search`,
        'the inner search covers every parameter and leaves none to the outer one',
      );
    }
  }
  const phases = phasesOf(strategy);
  const total = phases.reduce((sum, { share }) => sum + share, 0);
  if (Math.abs(total - 1) > 1e-9) {
    throw badRequest(`${path}/phases`, `the shares of strategy '${strategy.name}' sum to ${total}, not 1`);
  }
  for (const [i, part] of phaseBudgets(phases, budget).entries()) {
    if (part < 1)
      throw badRequest(`${path}/phases/${i}/share`, `phase ${i + 1} gets none of the ${budget} evaluations`);
  }
  for (const [i, phase] of phases.entries()) {
    searched(space, phase.search, `${path}/phases/${i}/search`);
    if (phase.fixed === 'best' && i === 0) {
      throw badRequest(`${path}/phases/0/fixed`, 'the first phase has no earlier best design; use middle or values');
    }
    if (typeof phase.fixed === 'object') {
      space.validate({ ...space.defaultDesign(), ...phase.fixed }, `${path}/phases/${i}/fixed`);
    }
  }
}

/**
 * The design of middle values: parameter by parameter the middle one (the lower on ties), or the nearest that the
 * problem's mask still allows. Reals take the middle of their scale. `values` come first where given.
 */
export function middleDesign({ space, mask }: Problem, values: Design = {}): Design {
  const design: Record<string, Design[string]> = { ...space.defaultDesign() };
  const partial: Record<string, Design[string]> = {};
  space.names.forEach((name, i) => {
    const count = space.cardinality(i);
    const given = values[name];
    if (given !== undefined) design[name] = given;
    else if (Number.isFinite(count)) design[name] = space.valueAt(i, middleIndex(count, mask?.(partial)[i]));
    else design[name] = middleOfReal(space, i);
    partial[name] = design[name] as Design[string];
  });
  return space.canonical(design);
}

function middleIndex(count: number, allowed: Uint8Array | undefined): number {
  const middle = Math.floor((count - 1) / 2);
  return allowed === undefined || allowed.length === 0 ? middle : Math.max(0, nearestAllowed(allowed, middle));
}

function middleOfReal(space: DesignSpace, i: number): number {
  const parameter = space.parameters[i];
  if (parameter?.type !== 'real') throw new Error(`parameter ${i} is not real`);
  const { low, high, scale } = parameter;
  return scale === 'log' ? Math.sqrt(low * high) : (low + high) / 2;
}
