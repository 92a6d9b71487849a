/** The problem behind `DramController-v0`. */
import { createHash } from 'node:crypto';
import { loadTemplate, templateNames } from '../../hwtemplates/index.js';
import type { DesignSpace } from '../../src/design/design-space.js';
import { type Evaluation, totalViolation, type Violation } from '../../src/design/evaluation.js';
import type { Design } from '../../src/design/parameter.js';
import type { Partition } from '../../src/design/partition.js';
import type { MetricSpec, Problem } from '../../src/design/problem.js';
import { viewOf } from '../../src/design/problem-view.js';
import { withObjectives } from '../../src/design/with-objectives.js';
import { badRequest } from '../../src/errors.js';
import { nearest } from '../../src/stats/nearest.js';
import { archgymRewards } from './archgym-rewards.js';
import { type Metrics, MetricTable } from './metrics.js';
import { goalsOf, referencePoint } from './objectives.js';
import type { Options } from './options.js';
import { Memory } from './runs.js';
import { controllerSpace, perSubsystem } from './space.js';
import { resolveWorkloads, under, type Workload } from './workloads.js';

/** @throws CogymError `badRequest` for options that cannot be met, at the option's pointer */
export function dramController(options: Options): Problem {
  const controller = new ControllerProblem(options);
  const { objectives, constraints, warnings } = goalsOf(options, controller.table);
  const problem = withObjectives(controller, { objectives, constraints });
  const hasEnergy = !controller.table.missing.has('energyJ');
  return {
    ...viewOf(problem),
    rewards: archgymRewards(hasEnergy),
    referencePoint: referencePoint(objectives, controller.baseline),
    warnings,
  };
}

/** Designs, their metrics and whether they keep their data; its objectives are those that the options name. */
class ControllerProblem implements Problem {
  readonly id = 'DramController-v0';
  readonly version: string;
  readonly workload: string;
  readonly space: DesignSpace;
  readonly objectives = [{ name: 'totalTimeS', direction: 'minimize' }] as const;
  readonly metrics: readonly MetricSpec[];
  readonly partitions: Readonly<Record<string, Partition>>;
  readonly baseline: Metrics;
  readonly table: MetricTable;
  readonly #memory: Memory;
  readonly #workloads: readonly Workload[];
  readonly #requireRefresh: boolean;

  constructor({ parameters, device: id, simulatorMode, workloads, requests, requireRefresh }: Options) {
    checkDevice(id);
    const device = loadTemplate('dram', id);
    const { maps } = loadTemplate('dram/address-maps', device.standard.toLowerCase());
    this.#memory = new Memory(device, maps, simulatorMode);
    this.#workloads = resolveWorkloads(workloads, requests);
    this.#requireRefresh = requireRefresh;
    this.table = new MetricTable(device, this.#workloads, simulatorMode);
    this.metrics = this.table.specs;
    this.space = controllerSpace(parameters, device, maps);
    this.partitions = { perSubsystem: perSubsystem(this.space) };
    const names = this.#workloads.map(({ name }) => name).join(', ');
    this.workload = `${names} on ${id}, ${simulatorMode}`;
    this.version = `1-${hashOf([id, simulatorMode, ...this.#workloads.flatMap(({ name, key }) => [name, key])])}`;
    const baseline = this.space.defaultDesign();
    this.baseline = this.table.combine(
      this.#workloads.map((workload) => under(workload.path, () => this.#memory.metrics(workload, baseline))),
    );
  }

  evaluate(design: Design): Evaluation {
    const workloads = this.#metricsByWorkload(design);
    const metrics = this.table.combine(Object.values(workloads));
    const violations = this.#losses(design);
    return {
      metrics,
      objectives: [metrics['totalTimeS'] as number],
      feasible: violations.length === 0,
      violation: totalViolation(violations),
      violations,
      provenance: this.table.provenance,
      details: { workloads },
    };
  }

  /** Metrics by workload, and of each run the energy by component (J) and the commands by name. */
  explain(design: Design): Readonly<Record<string, unknown>> {
    const runs = this.#workloads.map(({ name, trace }) => {
      const { energyPj, commandCounts } = this.#memory.simulate(trace, design);
      const energyJ = energyPj && Object.fromEntries(Object.entries(energyPj).map(([part, pj]) => [part, pj / 1e12]));
      return { workload: name, requests: trace.lines.length, energyJ, commandCounts };
    });
    return { workloads: this.#metricsByWorkload(design), runs };
  }

  #metricsByWorkload(design: Design): Readonly<Record<string, Metrics>> {
    return Object.fromEntries(
      this.#workloads.map((workload) => [workload.name, this.#memory.metrics(workload, design)]),
    );
  }

  #losses({ refreshPolicy }: Design): Violation[] {
    if (!this.#requireRefresh || refreshPolicy !== 'NoRefresh') return [];
    return [{ name: 'requireRefresh', value: 1, limit: 0, excess: 1 }];
  }
}

function checkDevice(id: string): void {
  const known = templateNames('dram');
  if (known.includes(id)) return;
  throw badRequest('/options/device', `no device '${id}'; nearest: ${nearest(id, known).join(', ')}`);
}

const hashOf = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
