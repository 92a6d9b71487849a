/** The problem behind `AsicCodesign-v0`. */
import { DesignSpace } from '../../src/design/design-space.js';
import {
  type Evaluation,
  exceed,
  type Provenance,
  totalViolation,
  type Violation,
} from '../../src/design/evaluation.js';
import type { Design } from '../../src/design/parameter.js';
import type { MetricSpec, Problem } from '../../src/design/problem.js';
import { withObjectives } from '../../src/design/with-objectives.js';
import {
  acceleratorMasks,
  acceleratorParameters,
  acceleratorsOf,
  countValid,
  remainingFractions,
  type SubAccelerator,
  scaleToBudget,
  structuralViolations,
} from './budgets.js';
import { type ChipResult, simulateChip } from './chip.js';
import { explain } from './explain.js';
import { LayerCosts } from './layer-costs.js';
import { nasaicBounds, nasaicReward } from './nasaic-reward.js';
import { checkTemplates, type Options, resolveWorkload } from './options.js';
import { type PlannedNetwork, Task } from './task.js';
import { type Technology, technology } from './technology.js';
import type { Specs, Workload } from './workloads.js';

const SPEC_NAMES = ['latencyS', 'energyJ', 'areaMm2'] as const;

/** @throws CogymError `badRequest`, `unknownFamily`, `unsupported` for options that cannot be met */
export function asicCodesign(options: Options): Problem {
  checkTemplates(options.templates);
  const codesign = new Codesign(options);
  const { objectives, constraints } = options;
  return objectives === undefined && constraints === undefined
    ? codesign
    : withObjectives(codesign, { ...(objectives && { objectives }), ...(constraints && { constraints }) });
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
  readonly #workload: Workload;
  readonly #limits: Specs;
  readonly #technology: Technology;
  readonly #costs: LayerCosts;
  readonly #tasks: readonly Task[];
  /** By task, sum 1. */
  readonly #weights: readonly number[];
  readonly #provenance: Provenance;

  constructor(options: Options) {
    const workload = resolveWorkload(options);
    const count = options.subAccelerators;
    this.#options = options;
    this.#workload = workload;
    this.#limits = workload.limits;
    this.#technology = technology(options.technology);
    this.#costs = new LayerCosts(this.#technology);
    this.#tasks = workload.tasks.map((task, i) => new Task(task, i + 1, this.#costs));
    const total = workload.tasks.reduce((sum, { weight = 1 }) => sum + weight, 0);
    this.#weights = workload.tasks.map(({ weight = 1 }) => weight / total);
    this.workload = `${workload.name}, ${this.#technology.name}`;
    this.version = '1';
    this.space = new DesignSpace([
      ...acceleratorParameters(count, options.templates),
      ...this.#tasks.flatMap((task) => task.parameters()),
    ]);
    this.#provenance = {
      simulator: 'dataflow',
      mode: this.#technology.hardware.mode,
      validated: this.#technology.hardware.mode === 'maestro',
      extrapolated: false,
      assumption: this.#technology.assumption,
    };
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

  get #openMasks(): Uint8Array[] {
    const first = 3 * this.#options.subAccelerators;
    return this.space.parameters.slice(first).map((_, i) => new Uint8Array(this.space.cardinality(first + i)).fill(1));
  }

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
    if (broken.length > 0) return this.#refused(broken);
    const networks = this.#plan(design);
    const chip = this.#simulate(accelerators, networks);
    const violations = SPEC_NAMES.flatMap((name) => exceed(name, chip[name], this.#limits[name]));
    const violation = totalViolation(violations);
    const metrics = this.#measure(chip, networks);
    return {
      metrics,
      objectives: [violation > 0 ? violation / (1 + violation) : -(metrics['averageQuality'] as number)],
      feasible: violation === 0,
      violation,
      violations,
      provenance: this.#provenance,
      details: {
        assignment: Array.from(chip.assignment.machine, (machine) => (chip.existing[machine] as number) + 1),
        startCycles: Array.from(chip.assignment.start),
      },
    };
  }

  /** Everything a report shows of a structurally valid design. */
  explain(design: Design): Readonly<Record<string, unknown>> {
    const valid = this.repair(design);
    const accelerators = acceleratorsOf(valid, this.#options.subAccelerators);
    const networks = this.#plan(design);
    const chip = this.#simulate(accelerators, networks);
    return explain(design, accelerators, this.#tasks, networks, chip, this.#technology);
  }

  /** A design whose sums are exceeded: not simulated, worse than everything that is. */
  #refused(violations: readonly Violation[]): Evaluation {
    return {
      metrics: {},
      objectives: [1],
      feasible: false,
      violation: totalViolation(violations),
      violations,
      provenance: this.#provenance,
    };
  }

  #plan(design: Design): PlannedNetwork[] {
    return this.#tasks.map((task) => task.plan(task.partOf(design)));
  }

  #simulate(accelerators: readonly SubAccelerator[], networks: readonly PlannedNetwork[]): ChipResult {
    const { placement } = this.#workload;
    return simulateChip(accelerators, networks, this.#costs, this.#technology, placement, this.#limits.latencyS);
  }

  #measure(chip: ChipResult, networks: readonly PlannedNetwork[]): Record<string, number> {
    const { latencyS, energyJ, areaMm2, cycles } = chip;
    const metrics: Record<string, number> = { averageQuality: 0, latencyS, energyJ, areaMm2, cycles, macs: 0 };
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
    return nasaicBounds(largest, this.#options.templates, this.#costs, this.#technology, this.#workload.placement);
  }
}
