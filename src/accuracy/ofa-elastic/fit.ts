/** Fits the coefficient file of `ofa-elastic` on the outputs of the published Once-for-All accuracy predictor. */
import type { LinearCoefficients } from '../../../hwtemplates/accuracy/linear/schema.js';
import { badRequest } from '../../errors.js';
import { rounded, tableDigest, versionOf } from '../fit-figures.js';
import { fitModel, LinearPredictor } from '../linear-model.js';
import { columnOf, type Table } from '../table.js';
import { bestSubnet } from './best.js';
import { type ElasticSubnet, elasticFeatureNames, elasticFeatures, elasticResolutions } from './features.js';

const lambda = 1;
const folds = 5;

/** Width multiplier of the networks that the published predictor is for. */
export const elasticWidth = 1.2;

/** @throws CogymError `badRequest` for a table without the columns, or a row that is no subnet of the space */
export function fitOfaElastic(table: Table): LinearCoefficients {
  const subnets = elasticRows(table);
  const targets = subnets.map(({ top1 }) => top1);
  const rows = subnets.map(({ subnet }, i) => {
    const features = elasticFeatures(subnet);
    if (features !== undefined) return features;
    throw badRequest('/table', `${table.path} line ${i + 2} is no subnet of the elastic space`);
  });
  const model = fitModel(
    { name: 'elastic', features: elasticFeatureNames, rows, targets, standardised: 0 },
    rows.map((_, i) => i % folds),
    lambda,
  );
  const best = bestSubnet(new LinearPredictor(model));
  return {
    estimator: 'ofa-elastic',
    version: versionOf(model),
    description:
      'What the published accuracy predictor of Once-for-All (MobileNetV3, width 1.2) says of a subnet, as a sum over ' +
      'its choices. Errors are in percentage points, accuracies and standard errors are fractions.',
    task: 'imagenet-1k',
    source:
      'outputs of the accuracy predictor of mit-han-lab/once-for-all f03b267 (MIT), weights from han-cai/files a7c9bcd, ' +
      'for random subnets',
    protocol: {
      model: 'ridge',
      lambda,
      folds,
      foldOf: 'number of the row modulo the number of folds',
      tableSha256: tableDigest(table),
    },
    rows: { table: table.rows.length, fitted: rows.length },
    models: [model],
    standardErrors: { subnet: rounded(model.crossValidation.rmse / 100) },
    ranges: [{ figure: 'resolution', low: elasticResolutions[0], high: elasticResolutions.at(-1) as number }],
    best: { name: best.name, accuracy: rounded(best.percent / 100) },
  };
}

const digits = (text: string): number[] => [...text].map(Number);

/** The subnets of a table with the columns resolution, depths, kernels, expands (a digit an entry) and predicted_top1. */
export function elasticRows(table: Table): { readonly subnet: ElasticSubnet; readonly top1: number }[] {
  const columns = ['resolution', 'depths', 'kernels', 'expands', 'predicted_top1'].map((name) => {
    const at = columnOf(table, name);
    if (at < 0) throw badRequest('/table', `${table.path} has no column ${name}`);
    return at;
  });
  return table.rows.map((fields, i) => {
    const [resolution, depths, kernels, expands, top1] = columns.map((at) => fields[at] as string) as [
      string,
      string,
      string,
      string,
      string,
    ];
    const percent = Number(top1);
    if (!(percent > 0 && percent <= 100)) {
      throw badRequest('/table', `${table.path} line ${i + 2}: predicted_top1 is in per cent, not ${top1}`);
    }
    const subnet = {
      width: elasticWidth,
      resolution: Number(resolution),
      depths: digits(depths),
      kernels: digits(kernels),
      expands: digits(expands),
    };
    return { subnet, top1: percent };
  });
}
