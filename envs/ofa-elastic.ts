/**
 * `OfaElastic-v0`: the subnet of Once-for-All's MobileNetV3 (Cai et al., ICLR 2020; width 1.2) with the highest accuracy
 * within limits on multiply-accumulates or latency.
 *
 * Design: resolution, and per stage the depth and each block's kernel and expansion; blocks beyond the depth are
 * inactive. Objective: accuracy by the estimator. Reward `bounded` (default): accuracy scaled to 0 at chance and 1 at the
 * estimator's best; over a limit -v/(1+v) with v the summed relative excess. Latency is there when a look-up table of
 * blocks is given by path.
 */
import { type Static, Type } from '@sinclair/typebox';
import {
  type AccuracyEstimate,
  type AccuracyEstimator,
  accuracyEstimator,
  type LatencyPredictor,
  lookupTable,
  randomBaseline,
  relativeImprovement,
} from '../src/accuracy/index.js';
import { type Evaluation, exceed, type Provenance, totalViolation } from '../src/design/evaluation.js';
import type { Design } from '../src/design/parameter.js';
import { defineProblem, type MetricSpec, type Problem } from '../src/design/problem.js';
import { badRequest } from '../src/errors.js';
import { ofaMobilenetV3 as family } from '../src/networks/families/index.js';

const positive = (description: string) => Type.Number({ exclusiveMinimum: 0, description });

const Options = Type.Object(
  {
    estimator: Type.Union([Type.Literal('ofa-elastic'), Type.Literal('published-imagenet')], {
      default: 'ofa-elastic',
      description: 'where accuracies come from: the published predictor (ranking only), or networks of that size',
    }),
    table: Type.Optional(Type.String({ description: 'path of a look-up table of block latencies (CSV)' })),
    latencyS: Type.Optional(positive('limit in s; needs the table')),
    macs: Type.Optional(positive('limit on multiply-accumulates')),
  },
  { additionalProperties: false },
);
type Options = Static<typeof Options>;

const task = 'imagenet-1k';
/** The width and resolutions that the accuracy predictor and the latency tables are for. */
const familyOptions = { width: 1.2, resolutions: 'tables' } as const;

const parametersOf = (design: Design) => family.fromDesign(design, familyOptions);

class ElasticProblem implements Problem {
  readonly id = 'OfaElastic-v0';
  readonly version: string;
  readonly workload: string;
  readonly space = family.designSpace(familyOptions);
  readonly objectives = [{ name: 'accuracy', direction: 'maximize' }] as const;
  readonly worstObjectives = [0];
  readonly bestKnown: number | undefined;
  readonly metrics: readonly MetricSpec[];
  readonly rewards: Problem['rewards'];
  readonly #estimator: AccuracyEstimator;
  readonly #latency: LatencyPredictor | undefined;
  readonly #limits: Readonly<Record<'latencyS' | 'macs', number>>;
  readonly #random: number;
  readonly #provenance: Provenance;

  constructor({ estimator, table, latencyS, macs }: Options) {
    if (latencyS !== undefined && table === undefined) {
      throw badRequest('/options/latencyS', 'a limit on latency needs the path of a look-up table, option table');
    }
    this.#estimator = accuracyEstimator(estimator);
    this.#latency = table === undefined ? undefined : lookupTable(table);
    this.#limits = { latencyS: latencyS ?? Number.POSITIVE_INFINITY, macs: macs ?? Number.POSITIVE_INFINITY };
    const limits = [latencyS && `${latencyS} s`, macs && `${macs} MACs`].filter(Boolean).join(' and ');
    this.workload = `${task} by ${estimator}${limits === '' ? '' : ` within ${limits}`}`;
    const { scale, validated, extrapolated, version, reasons } = this.#estimate(
      parametersOf(this.space.defaultDesign()),
    ).provenance;
    this.version = `1-${version}`;
    this.#provenance = { simulator: estimator, mode: scale, validated, extrapolated, assumption: reasons.join('; ') };
    this.#random = randomBaseline(this.space, (design) => this.#estimate(parametersOf(design)).accuracy);
    const range = this.#estimator.range?.(task);
    if (range === undefined) throw badRequest('/options/estimator', `${estimator} does not say what its space holds`);
    const { chance, best } = range;
    // Only this estimator knows the best of exactly this space, and only without limits.
    this.bestKnown = estimator === 'ofa-elastic' && limits === '' ? -best : undefined;
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
    const { accuracy, standardError } = this.#estimate(parameters);
    const { macs, params } = family.totals(parameters);
    const latency = this.#latency?.predict({ family: family.id, parameters });
    const metrics = {
      accuracy,
      accuracyStandardError: standardError,
      macs,
      params,
      ...(latency === undefined ? {} : { latencyS: latency.latencyMs / 1e3 }),
      relativeImprovementPercent: relativeImprovement(accuracy, this.#random),
    };
    const violations = [
      ...exceed('latencyS', metrics.latencyS ?? 0, this.#limits.latencyS),
      ...exceed('macs', macs, this.#limits.macs),
    ];
    const violation = totalViolation(violations);
    return {
      metrics,
      objectives: [violation > 0 ? violation / (1 + violation) : -accuracy],
      feasible: violation === 0,
      violation,
      violations,
      provenance: this.#provenance,
    };
  }

  #estimate(parameters: unknown): AccuracyEstimate {
    return this.#estimator.estimate({ family: family.id, parameters }, task);
  }

  #metricSpecs(): MetricSpec[] {
    const source = this.#provenance;
    const counted: Provenance = { simulator: 'networks', validated: true, extrapolated: false };
    const table: Provenance = { simulator: 'lookup-table', mode: 'lookup', validated: false, extrapolated: false };
    const limit = (name: 'latencyS' | 'macs') =>
      this.#limits[name] < Number.POSITIVE_INFINITY ? { limit: this.#limits[name] } : {};
    const latency = {
      name: 'latencyS',
      unit: 's',
      description: 'sum of measured blocks',
      source: table,
      ...limit('latencyS'),
    };
    const macs = 'multiply-accumulates, squeeze-and-excite included';
    return [
      { name: 'accuracy', unit: '', description: 'ImageNet top-1 by the estimator, a fraction', source },
      { name: 'accuracyStandardError', unit: '', description: 'standard error of that estimate, a fraction', source },
      { name: 'macs', unit: '', description: macs, source: counted, ...limit('macs') },
      { name: 'params', unit: '', description: 'weights and biases as deployed', source: counted },
      ...(this.#latency === undefined ? [] : [latency]),
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

export default defineProblem({
  id: 'OfaElastic-v0',
  summary: 'The most accurate Once-for-All MobileNetV3 subnet within limits on operations or latency',
  options: Options,
  presets: { 'macs-300M': { macs: 3e8 }, free: {}, published: { estimator: 'published-imagenet', macs: 3e8 } },
  create: (options) => new ElasticProblem(options),
});
