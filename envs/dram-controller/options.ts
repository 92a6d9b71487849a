/** Options of `DramController-v0`. */
import { type Static, Type } from '@sinclair/typebox';
import { templateNames } from '../../hwtemplates/index.js';
import { dramModes } from '../../simulators/dram/index.js';
import { parameterSets } from './space.js';
import { workloadNames } from './workloads.js';

const closed = { additionalProperties: false } as const;

const ObjectiveSchema = Type.Object(
  {
    name: Type.String({ description: 'a metric, or an expression over metrics' }),
    direction: Type.Union([Type.Literal('minimize'), Type.Literal('maximize')]),
    target: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'what counts as reached, in base units' })),
  },
  closed,
);

export const Options = Type.Object(
  {
    parameters: Type.Union(
      parameterSets.map((name) => Type.Literal(name)),
      { default: 'extended', description: 'which parameters with which values' },
    ),
    device: Type.String({ default: 'ddr3_1600', description: templateNames('dram').join(', ') }),
    simulatorMode: Type.Union(
      dramModes.map((mode) => Type.Literal(mode)),
      { default: 'dramsys-5.1', description: 'what the simulator agrees with' },
    ),
    workloads: Type.Array(Type.Union([Type.String(), Type.Object({})]), {
      minItems: 1,
      default: ['cloud-1'],
      description: `${workloadNames.join(', ')}; a generator {generator, requests, seed, ...}; or {name, clocks, writes, lines}`,
    }),
    requests: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'requests of each generated workload' }),
    ),
    requireRefresh: Type.Boolean({
      default: true,
      description: 'designs without refresh, which lose data, are infeasible',
    }),
    objectives: Type.Optional(
      Type.Array(Type.Union([Type.String(), ObjectiveSchema]), {
        minItems: 1,
        description: 'in place of energyJ and totalTimeS, e.g. ["minimize readLatencyP99S"]',
      }),
    ),
    constraints: Type.Optional(
      Type.Array(Type.String(), { description: 'limits on metrics, e.g. ["readLatencyMeanS <= 200 ns"]' }),
    ),
  },
  closed,
);
export type Options = Static<typeof Options>;
