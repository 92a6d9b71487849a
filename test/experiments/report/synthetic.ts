/** Made-up experiments for the tests of the report: plain data in the shape that a run folder gives. */
import type { Evaluation } from '../../../src/design/evaluation.js';
import { categorical, type Design, integer, ordinal, type Parameter } from '../../../src/design/parameter.js';
import type { MetricSpec } from '../../../src/design/problem.js';
import type { Arm, Point, ReportData } from '../../../src/experiments/report/data.js';
import type { CodesignDetails } from '../../../src/experiments/report/details.js';
import { RandomStream } from '../../../src/stats/random.js';

const source = { simulator: 'dataflow', mode: 'corrected', validated: true, extrapolated: false };

const metrics: readonly MetricSpec[] = [
  { name: 'latencyS', unit: 's', description: 'makespan of the schedule', source, limit: 1e-3 },
  { name: 'energyJ', unit: 'J', description: 'energy of all layers', source, limit: 800e-6 },
  { name: 'areaMm2', unit: 'mm2', description: 'area of all sub-accelerators', source, limit: 120 },
  { name: 'cycles', unit: 'cycles', description: 'makespan of the schedule', source },
  {
    name: 'averageQuality',
    unit: '',
    description: 'weighted mean of the networks',
    source: { simulator: 'capacity', validated: false, extrapolated: false, assumption: 'capacity is not an accuracy' },
  },
];

function parameters(): Parameter[] {
  const range = (low: number, high: number, step: number) =>
    Array.from({ length: (high - low) / step + 1 }, (_, i) => low + i * step);
  const hardware = [1, 2].flatMap((i): Parameter[] => [
    categorical(`acc${i}.template`, ['shi', 'dla', 'rs'], { group: 'hardware' }),
    integer(`acc${i}.pes`, 0, 4096, { step: 32, group: 'hardware' }),
    ordinal(`acc${i}.nocBandwidth`, range(8, 64, 8), { group: 'hardware', unit: 'bytes/cycle' }),
  ]);
  const blocks = [1, 2, 3].flatMap((b): Parameter[] => [
    ordinal(`net1.block${b}.filters`, [32, 64, 128, 256], { group: 'network' }),
    ordinal(`net1.block${b}.skips`, [0, 1, 2], { group: 'network' }),
  ]);
  const levels = [1, 2, 3, 4, 5].map(
    (l): Parameter =>
      ordinal(
        `net2.level${l}.filters`,
        [4, 8, 16].map((f) => f * 2 ** (l - 1)),
        {
          group: 'network',
          activeWhen: { parameter: 'net2.height', atLeast: l },
        },
      ),
  );
  return [
    ...hardware,
    ordinal('net1.stem', [8, 16, 32, 64], { group: 'network' }),
    ...blocks,
    ordinal('net2.height', [1, 2, 3, 4, 5], { group: 'network' }),
    ...levels,
  ];
}

const space = parameters();

function sample(random: RandomStream, skill: number): Point {
  const design: Record<string, Design[string]> = {};
  for (const parameter of space) {
    if (parameter.type === 'categorical') design[parameter.name] = random.choice(parameter.values);
    else if (parameter.type === 'ordinal') design[parameter.name] = random.choice(parameter.values);
    else if (parameter.type === 'integer') design[parameter.name] = 32 * random.integer(65);
  }
  const pes = (design['acc1.pes'] as number) + (design['acc2.pes'] as number) + 64;
  const filters = space.reduce((sum, { name }) => (name.endsWith('filters') ? sum + (design[name] as number) : sum), 0);
  const quality = Math.min(1, (0.25 + filters / 1800) * (0.9 + 0.1 * random.uniform()));
  const cycles = Math.round((1.5e5 + (9e8 * quality ** 2) / pes) * (2.6 - 1.5 * skill));
  const energyJ = 1.1e-3 * quality * (0.4 + pes / 4096) * (2.8 - 1.7 * skill);
  return point(design, { latencyS: cycles / 1e9, energyJ, areaMm2: 20 + pes / 36, cycles, averageQuality: quality });
}

function point(design: Design, values: Readonly<Record<string, number>>): Point {
  const violation = metrics.reduce(
    (sum, { name, limit }) => sum + (limit === undefined ? 0 : Math.max(0, (values[name] as number) / limit - 1)),
    0,
  );
  const feasible = violation === 0;
  return {
    design,
    feasible,
    violation,
    objectives: [feasible ? -(values.averageQuality as number) : 1 + violation],
    metrics: values,
  };
}

export interface SyntheticOptions {
  readonly agents?: readonly string[];
  readonly strategies?: readonly string[];
  readonly seeds?: number;
  readonly budget?: number;
  /** Every design breaks its limits. */
  readonly hopeless?: boolean;
}

