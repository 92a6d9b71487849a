/** The problem behind `NpuCimCodesign-v0`. */
import { cimTechnology } from '../../hwtemplates/index.js';
import { type cim, npuCim } from '../../simulators/index.js';
import type { DesignSpace } from '../../src/design/design-space.js';
import { type Evaluation, exceed, type Provenance, type Violation, verdict } from '../../src/design/evaluation.js';
import type { Design } from '../../src/design/parameter.js';
import type { MetricSpec, Problem } from '../../src/design/problem.js';
import { restated } from '../../src/design/restated.js';
import { explain } from './explain.js';
import type { Options } from './options.js';
import { chosenAssignment, NetworkPlanner, type PlannedNetwork } from './planned-network.js';
import { designSpace } from './space.js';
import { type CimParts, SystemBuilder } from './system.js';

/** Decades below 1 s and 1 J that count as a merit of 1. */
const DECADES = 6;
/** Signal to noise above which a layer counts as exact, dB. */
const EXACT_DB = 200;
/** Columns of an array-level macro per weight of a wordline. */
const COLUMNS_PER_OUTPUT = 8;

/** Problems of one process share what they remember: none of it depends on what tells them apart. */
const builder = new SystemBuilder();
const planners = new Map<string, NetworkPlanner>();

function plannerFor({ accuracy, accuracyTask, accuracyTable }: Options): NetworkPlanner {
  const key = JSON.stringify([accuracy, accuracyTask, accuracyTable]);
  const planner = planners.get(key) ?? new NetworkPlanner({ accuracy, accuracyTask, accuracyTable });
  planners.set(key, planner);
  return planner;
}

/** @throws CogymError `badRequest` for an estimator, task or expression that is not known */
export function npuCimCodesign(options: Options): Problem {
  return restated(new NpuCimCodesign(options), options);
}

/** A design, simulated. */
interface Simulated {
  readonly planned: PlannedNetwork;
  readonly system: npuCim.System;
  readonly result: npuCim.SystemResult;
  readonly quality: npuCim.AnalogQuality;
}

class NpuCimCodesign implements Problem {
  readonly id = 'NpuCimCodesign-v0';
  readonly version = '2';
  readonly workload: string;
  readonly space: DesignSpace;
  readonly objectives = [{ name: 'merit', direction: 'maximize' }] as const;
  readonly worstObjectives = [0];
  readonly metrics: readonly MetricSpec[];
  readonly rewards = { bounded: (evaluation: Evaluation) => -(evaluation.objectives[0] as number) };
  readonly #options: Options;
  readonly #planner: NetworkPlanner;
  readonly #technology = cimTechnology();
  readonly #provenance: Provenance;

