/**
 * Estimator `ofa-elastic`: what the published Once-for-All accuracy predictor says of a subnet of its MobileNetV3 of
 * width 1.2. The predictor reads several points above what the same networks reach on ImageNet: it is for ranking.
 */
import type { LinearCoefficients } from '../../../hwtemplates/accuracy/linear/schema.js';
import { loadTemplate } from '../../../hwtemplates/loader.js';
import type { Design } from '../../design/parameter.js';
import { badRequest, CogymError } from '../../errors.js';
import { networkFamily } from '../../networks/families/index.js';
import type { Network } from '../../networks/network.js';
import type {
  AccuracyEstimate,
  AccuracyEstimator,
  AccuracyInput,
  AccuracyProvenance,
  AccuracyRange,
} from '../estimator.js';
import { LinearPredictor } from '../linear-model.js';
import { type ElasticSubnet, elasticFeatureNames, elasticFeatures, elasticResolutions } from './features.js';
import { elasticWidth } from './fit.js';

const familyId = 'ofa-mobilenet-v3';

export class OfaElasticEstimator implements AccuracyEstimator {
  readonly id = 'ofa-elastic';
  readonly tasks: readonly string[];
  readonly #coefficients: LinearCoefficients;
  readonly #model: LinearPredictor;
  readonly #features = new Float64Array(elasticFeatureNames.length);
  readonly #provenance: AccuracyProvenance;

  constructor(coefficients: LinearCoefficients) {
    const [model] = coefficients.models;
    if (model?.weights.length !== elasticFeatureNames.length) {
      throw new CogymError(
        'invalidTemplate',
        `the coefficients of ofa-elastic have ${elasticFeatureNames.length} weights, not ${model?.weights.length}`,
      );
    }
    this.#coefficients = coefficients;
    this.#model = new LinearPredictor(model);
    this.tasks = [coefficients.task];
    this.#provenance = Object.freeze({
      estimator: this.id,
      version: coefficients.version,
      task: coefficients.task,
      scale: 'predictor',
      validated: true,
      extrapolated: false,
      reasons: Object.freeze([
        'the published predictor reads several points above ImageNet top-1: for ranking only',
        'the standard error is against that predictor, not against trained networks',
      ]),
      source: coefficients.source,
    });
  }

  supports(network: Network | Design): true | string {
    if ('layers' in network) return `ofa-elastic needs the parameters of the family ${familyId}, not a list of layers`;
    try {
      return this.#refusal(subnetOf({ design: network })) ?? true;
    } catch (error) {
      return (error as Error).message;
    }
  }

  estimate(input: AccuracyInput, task: string): AccuracyEstimate {
    if (!this.tasks.includes(task)) {
      throw badRequest('/task', `ofa-elastic knows the task ${this.tasks.join(', ')}, not ${JSON.stringify(task)}`);
    }
    const subnet = subnetOf(input);
    const refusal = this.#refusal(subnet);
    if (refusal !== undefined) throw new CogymError('unsupported', refusal, '/parameters');
    return {
      accuracy: Math.min(1, Math.max(0, this.#model.predict(this.#features) / 100)),
      standardError: this.#coefficients.standardErrors['subnet'] as number,
      provenance: this.#provenance,
    };
  }

  /** Chance among 1,000 classes, and the highest estimate of the space, which is known exactly. */
  range(): AccuracyRange {
    return { chance: 1e-3, best: this.#coefficients.best.accuracy };
  }

  identify(input: AccuracyInput): string {
    const { width, resolution, depths, kernels, expands } = subnetOf(input);
    return [width, resolution, depths.join(''), kernels.join(''), expands.join('')].join(' ');
  }

  /** Why the subnet is outside what the predictor was made for; undefined when it is inside, its features are then set. */
  #refusal(subnet: ElasticSubnet): string | undefined {
    if (subnet.width !== elasticWidth) return `ofa-elastic is for width ${elasticWidth}, not ${subnet.width}`;
    if (elasticFeatures(subnet, this.#features) !== undefined) return undefined;
    return elasticResolutions.includes(subnet.resolution as 160)
      ? 'ofa-elastic knows depths 2 to 4, kernels 3, 5, 7 and expansions 3, 4, 6'
      : `ofa-elastic knows the resolutions ${elasticResolutions.join(', ')}, not ${subnet.resolution}`;
  }
}

function subnetOf({ network, design, family = familyId, parameters }: AccuracyInput): ElasticSubnet {
  if (network !== undefined) {
    throw new CogymError('unsupported', `ofa-elastic needs the parameters of the family ${familyId}`, '/network');
  }
  if (family !== familyId) {
    throw new CogymError('unsupported', `ofa-elastic knows the family ${familyId}, not ${family}`, '/family');
  }
  if (parameters !== undefined) return parameters as ElasticSubnet;
  if (design === undefined) throw badRequest('/parameters', `give the parameters of the family ${familyId}`);
  return networkFamily(familyId).fromDesign(design, { width: elasticWidth }) as ElasticSubnet;
}

let shipped: OfaElasticEstimator | undefined;

/** The estimator with the coefficients that ship with the package. */
export function ofaElastic(): OfaElasticEstimator {
  shipped ??= new OfaElasticEstimator(loadTemplate('accuracy/linear', 'ofa-elastic'));
  return shipped;
}
