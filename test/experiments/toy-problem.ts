/** A small co-design problem in the shape of the real ones: a network and its hardware, quality against three limits. */
import { Type } from '@sinclair/typebox';
import { registerProblem } from '../../envs/index.js';
import { DesignSpace } from '../../src/design/design-space.js';
import { exceed, totalViolation } from '../../src/design/evaluation.js';
import { categorical, integer, ordinal, real } from '../../src/design/parameter.js';
import { defineProblem, type Problem } from '../../src/design/problem.js';

const source = { simulator: 'toy', validated: true, extrapolated: false } as const;
const LARGEST_SUM = 16;

const definition = defineProblem({
  id: 'toy-codesign',
  summary: 'A toy',
  options: Type.Object({ latencyLimitS: Type.Number({ exclusiveMinimum: 0, default: 4e-3 }) }),
  presets: { default: {} },
  create({ latencyLimitS }): Problem {
    const space = new DesignSpace([
      categorical('acc1.template', ['dla', 'shi'], { group: 'hardware' }),
      integer('acc1.pes', 1, 16, { group: 'hardware' }),
      integer('acc2.pes', 0, 16, { group: 'hardware' }),
      real('clock', 0.1, 1, { group: 'hardware', scale: 'log' }),
      ordinal('filters', [8, 16, 32, 64], { group: 'network' }),
      integer('blocks', 1, 6, { group: 'network' }),
      categorical('skip', [true, false], { group: 'network' }),
    ]);
    const limits = { latencyS: latencyLimitS, energyJ: 2e-3, areaMm2: 12 };
    return {
      id: 'toy-codesign',
      version: '1',
      space,
      objectives: [{ name: 'averageQuality', direction: 'maximize' }],
      metrics: [
        { name: 'averageQuality', unit: '', description: 'share of the largest network', source },
        { name: 'latencyS', unit: 's', description: 'time of one inference', source, limit: limits.latencyS },
        { name: 'energyJ', unit: 'J', description: 'energy of one inference', source, limit: limits.energyJ },
        { name: 'areaMm2', unit: 'mm2', description: 'silicon area', source, limit: limits.areaMm2 },
      ],
      workload: 'toy',
      worstObjectives: [0],
      mask: (partial) =>
        space.names.map((name) =>
          name === 'acc2.pes'
            ? Uint8Array.from({ length: 17 }, (_, value) =>
                value + Number(partial['acc1.pes'] ?? 1) <= LARGEST_SUM ? 1 : 0,
              )
            : new Uint8Array(0),
        ),
      evaluate(design) {
        const [first, second] = [Number(design['acc1.pes']), Number(design['acc2.pes'])];
        const sum = exceed('pes', first + second, LARGEST_SUM);
        if (sum.length > 0) {
          return {
            metrics: {},
            objectives: [2],
            feasible: false,
            violation: totalViolation(sum),
            violations: sum,
            provenance: source,
          };
        }
        if (design['clock'] === 1) throw new Error('the clock is too fast for the toy');
        const macs = Number(design['filters']) * Number(design['blocks']) * (design['skip'] ? 1.1 : 1);
        const pes = first + second * (design['acc1.template'] === 'dla' ? 0.8 : 0.9);
        const metrics = {
          averageQuality: 1 - (1 - macs / 423) ** 2,
          latencyS: (macs / pes / Number(design['clock'])) * 1e-4,
          energyJ: macs * (0.5 + Number(design['clock']) ** 2) * 1e-5,
          areaMm2: first + second,
        };
        const violations = (['latencyS', 'energyJ', 'areaMm2'] as const).flatMap((name) =>
          exceed(name, metrics[name], limits[name]),
        );
        const violation = totalViolation(violations);
        const objectives = [violations.length === 0 ? -metrics.averageQuality : 1 + violation];
        return { metrics, objectives, feasible: violations.length === 0, violation, violations, provenance: source };
      },
    };
  },
});

registerProblem(definition);
export default definition;
