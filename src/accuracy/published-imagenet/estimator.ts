/**
 * Estimator `published-imagenet`: the ImageNet-1k top-1 that published networks of that kind and size reach. It knows
 * MACs, parameters, resolution and family, nothing else of the network, and speaks of the average published recipe.
 */
import type { LinearCoefficients } from '../../../hwtemplates/accuracy/linear/schema.js';
import { loadTemplate } from '../../../hwtemplates/loader.js';
import type { Design } from '../../design/parameter.js';
import { badRequest, CogymError } from '../../errors.js';
import { networkFamily } from '../../networks/families/index.js';
import type { Network } from '../../networks/network.js';
import type { AccuracyEstimate, AccuracyEstimator, AccuracyInput, AccuracyRange } from '../estimator.js';
import { LinearPredictor } from '../linear-model.js';
import { checkFigures, featuresOf, type Kind, kinds, type PublishedFigures, sizeFeatures } from './features.js';
import { rowsOfKnownFamily } from './fit.js';

/** Network family -> the tables' name of its architecture family. */
const architectures: Readonly<Record<string, string>> = {
  'mobilenet-v1': 'mobilenetv1',
  'mobilenet-v2': 'mobilenetv2',
  'mobilenet-v3': 'mobilenetv3',
  'ofa-mobilenet-v3': 'ofa',
  'efficientnet-b0': 'efficientnet',
  'resnet-18': 'resnet',
  'resnet-50': 'resnet',
  'vgg-16': 'vgg',
  'vit-b-16': 'vit',
  'deit-t': 'deit',
};

/** Kind of families that the tables do not have and that are no plain CNNs. */
const otherKinds: Readonly<Record<string, Kind>> = { hybrid: 'hybrid', mcuformer: 'vit', 'bert-base': 'vit' };

const recipes = 'recipes differ by 1 to 4 points inside a family: the estimate is of the average published recipe';
const acrossFamilies = 'differences under 2 points between families mean nothing';

export class PublishedImagenetEstimator implements AccuracyEstimator {
  readonly id = 'published-imagenet';
  readonly tasks: readonly string[];
  readonly #coefficients: LinearCoefficients;
  readonly #byFamily: LinearPredictor;
  readonly #byKind: LinearPredictor;
  /** Family of the tables -> position among the one-hot columns and number of rows. */
  readonly #families: ReadonlyMap<string, { readonly column: number; readonly rows: number }>;

