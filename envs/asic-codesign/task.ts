/** A task with its design space: from parameters to layers, size and quality of a network. */
import type { AccuracyEstimate, AccuracyEstimator, AccuracyRange } from '../../src/accuracy/index.js';
import { accuracyEstimator, capacityQuality } from '../../src/accuracy/index.js';
import type { DesignSpace } from '../../src/design/design-space.js';
import type { Provenance } from '../../src/design/evaluation.js';
import type { Design, Parameter } from '../../src/design/parameter.js';
import type { MetricSpec } from '../../src/design/problem.js';
import { badRequest } from '../../src/errors.js';
import type { DataflowLayer, Family, Network } from '../../src/networks/index.js';
import { networkFamily, toDataflowLayers, withoutPrefix, withPrefix } from '../../src/networks/index.js';
import { extremeDesign } from './extreme-design.js';
import type { LayerCosts } from './layer-costs.js';
import type { TaskSpec } from './workloads.js';

/** What an evaluation needs of a network; the layers themselves are built again for whoever wants to see them. */
export interface PlannedNetwork {
  /** Layers with MACs, in execution order, as often as they run; equal shapes are one object. */
  readonly layers: readonly DataflowLayer[];
  readonly macs: number;
  readonly params: number;
  /** 0..1, what the search maximises. */
  readonly quality: number;
  /** Absent under `capacity`. */
  readonly accuracy?: { readonly value: number; readonly standardError: number };
}

/** Networks remembered before the oldest go. */
const CAPACITY = 40_000;

export class Task {
  readonly spec: TaskSpec;
  /** Number in the workload, from 1: prefix `net{number}.` of its parameters. */
  readonly number: number;
  readonly family: Family;
  /** The family's space, its parameters unprefixed. */
  readonly space: DesignSpace;
  readonly estimator: AccuracyEstimator | undefined;
  readonly #range: AccuracyRange | undefined;
  readonly #costs: LayerCosts;
  readonly #planned = new Map<string, PlannedNetwork>();
  readonly #macsRange: readonly [smallest: number, largest: number];

  /** @throws CogymError for an unknown family or estimator, or a network that the estimator does not support */
  constructor(spec: TaskSpec, number: number, costs: LayerCosts) {
    this.spec = spec;
    this.number = number;
    this.family = networkFamily(spec.family);
    this.space = this.family.designSpace(spec.fixed);
    this.estimator = spec.accuracy === 'capacity' ? undefined : accuracyEstimator(spec.accuracy);
    this.#range = this.estimator && rangeOf(this.estimator, spec);
    this.#costs = costs;
    this.#macsRange = [this.#macs(this.smallest()), this.#macs(this.largest())];
  }

  /** The space's parameters as the joint space names them. */
  parameters(): Parameter[] {
    return withPrefix(this.space.parameters, this.#prefix).map((parameter) => ({ ...parameter, group: 'network' }));
  }

  /** This task's part of a joint design, unprefixed. */
  partOf(design: Design): Design {
    return withoutPrefix(design, this.#prefix);
  }

  /** Where the quality comes from; `mode` is the scale of the estimate. */
  get provenance(): Provenance {
    if (this.estimator === undefined) {
      const assumption = 'capacity: how large the network is within its space; not an accuracy';
      return { simulator: 'capacity', mode: 'proxy', validated: false, extrapolated: false, assumption };
    }
    const { scale, validated, extrapolated, reasons } = this.#estimate(this.space.defaultDesign()).provenance;
    const assumption = reasons.length > 0 ? { assumption: reasons.join('; ') } : {};
    return { simulator: this.estimator.id, mode: scale, validated, extrapolated, ...assumption };
  }

  metricSpecs(): MetricSpec[] {
    const net = `net${this.number}`;
    const source = this.provenance;
    const spec = (what: string, description: string): MetricSpec => ({
      name: net + what,
      unit: '',
      description,
      source,
    });
    const { name } = this.spec;
    if (this.estimator === undefined) return [spec('Quality', `capacity of the network for ${name}, 0..1`)];
    return [
      spec('Quality', `accuracy for ${name}, 0 at chance and 1 at the best network of the space`),
      spec('Accuracy', `estimated accuracy for ${name}, a fraction`),
      spec('AccuracyStandardError', `standard error of that estimate, a fraction`),
    ];
  }

  /** The full layer list. */
  build(part: Design): Network {
    return this.family.build(this.#parametersOf(part));
  }

  /** The network with the fewest MACs of the space. */
  smallest(): Design {
    return extremeDesign(this.space, (design) => -this.#macs(design));
  }

  /** The network with the most MACs of the space. */
  largest(): Design {
    return extremeDesign(this.space, (design) => this.#macs(design));
  }

  plan(part: Design): PlannedNetwork {
    const key = this.space.key(part);
    const known = this.#planned.get(key);
    if (known !== undefined) return known;
    const planned = this.#plan(part);
    if (this.#planned.size >= CAPACITY) this.#planned.delete(this.#planned.keys().next().value as string);
    this.#planned.set(key, planned);
    return planned;
  }

  #plan(part: Design): PlannedNetwork {
    const network = this.build(part);
    const { macs, params } = network.totals;
    return {
      layers: toDataflowLayers(network).flatMap(({ layer, repeat }) =>
        new Array<DataflowLayer>(repeat).fill(this.#costs.intern(layer)),
      ),
      macs,
      params,
      ...this.#quality(part, macs),
    };
  }

  /** Capacity, or the accuracy scaled to 0 at chance and 1 at the best network of the estimator's space. */
  #quality(part: Design, macs: number): Pick<PlannedNetwork, 'quality' | 'accuracy'> {
    if (this.estimator === undefined) return { quality: capacityQuality(macs, ...this.#macsRange) };
    const { accuracy, standardError } = this.#estimate(part);
    const { chance, best } = this.#range as AccuracyRange;
    const quality = Math.min(1, Math.max(0, (accuracy - chance) / (best - chance)));
    return { quality, accuracy: { value: accuracy, standardError } };
  }

  #estimate(part: Design): AccuracyEstimate {
    const estimator = this.estimator as AccuracyEstimator;
    const input = { design: { ...this.spec.fixed, ...part }, family: this.spec.family };
    return estimator.estimate(input, this.spec.accuracyTask as string);
  }

  #macs(part: Design): number {
    return this.family.totals(this.#parametersOf(part)).macs;
  }

  #parametersOf(part: Design): unknown {
    return this.family.fromDesign(part, this.spec.fixed);
  }

  get #prefix(): string {
    return `net${this.number}.`;
  }
}

function rangeOf(estimator: AccuracyEstimator, { name, accuracyTask }: TaskSpec): AccuracyRange {
  if (accuracyTask === undefined || !estimator.tasks.includes(accuracyTask)) {
    const known = estimator.tasks.join(', ');
    throw badRequest(
      '/options/workload',
      `task ${name} needs an accuracyTask of ${estimator.id} (${known}), not ${accuracyTask}`,
    );
  }
  const range = estimator.range?.(accuracyTask);
  if (range !== undefined) return range;
  throw badRequest(
    '/options/accuracy',
    `${estimator.id} does not say which accuracies its space holds, so no quality follows`,
  );
}