/** An experiment like those of the two-network environment, with a winner and its details. */
export function synthetic(options: SyntheticOptions = {}): ReportData {
  const {
    agents = ['random', 'genetic'],
    strategies = ['joint', 'nas-then-asic'],
    seeds = 5,
    budget = 300,
    hopeless = false,
  } = options;
  const arms = agents.flatMap((agent, a) =>
    strategies.map(
      (strategy, s): Arm => ({
        agent,
        strategy,
        budget,
        hyperparameters: agent === 'random' ? {} : { population: 32, mutation: 0.05 },
        runs: Array.from({ length: seeds }, (_, seed) => {
          const random = RandomStream.from(seed, `${agent} ${strategy}`);
          const points = Array.from({ length: budget }, (_, i) => {
            const late = s === 0 || i > budget / 2;
            return sample(random, hopeless ? -9 : late ? Math.min(1, a * 0.3 + (0.7 * i) / budget) : -0.4);
          });
          return { seed, points };
        }),
      }),
    ),
  );
  const data: ReportData = {
    name: 'two-networks',
    description: 'Does searching the networks and the accelerator together pay?',
    problem: {
      id: 'AsicCodesign-v0',
      version: '1',
      preset: 'default',
      options: { workload: 'W1', subAccelerators: 2 },
      workload: 'W1 (resnet9-cifar, unet-nuclei), default',
      objectives: [{ name: 'averageQuality', direction: 'maximize' }],
      parameters: space,
      metrics,
    },
    arms,
    runsPlanned: arms.length * seeds,
    packageVersion: '0.1.0',
    nodeVersion: '22.1.0',
    commit: '0123456789abcdef0123456789abcdef01234567',
    command: 'cogym run two-networks.json',
    spec: { name: 'two-networks', problem: 'AsicCodesign-v0', budget },
  };
  return { ...data, winner: winnerOf(data) };
}

function winnerOf(data: ReportData): ReportData['winner'] {
  let best: { arm: number; seed: number; evaluation: number; point: Point } | undefined;
  for (const [arm, { runs }] of data.arms.entries())
    for (const { seed, points } of runs)
      for (const [i, candidate] of points.entries())
        if (best === undefined || (candidate.objectives[0] as number) < (best.point.objectives[0] as number))
          best = { arm, seed, evaluation: i + 1, point: candidate };
  if (best === undefined) return undefined;
  const { point: found, ...where } = best;
  const result: Evaluation = {
    metrics: found.metrics,
    objectives: found.objectives,
    feasible: found.feasible,
    violation: found.violation,
    violations: metrics.flatMap(({ name, limit }) => {
      const value = found.metrics[name] as number;
      return limit !== undefined && value > limit ? [{ name, value, limit, excess: value / limit - 1 }] : [];
    }),
    provenance: source,
    details: details(found) as unknown as Record<string, unknown>,
  };
  return { ...where, design: found.design, result, differences: [] };
}

/** A schedule that fills the makespan of `point`. */
function details({ metrics: values, design }: Point): CodesignDetails {
  const makespan = values.cycles as number;
  const shapes = [
    '32x32x3 -> 32',
    '32x32x32 -> 64',
    '16x16x64 -> 64',
    '16x16x64 -> 128',
    '8x8x128 -> 128',
    '8x8x128 -> 256',
    '4x4x256 -> 256',
    '1x1x256 -> 10',
  ];
  const layersOf = (net: number) =>
    shapes.map((shape, i) => {
      const [start, end] = [i / shapes.length, (i + 0.85) / shapes.length].map((share) =>
        Math.round(share * (1 / (1 - 0.15 / shapes.length)) * makespan),
      );
      return {
        name: i === shapes.length - 1 ? 'classifier' : `block${1 + Math.floor(i / 3)}.conv${1 + (i % 3)}`,
        op: i === shapes.length - 1 ? 'conv 1x1' : 'conv 3x3',
        shape,
        macs: 884_736 * (1 + ((i * 7) % 5)),
        accelerator: (i + net) % 2 === 0 ? 1 : 2,
        startCycle: start as number,
        endCycle: end as number,
      };
    });
  const network = (net: number, name: string, task: string, family: string) => ({
    name,
    task,
    family,
    parameters: { stem: 32, 'block1.filters': 64, 'block1.skips': 1 },
    macs: 51_234_816,
    params: 1_234_567,
    quality: 0.62 + net / 10,
    layers: layersOf(net),
    freeLayers: ['max-pool 2x2', 'global pool'],
  });
  const accelerator = (number: number) => ({
    number,
    template: String(design[`acc${number}.template`]),
    pes: Number(design[`acc${number}.pes`]),
    nocBandwidth: Number(design[`acc${number}.nocBandwidth`]),
    l1Bytes: 512,
    l2Bytes: 98_304,
    areaMm2: (values.areaMm2 as number) / 2,
    energyJ: (values.energyJ as number) / 2,
    busyCycles: Math.round(0.7 * makespan),
  });
  return {
    networks: [
      network(1, 'net1', 'cifar10', 'resnet9'),
      { ...network(2, 'net2', 'nuclei', 'unet'), accuracy: { value: 0.751, standardError: 0.016, scale: 'surrogate' } },
    ],
    accelerators: [1, 2].map(accelerator),
    clockHz: 1e9,
    makespanCycles: makespan,
  };
}