  constructor(options: Options) {
    this.#options = options;
    this.#planner = plannerFor(options);
    this.space = designSpace(options);
    const { assignment, areaBudgetMm2, minimumAccuracy, adcModel } = options;
    this.workload = `hybrid networks, ${assignment}, ${areaBudgetMm2} mm2, accuracy >= ${minimumAccuracy}, ${adcModel}`;
    this.#provenance = {
      simulator: 'npu-cim',
      mode: adcModel,
      validated: false,
      extrapolated: true,
      assumption: 'parts compared with Vela, ZigZag-IMC and NeuroSim; their composition, leakage and handovers assumed',
    };
    this.metrics = this.#metricSpecs();
  }

  evaluate(design: Design): Evaluation {
    const simulated = this.#simulate(design);
    const metrics = this.#measure(simulated);
    const violations = this.#violations(metrics, simulated.result);
    const { assignment, macrosUsed } = simulated.result;
    return {
      metrics,
      ...verdict(metrics['merit'] as number, violations),
      provenance: this.#provenance,
      details: {
        repaired: simulated.planned.repaired,
        onMacros: assignment.filter((share) => share > 0).length,
        macrosUsed,
      },
    };
  }

  /** Network, hardware, schedule with reasons, energy by component: everything that a report shows of the design. */
  explain(design: Design): Readonly<Record<string, unknown>> {
    const { planned, system, result, quality } = this.#simulate(design);
    return explain(design, planned, system, result, quality);
  }

  #simulate(design: Design): Simulated {
    const { assignment: policy, fine, allowDynamicWeights, packDepthwise } = this.#options;
    const planned = this.#planner.plan(design);
    const macros = macrosOf(design, this.#options.adcModel);
    const system = builder.build({
      accelerator: String(design['npu']),
      sramBytes: Number(design['sramKib']) * 1024,
      offChipBytesPerNs: Number(design['offChipGBs']),
      ...(macros && {
        cim: { ...macros, dynamicWeights: allowDynamicWeights && macros.macro.kind !== 'rram', packDepthwise },
      }),
    });
    const searched = policy === 'searched';
    const result = npuCim.evaluateSystem({
      system,
      work: planned.work,
      assignment: searched
        ? chosenAssignment(design, planned, system.cim, fine)
        : policy === 'pipelined'
          ? 'optimal'
          : policy,
      schedule: policy === 'pipelined' ? 'pipelined' : ((design['schedule'] ?? 'sequential') as npuCim.ScheduleName),
      residency: (design['residency'] ?? 'optimal') as npuCim.Residency,
      contention: 'fluid',
      splitOutputChannels: false,
    });
    const adcRange = design['adcRange'] === 'full' ? 'full' : 'calibrated';
    const { work } = planned;
    const quality = npuCim.analogQuality(system.cim, work, result.assignment, this.#technology, { adcRange });
    return { planned, system, result, quality };
  }

  #measure({ planned, result, quality }: Simulated): Record<string, number> {
    const { estimate, network } = planned;
    const latencyS = result.latencyNs / 1e9;
    const energyJ = Object.values(result.energyPj).reduce((sum, pj) => sum + pj, 0) / 1e12;
    const { latencyWeight } = this.#options;
    const decades = -latencyWeight * Math.log10(latencyS) - (1 - latencyWeight) * Math.log10(energyJ);
    const drop = npuCim.analogDrop(this.#technology, estimate.accuracy, quality);
    return {
      merit: Math.min(1, Math.max(0, decades / DECADES)),
      latencyS,
      energyJ,
      areaMm2: (result.area.npu + result.area.cim + result.area.sram) / 1e6,
      powerW: (energyJ / result.periodNs) * 1e9,
      fps: 1e9 / result.periodNs,
      accuracy: estimate.accuracy - drop,
      accuracyStandardError: estimate.standardError,
      accuracyDrop: drop,
      sqnrDb: Math.min(EXACT_DB, quality.sqnrDb),
      macs: network.totals.macs,
      params: network.totals.params,
    };
  }

  #violations(metrics: Readonly<Record<string, number>>, result: npuCim.SystemResult): Violation[] {
    const { areaBudgetMm2, minimumAccuracy } = this.#options;
    const accuracy = metrics['accuracy'] as number;
    const short = accuracy < minimumAccuracy ? (minimumAccuracy - accuracy) / minimumAccuracy : 0;
    return [
      ...exceed('areaMm2', metrics['areaMm2'] as number, areaBudgetMm2),
      ...(short > 0 ? [{ name: 'accuracy', value: accuracy, limit: minimumAccuracy, excess: short }] : []),
      ...result.violations.flatMap(({ name, value, limit }) => exceed(name, value, limit)),
    ];
  }

  #metricSpecs(): MetricSpec[] {
    const source = this.#provenance;
    const counted: Provenance = { simulator: 'networks', validated: true, extrapolated: false };
    const { scale, validated, extrapolated, reasons } = this.#planner.plan(this.space.defaultDesign()).estimate
      .provenance;
    const estimated: Provenance = {
      simulator: this.#planner.estimator.id,
      mode: scale,
      validated,
      extrapolated,
      assumption: `${reasons.join('; ')}; the loss of analog macros is a proxy`,
    };
    const { areaBudgetMm2, minimumAccuracy } = this.#options;
    return [
      { name: 'merit', unit: '', description: 'decades of latency and energy below 1 s and 1 J over 6, 0..1', source },
      { name: 'latencyS', unit: 's', description: 'one frame', source },
      { name: 'energyJ', unit: 'J', description: 'one frame, with leakage', source },
      { name: 'areaMm2', unit: 'mm2', description: 'NPU, macros and SRAM', source, limit: areaBudgetMm2 },
      { name: 'powerW', unit: 'W', description: 'energy of a frame over the time between frames', source },
      { name: 'fps', unit: '1/s', description: 'frames a second', source },
      {
        name: 'accuracy',
        unit: '',
        description: 'estimated top-1 less the loss of analog macros, a fraction',
        source: estimated,
        limit: minimumAccuracy,
      },
      { name: 'accuracyStandardError', unit: '', description: 'standard error of the estimate', source: estimated },
      { name: 'accuracyDrop', unit: '', description: 'loss of analog macros, a fraction', source: estimated },
      { name: 'sqnrDb', unit: 'dB', description: 'least signal to noise of a layer on macros; 200: exact', source },
      { name: 'macs', unit: '', description: 'multiply-accumulates', source: counted },
      { name: 'params', unit: '', description: 'weights and biases', source: counted },
    ];
  }
}

/** The macros that a design asks for. */
function macrosOf(design: Design, adcModel: cim.AdcModel): CimParts | undefined {
  const kind = design['cimKind'];
  if (kind === undefined || kind === 'none') return undefined;
  const number = (name: string) => Number(design[name]);
  const [rows, outputs] = [number('cimRows'), number('cimOutputs')];
  const use = { macros: number('cimMacros'), pingPong: design['pingPong'] === 1 };
  if (kind === 'rram') {
    const cells = { rows, columns: COLUMNS_PER_OUTPUT * outputs, cellBits: number('cellBits') };
    return { ...use, macro: { costModel: 'array-level', kind, ...cells, adcModel, adcBits: number('adcBits') } };
  }
  const inputBitsPerCycle = number('inputBitsPerCycle');
  const cells = { costModel: 'gate-level', outputsPerWordline: outputs, rows, inputBitsPerCycle } as const;
  if (kind === 'digital-sram') return { ...use, macro: { ...cells, kind } };
  return { ...use, macro: { ...cells, kind: 'analog-sram', adcModel, adcBits: number('adcBits') } };
}
