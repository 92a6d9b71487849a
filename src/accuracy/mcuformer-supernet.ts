/** Estimator `mcuformer-supernet`: top-1 of an MCUFormer subnet with the weights of its supernet. */
import type { LinearCoefficients } from '../../hwtemplates/accuracy/linear/schema.js';
import { loadTemplate } from '../../hwtemplates/loader.js';
import type { Design } from '../design/parameter.js';
import { CogymError } from '../errors.js';
import { networkFamily } from '../networks/families/index.js';
import type { McuformerParameters } from '../networks/families/mcuformer.js';
import type { Network } from '../networks/network.js';
import type { AccuracyEstimate, AccuracyEstimator, AccuracyInput, AccuracyRange } from './estimator.js';
import { LinearSurrogate } from './surrogate-estimate.js';

const familyId = 'mcuformer';
const needsParameters = `mcuformer-supernet needs the parameters of the family ${familyId}, not a list of layers`;
/** Shares of the two rank ratios in the one that the scores were taken at. */
const ATTENTION = 0.3;
const MLP = 0.7;

/** What the estimate depends on. */
export type SupernetFigures = Pick<
  McuformerParameters,
  'patchSize' | 'rankRatioAttention' | 'rankRatioMlp' | 'embed' | 'depth'
>;

export class McuformerSupernetEstimator implements AccuracyEstimator {
  readonly id = 'mcuformer-supernet';
  readonly tasks: readonly string[];
  readonly #surrogate: LinearSurrogate;

  constructor(coefficients: LinearCoefficients) {
    this.#surrogate = new LinearSurrogate(coefficients, 7, [
      'accuracy inside the supernet, not of a network trained on its own',
      'the standard error is of leaving one point of rank and patch out; two runs of one point differ by up to 8 points',
    ]);
    this.tasks = [this.#surrogate.task];
  }

  supports(network: Network | Design): true | string {
    if (!('layers' in network)) return true;
    return needsParameters;
  }

  estimate({ design, family, parameters }: AccuracyInput, task: string): AccuracyEstimate {
    if (family !== undefined && family !== familyId) {
      throw new CogymError('unsupported', `mcuformer-supernet knows the family ${familyId}, not ${family}`, '/family');
    }
    const given = parameters ?? (design && networkFamily(familyId).fromDesign(design));
    if (given === undefined) throw new CogymError('unsupported', needsParameters, '/network');
    return this.estimateFigures(given as SupernetFigures, task);
  }

  /** The estimate for a subnet that is known by its figures alone. */
  estimateFigures(figures: SupernetFigures, task: string): AccuracyEstimate {
    const { patchSize: patch, rankRatioAttention, rankRatioMlp, embed, depth } = figures;
    const rank =
      rankRatioAttention === rankRatioMlp ? rankRatioMlp : ATTENTION * rankRatioAttention + MLP * rankRatioMlp;
    const row = [rank, patch, rank ** 2, rank * patch, patch ** 2, embed - 192, depth - 13];
    return this.#surrogate.estimate(row, { rank, patch, embed, depth }, task);
  }

  range(): AccuracyRange {
    return this.#surrogate.range();
  }
}

let shipped: McuformerSupernetEstimator | undefined;

/** The estimator with the coefficients that ship with the package. */
export function mcuformerSupernet(): McuformerSupernetEstimator {
  shipped ??= new McuformerSupernetEstimator(loadTemplate('accuracy/linear', 'mcuformer-supernet'));
  return shipped;
}
