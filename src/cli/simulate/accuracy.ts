/**
 * `cogym simulate accuracy`: `{estimator, task, family, parameters}` or `{estimator, task, network}`, with `table` for
 * `tabular` and `design-table` (which takes `parameters` alone), optionally `coefficients` for `nas-bench-201`, and for `published-imagenet` the figures themselves
 * (`macs`, `params`, `resolution`, `architectureFamily`, `kind`) -> `{accuracy, standardError, provenance}`.
 */
import {
  type AccuracyEstimate,
  type AccuracyInput,
  accuracyEstimator,
  cellTasks,
  type EstimatorOptions,
  estimatorNames,
  type PublishedFigures,
  publishedImagenet,
} from '../../accuracy/index.js';
import type { Design, ParameterValue } from '../../design/parameter.js';
import { badRequest, CogymError } from '../../errors.js';
import { loadNetwork, nasBench201, networkFamily } from '../../networks/index.js';
import type { SimulateHandler } from '../simulate.js';
import { type Request, refuseUnknownFields, text } from './fields.js';

const figures = ['macs', 'params', 'resolution', 'architectureFamily', 'kind'];
const fields = ['estimator', 'task', 'family', 'parameters', 'network', 'table', 'coefficients', ...figures];

/** Estimators whose networks are cells of NAS-Bench-201. */
const cellEstimators = ['nas-bench-201', 'tabular'];

export const handler: SimulateHandler = (request) => {
  const name = text(request, 'estimator', `one of ${estimatorNames.join(', ')}`);
  const estimator = accuracyEstimator(name, optionsOf(request, name));
  refuseUnknownFields(request, fields);
  const task = text(request, 'task', `one of ${estimator.tasks.join(', ')}`);
  const given = figures.find((figure) => request[figure] !== undefined);
  const estimate =
    given === undefined
      ? estimator.estimate(inputOf(request, name, task), task)
      : estimateFigures(request, name, given, task);
  const { accuracy, standardError, provenance } = estimate;
  return { accuracy, standardError, provenance };
};

function optionsOf(request: Request, estimator: string): EstimatorOptions {
  const owners = { table: ['tabular', 'design-table'], coefficients: ['nas-bench-201'] } as const;
  const options: { table?: string; coefficients?: string } = {};
  for (const name of ['table', 'coefficients'] as const) {
    if (request[name] === undefined) continue;
    const allowed: readonly string[] = owners[name];
    if (!allowed.includes(estimator))
      throw badRequest(`/${name}`, `${name} belongs to the estimator ${allowed.join(' or ')}, not to ${estimator}`);
    options[name] = text(request, name, 'the path of a file');
  }
  return options;
}

/** A network known by its figures alone. */
function estimateFigures(request: Request, estimator: string, given: string, task: string): AccuracyEstimate {
  const known = publishedImagenet();
  if (estimator !== known.id) throw badRequest(`/${given}`, `${given} belongs to the estimator ${known.id}`);
  const other = ['family', 'parameters', 'network'].find((name) => request[name] !== undefined);
  if (other !== undefined)
    throw badRequest(`/${other}`, `give either the figures (${given}, ...) or ${other}, not both`);
  const { architectureFamily } = request;
  if (architectureFamily !== undefined) text(request, 'architectureFamily', 'a name');
  return known.estimateFigures(request as unknown as PublishedFigures, task);
}

function inputOf(request: Request, estimator: string, task: string): AccuracyInput {
  const { family, parameters, network } = request;
  if (estimator === 'design-table') return { design: designOf(request) };
  if (network !== undefined) {
    if (family !== undefined || parameters !== undefined) {
      throw badRequest('/network', 'give either a network or a family and its parameters, not both');
    }
    return { network: loadNetwork(network, { path: '/network' }) };
  }
  const known = networkFamily(text(request, 'family', 'a name, together with parameters'));
  if (cellEstimators.includes(estimator)) return cellOf(known.id, estimator, parameters, task);
  return { family: known.id, parameters: known.parse(parameters, '/parameters') };
}

/** A design of any space: what tells its rows apart is the table's to say. */
function designOf({ parameters }: Request): Design {
  if (typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters)) return parameters as Design;
  throw badRequest('/parameters', 'design-table needs parameters: an object of the design');
}

function cellOf(family: string, estimator: string, parameters: unknown, task: string): AccuracyInput {
  if (family !== nasBench201.id) {
    throw new CogymError(
      'unsupported',
      `${estimator} knows networks of the family ${nasBench201.id}, not ${family}`,
      '/family',
    );
  }
  const given = parameters as Request | undefined;
  if (estimator === 'tabular' && given?.index !== undefined) return { design: indexOnly(given) };
  const { cell } = nasBench201.parse(parameters, '/parameters');
  checkDataset(given?.dataset, task);
  return { design: { cell } };
}

/** A cell's number in the benchmark is no parameter of the family; only a table can tell which cell it is. */
function indexOnly({ index, ...others }: Request): Design {
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw badRequest(`/parameters/${other}`, `give either index or the cell, not index and ${other}`);
  return { index: index as ParameterValue };
}

/** The task says on which dataset a cell was trained; a dataset that says something else is a mistake. */
function checkDataset(dataset: unknown, task: string): void {
  const expected = cellTasks.find((known) => known.id === task)?.dataset;
  if (dataset !== undefined && expected !== undefined && dataset !== expected) {
    throw badRequest('/parameters/dataset', `the task ${task} is on ${expected}, not on ${JSON.stringify(dataset)}`);
  }
}
