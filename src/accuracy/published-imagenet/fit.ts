/** Fits the coefficient file of `published-imagenet` on a table of published networks. */
import type { LinearCoefficients } from '../../../hwtemplates/accuracy/linear/schema.js';
import { badRequest } from '../../errors.js';
import { rounded, scores, tableDigest, versionOf } from '../fit-figures.js';
import { fitModel, type LinearProblem, leaveGroupsOut } from '../linear-model.js';
import { columnOf, type Table } from '../table.js';
import { featuresOf, type Kind, kinds, type PublishedFigures, sizeFeatures } from './features.js';

const lambda = 0.3;
const folds = 5;

/** Families with fewer rows than this are known, but hardly. */
export const rowsOfKnownFamily = 5;
/** Standard error for them [assumed]: between that of a known and that of an unknown family. */
const smallFamilyError = 0.025;

interface PublishedRow extends Required<PublishedFigures> {
  readonly model: string;
  /** Per cent. */
  readonly top1: number;
  /** Among all rows of the table, from 0. */
  readonly fold: number;
}

/**
 * Two ridge models: by family, and by kind for families that the table does not hold.
 * @throws CogymError `badRequest` for a table without the columns, a figure that is no number, or too few rows
 */
export function fitPublishedImagenet(table: Table): LinearCoefficients {
  const rows = publishedRows(table);
  const familyNames = [...new Set(rows.map((row) => row.architectureFamily))].sort();
  const foldOf = rows.map(({ fold }) => fold);
  const byFamily = problemOf('family', rows, familyNames, (row) => row.architectureFamily);
  const byKind = problemOf('kind', rows, kinds, (row) => row.kind);
  const family = fitModel(byFamily, foldOf, lambda);
  const strangers = scores(
    leaveGroupsOut(
      byKind,
      rows.map((row) => row.architectureFamily),
      lambda,
    ),
    byKind.targets,
  );
  const kind = { ...fitModel(byKind, foldOf, lambda), leaveOneFamilyOut: strangers };
  const best = rows.reduce((most, row) => (row.top1 > most.top1 ? row : most));
  const models = [family, kind];
  const families = familyNames.map((name) => {
    const members = rows.filter((row) => row.architectureFamily === name);
    return { name, kinds: [...new Set(members.map((row) => row.kind))].sort(), rows: members.length };
  });
  return {
    estimator: 'published-imagenet',
    version: versionOf({ models, families }),
    description:
      'ImageNet-1k top-1 that published networks of the same size, resolution and family reach with their average ' +
      'recipe. Errors are in percentage points, accuracies and standard errors are fractions.',
    task: 'imagenet-1k',
    source:
      'published tables: tensorflow/models slim (Apache-2.0), facebookresearch/mobile-vision and AttentiveNAS (facts ' +
      'from tables), mit-han-lab/mcunet (MIT), mit-han-lab/once-for-all (MIT), BigNAS as listed at paperswithcode, ' +
      'huggingface/pytorch-image-models aa4b585 (Apache-2.0)',
    protocol: {
      model: 'ridge',
      lambda,
      folds,
      foldOf: 'number of the row among those with all figures, modulo the number of folds',
      tableSha256: tableDigest(table),
    },
    rows: { table: table.rows.length, fitted: rows.length },
    models,
    standardErrors: {
      knownFamily: rounded(family.crossValidation.rmse / 100),
      smallFamily: smallFamilyError,
      unknownFamily: rounded(strangers.rmse / 100),
    },
    ranges: (['macs', 'params', 'resolution'] as const).map((figure) => {
      const values = rows.map((row) => row[figure]);
      return { figure, low: Math.min(...values), high: Math.max(...values) };
    }),
    best: { name: best.model, accuracy: rounded(best.top1 / 100) },
    families,
  };
}

function problemOf(
  name: string,
  rows: readonly PublishedRow[],
  values: readonly string[],
  nameOf: (row: PublishedRow) => string,
): LinearProblem {
  return {
    name,
    features: [...sizeFeatures, ...values.map((value) => `${name}=${value}`)],
    rows: rows.map((row) => {
      const features = featuresOf(row, values.length);
      features[sizeFeatures.length + values.indexOf(nameOf(row))] = 1;
      return features;
    }),
    targets: rows.map(({ top1 }) => top1),
    standardised: sizeFeatures.length,
  };
}

const columns = ['model', 'family', 'kind', 'resolution', 'params_m', 'macs_m', 'top1'] as const;

/** The rows that state all figures; the others are left out. */
function publishedRows(table: Table): PublishedRow[] {
  const at = Object.fromEntries(columns.map((name) => [name, columnOf(table, name)]));
  const missing = columns.find((name) => (at[name] as number) < 0);
  if (missing !== undefined) throw badRequest('/table', `${table.path} has no column ${missing}`);
  const rows: PublishedRow[] = [];
  for (const [i, fields] of table.rows.entries()) {
    const text = (name: (typeof columns)[number]) => fields[at[name] as number] as string;
    if (columns.some((name) => text(name) === '')) continue;
    const number = (name: (typeof columns)[number], unit = 1): number => {
      const value = Number(text(name)) * unit;
      if (value > 0 && value < Number.POSITIVE_INFINITY) return value;
      throw badRequest('/table', `${table.path} line ${i + 2}: ${name} is a positive number, not ${text(name)}`);
    };
    const kind = text('kind') as Kind;
    if (!kinds.includes(kind)) {
      throw badRequest('/table', `${table.path} line ${i + 2}: kind is one of ${kinds.join(', ')}, not ${kind}`);
    }
    rows.push({
      model: text('model'),
      architectureFamily: text('family'),
      kind,
      resolution: number('resolution'),
      params: number('params_m', 1e6),
      macs: number('macs_m', 1e6),
      top1: number('top1'),
      fold: rows.length % folds,
    });
  }
  if (rows.length < 2 * folds) throw badRequest('/table', `${table.path} has ${rows.length} complete rows, too few`);
  return rows;
}
