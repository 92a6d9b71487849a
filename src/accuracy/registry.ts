/** The estimators by name. */
import { badRequest } from '../errors.js';
import { nearest } from '../stats/nearest.js';
import { designTable } from './design-table.js';
import type { AccuracyEstimator } from './estimator.js';
import { mbconvMacs } from './mbconv-macs.js';
import { mcuformerSupernet } from './mcuformer-supernet.js';
import { nasBench201, nasBench201From } from './nas-bench-201/estimator.js';
import { ofaElastic } from './ofa-elastic/estimator.js';
import { publishedImagenet } from './published-imagenet/estimator.js';
import { tabular } from './tabular.js';

export interface EstimatorOptions {
  /** `tabular` and `design-table`: path of the CSV table. */
  readonly table?: string;
  /** `nas-bench-201`: path of a coefficient file instead of the shipped one. */
  readonly coefficients?: string;
}

const factories: Readonly<Record<string, (options: EstimatorOptions) => AccuracyEstimator>> = {
  'design-table': ({ table }) => designTable(table),
  'mbconv-macs': () => mbconvMacs(),
  'mcuformer-supernet': () => mcuformerSupernet(),
  'nas-bench-201': ({ coefficients }) => (coefficients === undefined ? nasBench201() : nasBench201From(coefficients)),
  'ofa-elastic': () => ofaElastic(),
  'published-imagenet': () => publishedImagenet(),
  tabular: ({ table }) => tabular(table),
};

export const estimatorNames: readonly string[] = Object.keys(factories);

/** The estimator named `id`; an unknown name is a `badRequest` that lists the known ones. */
export function accuracyEstimator(id: string, options: EstimatorOptions = {}): AccuracyEstimator {
  if (Object.hasOwn(factories, id)) return factories[id](options);
  const near = nearest(id, estimatorNames, 1);
  throw badRequest(
    '/estimator',
    `no estimator ${JSON.stringify(id)}; known: ${estimatorNames.join(', ')}; did you mean ${near}?`,
  );
}