  constructor(coefficients: LinearCoefficients) {
    const named = (name: string) => {
      const model = coefficients.models.find((candidate) => candidate.name === name);
      if (model?.weights.length === model?.features.length && model !== undefined) return new LinearPredictor(model);
      throw new CogymError('invalidTemplate', `the coefficients of published-imagenet have no sound model ${name}`);
    };
    this.#coefficients = coefficients;
    this.tasks = [coefficients.task];
    this.#byFamily = named('family');
    this.#byKind = named('kind');
    this.#families = new Map(
      (coefficients.families ?? []).map(({ name, rows }, i) => [name, { column: sizeFeatures.length + i, rows }]),
    );
  }

  supports(network: Network | Design): true | string {
    if (!('layers' in network)) return 'published-imagenet needs a network, or a family together with the design';
    const { input, totals } = network as Network;
    if (totals.macs > 0 && totals.trainableParams > 0 && input.h > 0) return true;
    return 'published-imagenet needs a network with multiply-accumulates and parameters';
  }

  estimate(input: AccuracyInput, task: string): AccuracyEstimate {
    return this.estimateFigures(this.#figuresOf(input), task);
  }

  /** The estimate for a network that is known by its figures alone. */
  estimateFigures(figures: PublishedFigures, task: string): AccuracyEstimate {
    if (!this.tasks.includes(task)) {
      throw badRequest(
        '/task',
        `published-imagenet knows the task ${this.tasks.join(', ')}, not ${JSON.stringify(task)}`,
      );
    }
    checkFigures(figures);
    const { architectureFamily, kind = 'cnn' } = figures;
    const family = architectureFamily === undefined ? undefined : this.#families.get(architectureFamily);
    const features = featuresOf(figures, Math.max(this.#families.size, kinds.length));
    features[family?.column ?? sizeFeatures.length + kinds.indexOf(kind)] = 1;
    const percent = (family === undefined ? this.#byKind : this.#byFamily).predict(features);
    const { standardErrors, version, source } = this.#coefficients;
    const outside = this.#outside(figures);
    const reasons = [recipes, acrossFamilies, ...outside];
    if (family === undefined) {
      const name =
        architectureFamily === undefined
          ? 'no architecture family is given'
          : `the tables have no family ${architectureFamily}`;
      reasons.push(`${name}: judged as a ${kind}`);
    }
    const extrapolated = family === undefined || outside.length > 0;
    const certainty =
      family === undefined ? 'unknownFamily' : family.rows < rowsOfKnownFamily ? 'smallFamily' : 'knownFamily';
    return {
      accuracy: Math.min(1, Math.max(0, percent / 100)),
      standardError: standardErrors[certainty] as number,
      provenance: {
        estimator: this.id,
        version,
        task,
        scale: 'surrogate',
        validated: !extrapolated,
        extrapolated,
        reasons,
        source,
      },
    };
  }

  /** Chance among 1,000 classes, and the best of the published networks. */
  range(): AccuracyRange {
    return { chance: 1e-3, best: this.#coefficients.best.accuracy };
  }

  identify(input: AccuracyInput): string {
    const { macs, params, resolution, architectureFamily = '', kind = '' } = this.#figuresOf(input);
    return [macs, params, resolution, architectureFamily, kind].join(' ');
  }

  #figuresOf({ network, design, family, parameters }: AccuracyInput): PublishedFigures {
    if (network !== undefined) {
      const supported = this.supports(network);
      if (supported !== true) throw new CogymError('unsupported', supported, '/network');
      const { macs, trainableParams } = network.totals;
      return { macs, params: trainableParams, resolution: network.input.h, ...kindOf(family, network) };
    }
    if (family === undefined) {
      throw new CogymError(
        'unsupported',
        'published-imagenet needs a network, a family with its design, or figures',
        '/family',
      );
    }
    const known = networkFamily(family);
    const { macs, trainableParams, input } = known.totals(parameters ?? known.fromDesign(design ?? {}));
    return { macs, params: trainableParams, resolution: input.h, ...kindOf(family) };
  }

  #outside(figures: PublishedFigures): string[] {
    return this.#coefficients.ranges.flatMap(({ figure, low, high }) => {
      const value = figures[figure as 'macs'];
      return value >= low && value <= high
        ? []
        : [`${figure} ${value} lies outside the range of the published networks, ${low} to ${high}`];
    });
  }
}

/** What the tables call networks of `family`; a list of layers of no known family goes by its operators. */
function kindOf(family: string | undefined, network?: Network): { architectureFamily?: string; kind: Kind } {
  const architectureFamily = family === undefined ? undefined : architectures[family];
  if (architectureFamily !== undefined) return { architectureFamily, kind: 'cnn' };
  const kind = family === undefined ? undefined : otherKinds[family];
  if (kind !== undefined) return { kind };
  let attention = false;
  let convolutions = 0;
  for (const { op } of network?.layers ?? []) {
    if (op === 'matmul') attention = true;
    else if (op === 'conv2d' || op === 'dwconv2d') convolutions++;
  }
  // A vision transformer has one convolution: the one that cuts the image into patches.
  return { kind: !attention ? 'cnn' : convolutions > 1 ? 'hybrid' : 'vit' };
}

let shipped: PublishedImagenetEstimator | undefined;

/** The estimator with the coefficients that ship with the package. */
export function publishedImagenet(): PublishedImagenetEstimator {
  shipped ??= new PublishedImagenetEstimator(loadTemplate('accuracy/linear', 'published-imagenet'));
  return shipped;
}
