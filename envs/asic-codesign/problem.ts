/** The problem behind `AsicCodesign-v0`. */
import type { SystemCost } from '../../simulators/index.js';
import { DesignSpace } from '../../src/design/design-space.js';
import { type Evaluation, exceed, type Provenance, refused, verdict } from '../../src/design/evaluation.js';
import type { Design } from '../../src/design/parameter.js';
import type { MetricSpec, Problem } from '../../src/design/problem.js';
import { restated } from '../../src/design/restated.js';
import {
  acceleratorMasks,
  acceleratorParameters,
  acceleratorsOf,
  countValid,
  remainingFractions,
  scaleToBudget,
  structuralViolations,
} from './budgets.js';
import { type Setting, simulateChip } from './chip.js';
import { explain } from './explain.js';
import { LayerCosts } from './layer-costs.js';
import { nasaicBounds, nasaicReward } from './nasaic-reward.js';
import { checkTemplates, type Options, resolveWorkload } from './options.js';
import { type PlannedNetwork, Task } from './task.js';
import { technology } from './technology.js';
import type { Specs } from './workloads.js';

const SPEC_NAMES = ['latencyS', 'energyJ', 'areaMm2'] as const;

/** @throws CogymError `badRequest`, `unknownFamily`, `unsupported` for options that cannot be met */
export function asicCodesign(options: Options): Problem {
  checkTemplates(options.templates);
  return restated(new Codesign(options), options);
}

class Codesign implements Problem {
  readonly id = 'AsicCodesign-v0';
  readonly version: string;
  readonly workload: string;
  readonly space: DesignSpace;
  readonly objectives = [{ name: 'averageQuality', direction: 'maximize' }] as const;
  readonly worstObjectives = [0];
  readonly metrics: readonly MetricSpec[];
  readonly rewards: Problem['rewards'];
  readonly partitions: Problem['partitions'];
  readonly #options: Options;
  readonly #limits: Specs;
  readonly #setting: Setting;
  readonly #tasks: readonly Task[];
  /** By task, sum 1. */
  readonly #weights: readonly number[];
  readonly #provenance: Provenance;
  /** Masks of the networks' parameters: every network can be built. */
  readonly #openMasks: readonly Uint8Array[];

