/** Which accuracy estimator judges the networks, and what a report must say of it. */
import {
  type AccuracyEstimate,
  type AccuracyEstimator,
  designTable,
  mbconvMacs,
  mcuformerSupernet,
  publishedImagenet,
} from '../../src/accuracy/index.js';
import type { Design } from '../../src/design/parameter.js';
import { badRequest } from '../../src/errors.js';
import { type Network, supernetSpace, supernets } from '../../src/networks/index.js';
import type { Options } from './options.js';
import type { Transformer } from './transformers.js';

/** A network of one of the two families, with the design that it is of. */
export type Judged = { readonly design: Design } & (
  | { readonly network: Network; readonly transformer?: never }
  | { readonly transformer: Transformer; readonly network?: never }
);

export interface AccuracyModel {
  /** What is to be known of every accuracy, one sentence. */
  readonly assumption: string;
  /** @throws CogymError `notInTable` for a design without a row in the user's table */
  estimate(judged: Judged): AccuracyEstimate;
}

/** @throws CogymError `badRequest` at `/options/estimator` or `/options/table` for an estimator that cannot judge them all */
export function accuracyModel(options: Options): AccuracyModel {
  const { estimator, family, table } = options;
  if (table !== undefined && estimator !== 'tabular') {
    throw badRequest('/options/table', `a table belongs to the estimator tabular, not to ${estimator}`);
  }
  switch (estimator) {
    case 'tabular':
      return ofTable(table);
    case 'published-imagenet':
      return {
        assumption: 'accuracy is that of the average published network of that size: no trained networks of this space',
        estimate: (judged) => estimated(publishedImagenet(), judged),
      };
    case 'default':
      return family === 'joint' ? normalised(options) : family === 'vit' ? ofSupernet : ofMacs;
    default: {
      const suits = estimator === 'mbconv-macs' ? 'mbconv' : 'vit';
      if (family !== suits) {
        throw badRequest(
          '/options/estimator',
          `${estimator} judges networks of family ${suits} alone, not ${family}; use default, published-imagenet or tabular`,
        );
      }
      return suits === 'vit' ? ofSupernet : ofMacs;
    }
  }
}

const ofMacs: AccuracyModel = {
  assumption: 'accuracy is a surrogate that knows MACs alone',
  estimate: (judged) => estimated(mbconvMacs(), judged),
};

const ofSupernet: AccuracyModel = {
  assumption: 'accuracy is a surrogate of the accuracy inside the supernet, not of a trained network',
  estimate: (judged) => estimated(mcuformerSupernet(), judged),
};

function ofTable(path: string | undefined): AccuracyModel {
  if (path === undefined) throw badRequest('/options/table', 'estimator tabular needs the path of a table');
  const estimator = designTable(path);
  return {
    assumption: `accuracy is looked up in ${path}`,
    estimate: ({ design }) => estimator.estimate({ design }, 'accuracy'),
  };
}

/** Both families' surrogates as shares of their best, because their scales are not comparable. */
function normalised({ supernet }: Options): AccuracyModel {
  const best = { mbconv: mbconvMacs().range().best, vit: bestOfSupernet(supernet) };
  return {
    assumption: "accuracy is a surrogate, as a share of its family's best: the families' scales are not comparable",
    estimate: (judged) => {
      const vit = judged.transformer !== undefined;
      const { accuracy, standardError, provenance } = (vit ? ofSupernet : ofMacs).estimate(judged);
      const share = vit ? best.vit : best.mbconv;
      return { accuracy: accuracy / share, standardError: standardError / share, provenance };
    },
  };
}

function estimated(estimator: AccuracyEstimator, { network, transformer }: Judged): AccuracyEstimate {
  const task = estimator.tasks[0] as string;
  if (network !== undefined) return estimator.estimate({ network }, task);
  return estimator.estimate({ family: 'mcuformer', parameters: transformer }, task);
}

/** Highest estimate in a supernet's space: the widest and deepest at the best rank and patch. */
export function bestOfSupernet(name: Options['supernet']): number {
  const { embed, depth } = supernets[name];
  const { patches, ranks } = supernetSpace(name);
  const [task = ''] = mcuformerSupernet().tasks;
  const points = ranks.flatMap((rank) => patches.map((patch) => [rank, patch] as const));
  const estimates = points.map(([rank, patchSize]) =>
    mcuformerSupernet().estimateFigures(
      { patchSize, rankRatioAttention: rank, rankRatioMlp: rank, embed: Math.max(...embed), depth: Math.max(...depth) },
      task,
    ),
  );
  return Math.max(...estimates.map(({ accuracy }) => accuracy));
}
