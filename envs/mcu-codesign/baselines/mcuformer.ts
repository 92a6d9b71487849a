/** MCUFormer's evolution of subnets (arXiv 2310.16898; settings of liangyn22/MCUFormer), and what its accountings change. */
import type { DesignSpace } from '../../../src/design/design-space.js';
import type { Design } from '../../../src/design/parameter.js';
import { badRequest } from '../../../src/errors.js';
import type { RandomStream } from '../../../src/stats/random.js';
import type { Options } from '../options.js';
import { type Baseline, type BaselineContext, type BaselineResult, Search } from './baseline.js';
import { byObjective, evolve, type Selection, type Variation } from './evolution.js';

/** Probabilities that a mutation draws a gene anew: of a layer, and of depth and width. */
const LAYER_GENE = 0.2;
const SHAPE_GENE = 0.4;
/** Parameters that the public code asks for, in place of a memory limit. */
const FEWEST_PARAMETERS = 18e6;
const MOST_PARAMETERS = 23e6;

/** Image, patch and ranks are those of the supernet: the search inside it does not change them. */
const held = ['imageSize', 'patchSize', 'rankRatio', 'rankRatioAttention', 'rankRatioMlp'];

/** The point whose supernet is searched unless `--design` names another. */
const supernetPoint: Design = {
  imageSize: 240,
  patchSize: 20,
  rankRatio: 0.9,
  rankRatioAttention: 0.9,
  rankRatioMlp: 0.9,
};

export const mcuformerEvolution: Baseline = {
  name: 'mcuformer-evolution',
  summary: 'evolution of subnets under the memory limit: 20 generations of 50',
  preset: 'mcuformer-320',
  budget: 5000,
  run: (context) => search(context, byObjective),
};

export const mcuformerEvolutionRelease: Baseline = {
  name: 'mcuformer-evolution-release',
  summary: 'the same under the limit of the public code: 18 to 23 million parameters, whatever the memory',
  preset: 'mcuformer-512',
  budget: 5000,
  run: (context) => {
    const legal: Selection['legal'] = ({ metrics: { params = 0 } }) =>
      params >= FEWEST_PARAMETERS && params <= MOST_PARAMETERS;
    const result = search(context, { legal, cost: ({ metrics }) => -(metrics['accuracy'] as number) });
    const notes = [...(result.notes ?? []), 'memory was no constraint; whether the best fits is what `feasible` says'];
    return { ...result, notes };
  },
};

/** The same search under each memory rule, and what each winner needs under the others. */
export const mcuformerAccountings: Baseline = {
  name: 'mcuformer-accountings',
  summary: 'the same evolution under the memory rules paper, release and honest',
  preset: 'mcuformer-320',
  budget: 6000,
  run: (context) => {
    const rules = ['paper', 'release', 'honest'] as const satisfies readonly Options['accounting'][];
    const problems = rules.map((accounting) => context.variant({ accounting }));
    let evaluations = 0;
    const rows = rules.map((rule, i) => {
      const problem = problems[i] as BaselineContext['problem'];
      const random = context.random.split('accounting');
      const budget = Math.floor(context.budget / rules.length);
      const { best, evaluations: spent } = search({ ...context, problem, random, budget }, byObjective);
      evaluations += spent;
      if (best === undefined) return { rule, found: false };
      const { embed = 0, depth = 0 } = best.design as Record<string, number>;
      const needs = problems.map((other, j) => [
        `sramBytes under ${rules[j]}`,
        other.evaluate(best.design).metrics['sramBytes'] as number,
      ]);
      const accuracy = best.evaluation.metrics['accuracy'] as number;
      return { rule, found: true, embed, depth, accuracy, ...Object.fromEntries(needs) };
    });
    return { evaluations, rows };
  },
};

function search(context: BaselineContext, selection: Selection): BaselineResult {
  const { problem, budget, random } = context;
  const run = new Search(problem, budget);
  const { best, generations, legalShare } = evolve(run, variationOf(context), selection, random);
  const notes = [
    `${generations} generations; ${(100 * legalShare).toFixed(0)} % of the designs tried were legal`,
    ...(best === undefined ? ['no legal design was found'] : []),
  ];
  return { best, evaluations: run.evaluations, notes };
}

export function variationOf({ problem: { space }, random, fixed }: BaselineContext): Variation {
  if (!space.names.includes('block1Heads')) {
    throw badRequest(
      '/preset',
      'this baseline is of transformers with genes per block; use a preset such as mcuformer-320',
    );
  }
  const has = Object.entries(supernetPoint).filter(([name, value]) => isValue(space, name, value));
  const point: Design = { ...Object.fromEntries(has), ...fixed };
  const keep = (design: Design): Design => ({ ...design, ...point });
  return {
    sample: () => keep(space.sample(random)),
    mutate: (parent) => keep(mutated(parent, space, random)),
    cross: (a, b) => {
      if (a['depth'] !== b['depth']) return undefined;
      return keep(
        Object.fromEntries(space.names.map((name) => [name, (random.uniform() < 0.5 ? a : b)[name]])) as Design,
      );
    },
  };
}

const isValue = (space: DesignSpace, name: string, value: Design[string]): boolean =>
  space.names.includes(name) && space.indexOfValue(space.indexOf(name), value) >= 0;

/** Draws each gene anew with its probability, from all values. */
function mutated(parent: Design, space: DesignSpace, random: RandomStream): Design {
  const child: Record<string, Design[string]> = { ...parent };
  space.names.forEach((name, i) => {
    if (held.includes(name)) return;
    const probability = name === 'depth' || name === 'embed' ? SHAPE_GENE : LAYER_GENE;
    if (random.uniform() < probability) child[name] = space.valueAt(i, random.integer(space.cardinality(i)));
  });
  return child;
}
