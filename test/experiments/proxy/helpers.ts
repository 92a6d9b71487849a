/** What tests of proxies share: a problem whose metrics follow from few parameters, and a proxy of it. */
import { Type } from '@sinclair/typebox';
import { registerProblem } from '../../../envs/index.js';
import { DesignSpace } from '../../../src/design/design-space.js';
import { categorical, integer, ordinal, real } from '../../../src/design/parameter.js';
import { defineProblem, type Problem } from '../../../src/design/problem.js';
import { withObjectives } from '../../../src/design/with-objectives.js';
import { runExperiment } from '../../../src/experiments/run.js';
import { parseSpec, resolve } from '../../../src/experiments/spec.js';

const source = { simulator: 'smooth', validated: true, extrapolated: false } as const;

export const smooth = defineProblem({
  id: 'smooth',
  summary: 'Metrics that a model can learn, and designs of two banks with mode c that are invalid',
  options: Type.Object({
    factor: Type.Number({ default: 1, description: 'of every metric' }),
    constraints: Type.Array(Type.String(), { default: [] }),
  }),
  presets: { default: {} },
  create({ factor, constraints }): Problem {
    const space = new DesignSpace([
      categorical('mode', ['a', 'b', 'c']),
      ordinal('banks', [1, 2, 4, 8]),
      integer('ways', 1, 6),
      real('voltage', 0.5, 1),
      categorical('gated', [true, false]),
    ]);
    const problem: Problem = {
      id: 'smooth',
      version: `1-${factor}`,
      workload: `factor ${factor}`,
      space,
      objectives: [
        { name: 'latencyS', direction: 'minimize' },
        { name: 'quality', direction: 'maximize' },
      ],
      metrics: [
        { name: 'latencyS', unit: 's', description: 'falls with banks and voltage', source },
        { name: 'energyJ', unit: 'J', description: 'rises with ways and voltage', source, limit: 1 },
        { name: 'quality', unit: '', description: 'of the mode', source },
      ],
      evaluate(design) {
        const [banks, ways, voltage] = [design['banks'], design['ways'], design['voltage']].map(Number) as [
          number,
          number,
          number,
        ];
        const invalid = design['mode'] === 'c' && banks === 2;
        const metrics = {
          latencyS: (factor * 1e-3 * (design['mode'] === 'b' ? 2 : 1)) / (banks ** 2 * voltage),
          energyJ: factor * 1e-2 * ways * voltage ** 2 * (design['gated'] === true ? 0.8 : 1),
          quality: (design['mode'] === 'a' ? 0.5 : 0.75) + 0.01 * ways,
        };
        return {
          metrics: invalid ? {} : metrics,
          objectives: invalid ? [1, 1] : [metrics.latencyS, -metrics.quality],
          feasible: !invalid,
          violation: invalid ? 1 : 0,
          violations: invalid ? [{ name: 'mode', value: 2, limit: 1, excess: 1 }] : [],
          provenance: source,
        };
      },
    };
    return constraints.length === 0 ? problem : withObjectives(problem, { constraints });
  },
});
registerProblem(smooth);

/** The folder of an experiment on `smooth` with a random and an annealing agent. */
export async function smoothData(folder: string, options: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const spec = parseSpec({
    name: 'smooth',
    problem: 'smooth',
    options,
    agents: [
      { name: 'random', budget: 700 },
      { name: 'annealing', budget: 250 },
    ],
    seeds: [1],
    budget: 700,
  });
  await runExperiment(resolve(spec), folder);
  return folder;
}
