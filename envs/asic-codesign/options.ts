/** Options of `AsicCodesign-v0`. */
import { type Static, Type } from '@sinclair/typebox';
import { templateNames } from '../../hwtemplates/index.js';
import { fillOptions } from '../../src/design/options.js';
import { badRequest } from '../../src/errors.js';
import { type Specs, type Workload, workloads } from './workloads.js';

const closed = { additionalProperties: false } as const;
const Positive = Type.Number({ exclusiveMinimum: 0 });

const SpecsSchema = Type.Object(
  {
    latencyS: Type.Optional(Positive),
    energyJ: Type.Optional(Positive),
    areaMm2: Type.Optional(Positive),
  },
  { ...closed, description: "limits in place of the workload's: s, J, mm2" },
);

const TaskSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60 }),
    family: Type.String({ description: 'id of a network family' }),
    fixed: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
      default: {},
      description: 'options of the family, e.g. {"variant": "stl"}',
    }),
    accuracy: Type.String({ default: 'capacity', description: '`capacity` or an accuracy estimator' }),
    accuracyTask: Type.Optional(Type.String({ description: 'task of the estimator' })),
    weight: Type.Optional(Positive),
  },
  closed,
);

const WorkloadSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60 }),
    tasks: Type.Array(TaskSchema, { minItems: 1, maxItems: 8 }),
    specs: Type.Object({ latencyS: Positive, energyJ: Positive, areaMm2: Positive }, closed),
    placement: Type.Union([Type.Literal('layer'), Type.Literal('shape')], { default: 'layer' }),
  },
  closed,
);

export const Options = Type.Object(
  {
    workload: Type.Union([Type.String(), Type.Object({})], {
      default: 'N1',
      description: `${Object.keys(workloads).join(', ')}, or a workload as JSON: name, tasks, specs, placement`,
    }),
    technology: Type.Union([Type.Literal('default'), Type.Literal('nasaic-like')], {
      default: 'default',
      description: 'hardware model, cost database and specifications',
    }),
    subAccelerators: Type.Integer({ minimum: 1, maximum: 4, default: 2, description: 'sub-accelerators, 1..4' }),
    templates: Type.Array(Type.String(), {
      minItems: 1,
      uniqueItems: true,
      default: ['shi', 'dla', 'rs'],
      description: 'dataflow templates to choose from',
    }),
    specs: Type.Optional(SpecsSchema),
    accuracy: Type.Optional(
      Type.String({ description: "estimator for every task in place of the workload's; `capacity` or its id" }),
    ),
    weights: Type.Optional(
      Type.Array(Positive, { description: 'weight of each task in the average quality; divided by their sum' }),
    ),
    repair: Type.Union([Type.Literal('none'), Type.Literal('scale')], {
      default: 'none',
      description: '`scale`: PEs and bandwidths beyond their sums are scaled down instead of refused',
    }),
    objectives: Type.Optional(
      Type.Array(Type.String(), {
        minItems: 1,
        description: 'objectives in place of the quality, e.g. ["minimize latencyS*energyJ"]',
      }),
    ),
    constraints: Type.Optional(
      Type.Array(Type.String(), { description: 'further limits, e.g. ["averageQuality >= 0.8"]' }),
    ),
  },
  closed,
);
export type Options = Static<typeof Options>;

/** The workload that `options` name or hold, with their estimator and weights in place of its own. */
export function resolveWorkload({
  workload,
  accuracy,
  weights,
  technology,
  specs,
}: Options): Workload & { limits: Specs } {
  const named = typeof workload === 'string' ? knownWorkload(workload) : userWorkload(workload);
  if (weights !== undefined && weights.length !== named.tasks.length) {
    throw badRequest(
      '/options/weights',
      `${named.name} has ${named.tasks.length} tasks, not ${weights.length} weights`,
    );
  }
  const tasks = named.tasks.map((task, i) => ({
    ...task,
    ...(accuracy === undefined ? {} : { accuracy }),
    ...(weights === undefined ? {} : { weight: weights[i] as number }),
  }));
  return { ...named, tasks, limits: { ...named.specs[technology], ...specs } };
}

function knownWorkload(name: string): Workload {
  const found = Object.hasOwn(workloads, name) ? workloads[name] : undefined;
  if (found !== undefined) return found;
  throw badRequest(
    '/options/workload',
    `no workload '${name}'; known: ${Object.keys(workloads).join(', ')}, or give one as JSON`,
  );
}

function userWorkload(workload: object): Workload {
  const { specs, ...given } = fillOptions(WorkloadSchema, workload, '/options/workload') as Static<
    typeof WorkloadSchema
  >;
  return { ...given, specs: { default: specs, 'nasaic-like': specs } };
}

/** @throws CogymError `badRequest` for a template that is not in `hwtemplates/dataflow`, or cannot run convolutions */
export function checkTemplates(names: readonly string[]): void {
  const known = templateNames('dataflow').filter((name) => name !== 'gemm');
  for (const [i, name] of names.entries()) {
    if (known.includes(name)) continue;
    throw badRequest(
      `/options/templates/${i}`,
      `no dataflow template '${name}' for convolutions; known: ${known.join(', ')}`,
    );
  }
}