  constructor(options: Options) {
    const workload = resolveWorkload(options);
    const count = options.subAccelerators;
    this.#options = options;
    this.#limits = workload.limits;
    const chosen = technology(options.technology);
    this.#setting = { technology: chosen, placement: workload.placement, costs: new LayerCosts() };
    this.#tasks = workload.tasks.map((task, i) => new Task(task, i + 1, this.#setting.costs));
    const total = workload.tasks.reduce((sum, { weight = 1 }) => sum + weight, 0);
    this.#weights = workload.tasks.map(({ weight = 1 }) => weight / total);
    this.workload = `${workload.name}, ${chosen.name}`;
    this.version = '1';
    this.space = new DesignSpace([
      ...acceleratorParameters(count, options.templates),
      ...this.#tasks.flatMap((task) => task.parameters()),
    ]);
    this.#provenance = {
      simulator: 'dataflow',
      mode: chosen.hardware.mode,
      validated: chosen.hardware.mode === 'maestro',
      extrapolated: false,
      assumption: chosen.assumption,
    };
    const first = this.space.dimension - this.#tasks.reduce((sum, task) => sum + task.space.dimension, 0);
    this.#openMasks = this.space.parameters
      .slice(first)
      .map((_, i) => new Uint8Array(this.space.cardinality(first + i)).fill(1));
    this.metrics = this.#metricSpecs();
    this.rewards = {
      bounded: (evaluation) => -(evaluation.objectives[0] as number),
      nasaic: nasaicReward(this.#limits, () => this.#nasaicBounds()),
    };
    this.partitions = { perAccelerator: this.#perAccelerator() };
  }

  readonly mask = (partial: Partial<Design>): Uint8Array[] => [
    ...acceleratorMasks(partial, this.#options.subAccelerators, this.#options.templates.length),
    ...this.#openMasks,
  ];

  repair(design: Design): Design {
    return scaleToBudget(design, this.#options.subAccelerators);
  }

  validSize(): bigint {
    const { subAccelerators, templates } = this.#options;
    return this.#tasks.reduce(
      (size, task) => size * (task.space.size() as bigint),
      countValid(subAccelerators, templates.length),
    );
  }

  observe(partial: Partial<Design>) {
    return {
      names: ['remainingPes', 'remainingNocBandwidth'],
      values: remainingFractions(partial, this.#options.subAccelerators),
    };
  }

  evaluate(design: Design): Evaluation {
    const { subAccelerators, repair } = this.#options;
    const accelerators = acceleratorsOf(repair === 'scale' ? this.repair(design) : design, subAccelerators);
    const broken = structuralViolations(accelerators);
    if (broken.length > 0) return { metrics: {}, ...refused(broken), provenance: this.#provenance };
    const networks = this.#plan(design);
    const chip = simulateChip(accelerators, networks, this.#setting, this.#limits.latencyS);
    const metrics = this.#measure(chip, networks);
    const violations = SPEC_NAMES.flatMap((name) => exceed(name, metrics[name] as number, this.#limits[name]));
    return {
      metrics,
      ...verdict(metrics['averageQuality'] as number, violations),
      provenance: this.#provenance,
      details: { assignment: chip.subAcceleratorOf.map((part) => part + 1), startCycles: Array.from(chip.start) },
    };
  }

  /** Everything a report shows of the design; of one whose sums are exceeded, what the repair makes of it. */
  explain(design: Design): Readonly<Record<string, unknown>> {
    const accelerators = acceleratorsOf(this.repair(design), this.#options.subAccelerators);
    const networks = this.#plan(design);
    const chip = simulateChip(accelerators, networks, this.#setting, this.#limits.latencyS);
    return explain(design, accelerators, this.#tasks, networks, chip, this.#setting.technology);
  }

  #plan(design: Design): PlannedNetwork[] {
    return this.#tasks.map((task) => task.plan(task.partOf(design)));
  }

  #measure(chip: SystemCost, networks: readonly PlannedNetwork[]): Record<string, number> {
    const { latencyS, energyPj, areaUm2, cycles } = chip;
    const metrics: Record<string, number> = {
      averageQuality: 0,
      latencyS,
      energyJ: energyPj / 1e12,
      areaMm2: areaUm2 / 1e6,
      cycles,
      macs: 0,
    };
    for (const [i, { quality, accuracy, macs }] of networks.entries()) {
      metrics['averageQuality'] = (metrics['averageQuality'] as number) + (this.#weights[i] as number) * quality;
      metrics['macs'] = (metrics['macs'] as number) + macs;
      metrics[`net${i + 1}Quality`] = quality;
      if (accuracy === undefined) continue;
      metrics[`net${i + 1}Accuracy`] = accuracy.value;
      metrics[`net${i + 1}AccuracyStandardError`] = accuracy.standardError;
    }
    return metrics;
  }

  #metricSpecs(): MetricSpec[] {
    const source = this.#provenance;
    const counted: Provenance = { simulator: 'networks', validated: true, extrapolated: false };
    const { latencyS, energyJ, areaMm2 } = this.#limits;
    return [
      {
        name: 'averageQuality',
        unit: '',
        description: "weighted mean of the networks' qualities, 0..1",
        source: this.#tasks[0]?.provenance ?? counted,
      },
      { name: 'latencyS', unit: 's', description: 'makespan of all networks', source, limit: latencyS },
      { name: 'energyJ', unit: 'J', description: 'energy of all layers', source, limit: energyJ },
      { name: 'areaMm2', unit: 'mm2', description: 'area of the existing sub-accelerators', source, limit: areaMm2 },
      { name: 'cycles', unit: 'cycles', description: 'makespan of all networks', source },
      { name: 'macs', unit: '', description: 'multiply-accumulates of all networks', source: counted },
      ...this.#tasks.flatMap((task) => task.metricSpecs()),
    ];
  }

  /** One agent for each sub-accelerator and one for each network. */
  #perAccelerator(): Record<string, string[]> {
    const partition: Record<string, string[]> = {};
    for (const name of this.space.names) {
      const owner = name.slice(0, name.indexOf('.'));
      partition[owner] = [...(partition[owner] ?? []), name];
    }
    return partition;
  }

  #nasaicBounds(): Specs {
    const largest = this.#tasks.map((task) => task.plan(task.largest()));
    return nasaicBounds(largest, this.#options.templates, this.#setting);
  }
}
