/**
 * Evolutionary search with a hard constraint, as AutoFormer (Chen et al., ICCV 2021) and MCUFormer's public code do it:
 * only designs that satisfy the constraint enter the population.
 */
import type { Evaluation } from '../../../src/design/evaluation.js';
import type { Design } from '../../../src/design/parameter.js';
import type { RandomStream } from '../../../src/stats/random.js';
import type { Found, Search } from './baseline.js';

export interface EvolutionSettings {
  readonly generations: number;
  readonly population: number;
  /** Best designs that have children. */
  readonly parents: number;
  readonly mutants: number;
  readonly crossovers: number;
  /** Designs tried for each one that is wanted. */
  readonly tries: number;
}

/** Settings of MCUFormer's release. */
export const evolutionDefaults: EvolutionSettings = {
  generations: 20,
  population: 50,
  parents: 10,
  mutants: 25,
  crossovers: 25,
  tries: 10,
};

/** How designs of one space are drawn and varied. */
export interface Variation {
  sample(): Design;
  mutate(parent: Design): Design;
  /** A child of two parents, or undefined where they cannot have one. */
  cross(a: Design, b: Design): Design | undefined;
}

/** What enters the population, and what is best in it. */
export interface Selection {
  readonly legal: (evaluation: Evaluation) => boolean;
  /** The lower, the better; among legal designs only. */
  readonly cost: (evaluation: Evaluation) => number;
}

/** Feasible designs, by the problem's first objective. */
export const byObjective: Selection = {
  legal: ({ feasible }) => feasible,
  cost: ({ objectives }) => objectives[0] as number,
};

export function evolve(
  search: Search,
  variation: Variation,
  { legal, cost }: Selection,
  random: RandomStream,
  settings: EvolutionSettings = evolutionDefaults,
): { readonly best: Found | undefined; readonly generations: number; readonly legalShare: number } {
  const seen = new Set<string>();
  let [tried, kept] = [0, 0];
  let elite: Found[] = [];
  const collect = (wanted: number, propose: () => Design | undefined): Found[] => {
    const found: Found[] = [];
    for (let attempt = 0; attempt < settings.tries * wanted && found.length < wanted && !search.isSpent; attempt++) {
      const design = propose();
      if (design === undefined) continue;
      const key = search.problem.space.key(design);
      if (seen.has(key)) continue;
      seen.add(key);
      tried++;
      const one = search.evaluate(design);
      if (!legal(one.evaluation)) continue;
      kept++;
      found.push(one);
    }
    return found;
  };
  const parent = () => (elite[random.integer(elite.length)] as Found).design;
  const select = (candidates: Found[]): void => {
    elite = candidates.sort((a, b) => cost(a.evaluation) - cost(b.evaluation)).slice(0, settings.parents);
  };
  select(collect(settings.population, () => variation.sample()));
  let generations = 0;
  while (elite.length > 0 && generations < settings.generations && !search.isSpent) {
    const children = [
      ...collect(settings.mutants, () => variation.mutate(parent())),
      ...collect(settings.crossovers, () => variation.cross(parent(), parent())),
    ];
    select([...elite, ...children]);
    generations++;
  }
  return { best: elite[0], generations, legalShare: tried === 0 ? 0 : kept / tried };
}
