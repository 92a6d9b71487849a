/** The problem behind `OfaElastic-v0`. */
import {
  type AccuracyEstimate,
  type AccuracyEstimator,
  accuracyEstimator,
  randomBaseline,
  relativeImprovement,
} from '../../src/accuracy/index.js';
import { DesignSpace } from '../../src/design/design-space.js';
import { type Evaluation, exceed, type Provenance, verdict } from '../../src/design/evaluation.js';
import type { Design } from '../../src/design/parameter.js';
import type { MetricSpec, Problem } from '../../src/design/problem.js';
import { restated } from '../../src/design/restated.js';
import { badRequest } from '../../src/errors.js';
import { ofaMobilenetV3 as family, type OfaMobilenetV3Parameters } from '../../src/networks/index.js';
import { checkRuns, type Device, networkDevice, tableDevice, type Workload } from '../devices/index.js';
import type { Options } from '../ofa-elastic.js';

const task = 'imagenet-1k';
/** The width and resolutions that the accuracy predictor and the latency tables are for. */
const familyOptions = { width: 1.2, resolutions: 'tables' } as const;

const parametersOf = (design: Design) => family.fromDesign(design, familyOptions);

/** @throws CogymError `badRequest` for options that cannot be met, `tableMissing` */
export function elasticProblem(options: Options): Problem {
  return restated(new ElasticProblem(options), options);
}

class ElasticProblem implements Problem {
  readonly id = 'OfaElastic-v0';
  readonly version: string;
  readonly workload: string;
  readonly space: DesignSpace;
  readonly objectives = [{ name: 'accuracy', direction: 'maximize' }] as const;
  readonly worstObjectives = [0];
  readonly bestKnown: number | undefined;
  readonly metrics: readonly MetricSpec[];
  readonly rewards: Problem['rewards'];
  readonly #estimator: AccuracyEstimator;
  readonly #device: Device | undefined;
  readonly #limits: Readonly<Record<'latencyS' | 'macs', number>>;
  readonly #random: number;
  readonly #provenance: Provenance;

  constructor(options: Options) {
    const { estimator, latencyS, macs } = options;
    this.#estimator = accuracyEstimator(estimator);
    this.#device = deviceOf(options);
    this.#limits = { latencyS: latencyS ?? Number.POSITIVE_INFINITY, macs: macs ?? Number.POSITIVE_INFINITY };
    const limits = [latencyS && `${latencyS} s`, macs && `${macs} MACs`].filter(Boolean).join(' and ');
    const on = this.#device === undefined ? '' : `, ${this.#device.name}`;
    this.workload = `${task} by ${estimator}${on}${limits === '' ? '' : ` within ${limits}`}`;
    const networks = family.designSpace(familyOptions);
    this.space = new DesignSpace([...networks.parameters, ...(this.#device?.parameters ?? [])]);
    const { scale, validated, extrapolated, version, reasons } = this.#estimate(
      parametersOf(networks.defaultDesign()),
    ).provenance;
    this.version = `2-${version}`;
    this.#provenance = { simulator: estimator, mode: scale, validated, extrapolated, assumption: reasons.join('; ') };
    this.#random = randomBaseline(networks, (design) => this.#estimate(parametersOf(design)).accuracy);
    const range = this.#estimator.range?.(task);
    if (range === undefined) throw badRequest('/options/estimator', `${estimator} does not say what its space holds`);
    const { chance, best } = range;
    // Only this estimator knows the best of exactly this space, and only where nothing limits it.
    const free = limits === '' && options.device === undefined;
    this.bestKnown = free && estimator === 'ofa-elastic' ? -best : undefined;
    this.metrics = this.#metricSpecs();
    this.rewards = {
      bounded: ({ feasible, violation, metrics }) =>
        feasible
          ? Math.min(1, Math.max(0, ((metrics['accuracy'] as number) - chance) / (best - chance)))
          : -violation / (1 + violation),
    };
  }

  evaluate(design: Design): Evaluation {
    const parameters = parametersOf(design);
    const estimate = this.#estimate(parameters);
    const { macs, params } = family.totals(parameters);
    const run = this.#device?.run(workloadOf(parameters), design);
    const drop = run?.accuracyDrop?.(estimate.accuracy);
    const accuracy = estimate.accuracy - (drop ?? 0);
    const metrics = {
      accuracy,
      accuracyStandardError: estimate.standardError,
      macs,
      params,
      ...run?.metrics,
      ...(drop === undefined ? {} : { accuracyDrop: drop }),
      relativeImprovementPercent: relativeImprovement(accuracy, this.#random),
    };
    const violations = [
      ...(run?.violations ?? []),
      ...exceed('latencyS', run?.metrics['latencyS'] ?? 0, this.#limits.latencyS),
      ...exceed('macs', macs, this.#limits.macs),
    ];
    return {
      metrics,
      ...verdict(accuracy, violations),
      provenance: this.#provenance,
      ...(run?.refusal === undefined ? {} : { details: { reasons: [run.refusal] } }),
    };
  }

  #estimate(parameters: OfaMobilenetV3Parameters): AccuracyEstimate {
    return this.#estimator.estimate({ family: family.id, parameters }, task);
  }

  #metricSpecs(): MetricSpec[] {
    const source = this.#provenance;
    const counted: Provenance = { simulator: 'networks', validated: true, extrapolated: false };
    const limited = (metric: MetricSpec, limit: number): MetricSpec =>
      limit < Number.POSITIVE_INFINITY ? { ...metric, limit } : metric;
    const macs = 'multiply-accumulates, squeeze-and-excite included';
    return [
      { name: 'accuracy', unit: '', description: 'ImageNet top-1 by the estimator, a fraction', source },
      { name: 'accuracyStandardError', unit: '', description: 'standard error of that estimate, a fraction', source },
      limited({ name: 'macs', unit: '', description: macs, source: counted }, this.#limits.macs),
      { name: 'params', unit: '', description: 'weights and biases as deployed', source: counted },
      ...(this.#device?.metrics ?? []).map((metric) =>
        metric.name === 'latencyS' ? limited(metric, this.#limits.latencyS) : metric,
      ),
      {
        name: 'relativeImprovementPercent',
        unit: '%',
        description: 'accuracy over the mean of 1,000 random subnets, less 100 %',
        source,
        observed: false,
      },
    ];
  }
}

function deviceOf({ table, device: name, hardware, latencyS }: Options): Device | undefined {
  if (table !== undefined && name !== undefined) {
    throw badRequest('/options/table', `latencies come from the table or from the device ${name}, not from both`);
  }
  const setting = Object.keys(hardware)[0];
  if (name === undefined && setting !== undefined) {
    throw badRequest(`/options/hardware/${setting}`, 'settings of hardware belong to a device: give one');
  }
  if (table !== undefined) return tableDevice(table);
  if (name === undefined) {
    if (latencyS === undefined) return undefined;
    throw badRequest('/options/latencyS', 'a limit on latency needs a device, or the path of a look-up table as table');
  }
  const device = networkDevice(name, hardware);
  checkRuns(device, workloadOf(parametersOf(family.designSpace(familyOptions).defaultDesign())));
  return device;
}

const workloadOf = (parameters: OfaMobilenetV3Parameters): Workload => ({
  key: JSON.stringify(parameters),
  build: () => family.build(parameters),
  family: family.id,
  parameters,
});
