/**
 * MCUNet's search in two stages (Lin et al., NeurIPS 2020, section 3.1): the resolution and width whose networks that fit
 * have most MACs in the mean, then evolution inside them.
 */
import type { Design } from '../../../src/design/parameter.js';
import { badRequest } from '../../../src/errors.js';
import { type Baseline, type BaselineContext, Search } from './baseline.js';
import { byObjective, evolutionDefaults, evolve, type Variation } from './evolution.js';

/** Share of the budget for the first stage. */
const FIRST_STAGE = 0.5;

export const mcunetTwoStage: Baseline = {
  name: 'mcunet-two-stage',
  summary: 'pick resolution and width by the mean MACs of the networks that fit, then evolve inside',
  preset: 'mcunet-320',
  budget: 4000,
  run: (context) => {
    const { problem, budget, random } = context;
    const search = new Search(problem, budget);
    const points = scores(context, search);
    const [best] = [...points].sort((a, b) => b.meanMacs - a.meanMacs);
    if (best === undefined || best.fitting === 0) {
      return { best: search.best, evaluations: search.evaluations, rows: points, notes: ['no sampled network fits'] };
    }
    const { resolution, widthMultiplier } = best;
    const found = evolve(search, within({ resolution, widthMultiplier }, context), byObjective, random, {
      ...evolutionDefaults,
      // The budget ends the search, not the number of generations.
      generations: Number.POSITIVE_INFINITY,
    });
    const notes = [`searched inside resolution ${resolution}, widthMultiplier ${widthMultiplier}`];
    return { best: found.best ?? search.best, evaluations: search.evaluations, rows: points, notes };
  },
};

interface Point {
  readonly [name: string]: number;
  readonly resolution: number;
  readonly widthMultiplier: number;
  readonly sampled: number;
  readonly fitting: number;
  /** Of the sampled networks that fit; 0 without one. */
  readonly meanMacs: number;
}

function scores({ problem, budget, random, fixed }: BaselineContext, search: Search): Point[] {
  const { space } = problem;
  if (!space.names.includes('resolution')) throw badRequest('/preset', 'two-stage search is of mbconv networks');
  const values = (name: string): number[] => {
    const i = space.indexOf(name);
    return Array.from({ length: space.cardinality(i) }, (_, index) => Number(space.valueAt(i, index)));
  };
  const pairs = values('resolution').flatMap((resolution) =>
    values('widthMultiplier').map((widthMultiplier) => ({ resolution, widthMultiplier })),
  );
  const each = Math.max(1, Math.floor((FIRST_STAGE * budget) / pairs.length));
  return pairs.map((pair) => {
    let [sampled, fitting, macs] = [0, 0, 0];
    for (let i = 0; i < each && !search.isSpent; i++) {
      const { evaluation } = search.evaluate({ ...space.sample(random), ...pair, ...fixed });
      sampled++;
      if (!evaluation.feasible) continue;
      fitting++;
      macs += evaluation.metrics['macs'] as number;
    }
    return { ...pair, sampled, fitting, meanMacs: fitting === 0 ? 0 : macs / fitting };
  });
}

/** Variation of everything but what is held. */
function within(held: Design, { problem: { space }, random, fixed }: BaselineContext): Variation {
  const keep = (design: Design): Design => ({ ...design, ...held, ...fixed });
  return {
    sample: () => keep(space.sample(random)),
    mutate: (parent) => keep(space.mutate(parent, random)),
    cross: (a, b) => keep(space.crossover(a, b, random)),
  };
}
