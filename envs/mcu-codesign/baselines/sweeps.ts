/** Baselines that evaluate a fixed list of designs, and the random one. */
import type { DesignSpace } from '../../../src/design/design-space.js';
import type { Design, ParameterValue } from '../../../src/design/parameter.js';
import { badRequest } from '../../../src/errors.js';
import { STAGES } from '../space.js';
import { type Baseline, type BaselineContext, type BaselineResult, type Found, Search } from './baseline.js';

/** Blocks per stage of MobileNetV2 (Sandler et al., CVPR 2018, table 2). */
const mobilenetDepths = [2, 3, 4, 3, 3, 1];

/** MobileNetV2's stages: kernel 3, expansion 6. */
function mobilenet(space: DesignSpace): Design {
  const stages = Array.from({ length: STAGES }, (_, i) => [
    [`stage${i + 1}Depth`, mobilenetDepths[i] as number],
    [`stage${i + 1}Kernel`, 3],
    [`stage${i + 1}Expand`, 6],
  ]).flat();
  return known(space, { ...Object.fromEntries(stages), inPlace: 1 });
}

/** The default design with the values that the space has. */
function known(space: DesignSpace, values: Design): Design {
  if (!space.names.includes('resolution')) {
    throw badRequest('/preset', 'this baseline is of mbconv networks; use a preset such as mcunet-320');
  }
  const has = Object.entries(values).filter(([name]) => space.names.includes(name));
  return { ...space.defaultDesign(), ...Object.fromEntries(has) };
}

const valuesOf = (space: DesignSpace, name: string): ParameterValue[] => {
  const i = space.indexOf(name);
  return Array.from({ length: space.cardinality(i) }, (_, index) => space.valueAt(i, index));
};

function evaluateAll(
  { problem, budget, fixed }: BaselineContext,
  designs: readonly Design[],
  shown: readonly string[],
): BaselineResult {
  const search = new Search(problem, budget);
  const found: Found[] = [];
  for (const design of designs) {
    if (search.isSpent) break;
    found.push(search.evaluate({ ...design, ...fixed }));
  }
  const notes =
    found.length < designs.length ? [`the budget ended after ${found.length} of ${designs.length} designs`] : [];
  return { best: search.best, evaluations: search.evaluations, rows: found.map((one) => row(one, shown)), notes };
}

function row({ design, evaluation }: Found, shown: readonly string[]): Record<string, string | number | boolean> {
  const { metrics, feasible } = evaluation;
  const chosen = shown.flatMap((name) => (design[name] === undefined ? [] : [[name, design[name]] as const]));
  const figures = ['accuracy', 'sramBytes', 'flashBytes', 'latencyS'].flatMap((name) =>
    metrics[name] === undefined ? [] : [[name, metrics[name]] as const],
  );
  return { ...Object.fromEntries(chosen), ...Object.fromEntries(figures), feasible };
}

export const mobilenetScaling: Baseline = {
  name: 'mobilenet-scaling',
  summary: 'MobileNetV2 at every resolution and width',
  preset: 'mcunet-320',
  budget: 108,
  run: (context) => {
    const { space } = context.problem;
    const base = mobilenet(space);
    const designs = valuesOf(space, 'resolution').flatMap((resolution) =>
      valuesOf(space, 'widthMultiplier').map((widthMultiplier) => ({ ...base, resolution, widthMultiplier })),
    );
    return evaluateAll(context, designs, ['resolution', 'widthMultiplier']);
  },
};

export const layerwise: Baseline = {
  name: 'layerwise',
  summary: 'one network without tiles (--design; MobileNetV2 of width 0.4 at 160 pixels by default)',
  preset: 'mcunet-320',
  budget: 1,
  run: (context) => evaluateAll(context, [fixedNetwork(context)], ['patches']),
};

/** Every way to tile one network; the best is the one that takes least SRAM among those that fit. */
export const bestPatch: Baseline = {
  name: 'best-patch',
  summary: 'the same network under every number of tiles and every end of the tiled stage',
  preset: 'mcunet-320',
  budget: 200,
  run: (context) => {
    const { space } = context.problem;
    const network = fixedNetwork(context);
    const split = space.names.includes('splitIndex') ? 'splitIndex' : 'splitBlock';
    const tiles = valuesOf(space, 'patches').filter((patches) => patches !== 1);
    const designs = tiles.flatMap((patches) =>
      valuesOf(space, split).map((end) => ({ ...network, patches, [split]: end })),
    );
    const search = new Search(context.problem, context.budget);
    const found = [network, ...designs].slice(0, context.budget).map((design) => search.evaluate(design));
    const sram = ({ evaluation }: Found): number => evaluation.metrics['sramBytes'] ?? Number.POSITIVE_INFINITY;
    const best = found.reduce((a, b) => {
      if (a.evaluation.feasible !== b.evaluation.feasible) return a.evaluation.feasible ? a : b;
      return sram(b) < sram(a) ? b : a;
    });
    return { best, evaluations: search.evaluations, rows: found.map((one) => row(one, ['patches', split])) };
  },
};

function fixedNetwork({ problem: { space }, fixed }: BaselineContext): Design {
  return { ...mobilenet(space), resolution: 160, widthMultiplier: 0.4, patches: 1, ...fixed };
}

export const randomSearch: Baseline = {
  name: 'random',
  summary: 'designs drawn uniformly, parameter by parameter',
  preset: 'mcunet-320',
  budget: 1000,
  run: ({ problem, budget, random, fixed }) => {
    const search = new Search(problem, budget);
    for (let i = 0; i < budget && !search.isSpent; i++) search.evaluate({ ...problem.space.sample(random), ...fixed });
    return { best: search.best, evaluations: search.evaluations };
  },
};
