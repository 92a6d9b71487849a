/** Estimator `mbconv-macs`: ImageNet-1k top-1 of networks of MBConv blocks from their MACs alone. */
import type { LinearCoefficients } from '../../hwtemplates/accuracy/linear/schema.js';
import { loadTemplate } from '../../hwtemplates/loader.js';
import type { Design } from '../design/parameter.js';
import { CogymError } from '../errors.js';
import { networkFamily } from '../networks/families/index.js';
import type { Network } from '../networks/network.js';
import type { AccuracyEstimate, AccuracyEstimator, AccuracyInput, AccuracyRange } from './estimator.js';
import { LinearSurrogate } from './surrogate-estimate.js';

/** Exponent of the curve through the published networks. */
const EXPONENT = -0.15;

export class MbconvMacsEstimator implements AccuracyEstimator {
  readonly id = 'mbconv-macs';
  readonly tasks: readonly string[];
  readonly #surrogate: LinearSurrogate;

  constructor(coefficients: LinearCoefficients) {
    this.#surrogate = new LinearSurrogate(coefficients, 1, [
      'it knows MACs alone: a search under it is a search for MACs within the budgets',
      'seven published networks were fitted; the standard error is of leaving one out',
    ]);
    this.tasks = [this.#surrogate.task];
  }

  supports(network: Network | Design): true | string {
    if (!('layers' in network)) return 'mbconv-macs needs a network, or a family together with the design';
    return (network as Network).totals.macs > 0 ? true : 'mbconv-macs needs a network with multiply-accumulates';
  }

  estimate(input: AccuracyInput, task: string): AccuracyEstimate {
    const macs = macsOf(input);
    return this.#surrogate.estimate([(macs / 1e6) ** EXPONENT], { macs }, task);
  }

  range(): AccuracyRange {
    return this.#surrogate.range();
  }

  identify(input: AccuracyInput): string {
    return String(macsOf(input));
  }
}

function macsOf({ network, design, family, parameters }: AccuracyInput): number {
  if (network !== undefined && network.totals.macs > 0) return network.totals.macs;
  if (network !== undefined || family === undefined) {
    throw new CogymError('unsupported', 'mbconv-macs needs a network with multiply-accumulates', '/network');
  }
  const known = networkFamily(family);
  return known.totals(parameters ?? known.fromDesign(design ?? {})).macs;
}

let shipped: MbconvMacsEstimator | undefined;

/** The estimator with the coefficients that ship with the package. */
export function mbconvMacs(): MbconvMacsEstimator {
  shipped ??= new MbconvMacsEstimator(loadTemplate('accuracy/linear', 'mbconv-macs'));
  return shipped;
}
