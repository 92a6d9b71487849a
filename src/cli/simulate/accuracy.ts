/**
 * `cogym simulate accuracy`: `{estimator, task, family, parameters}` or `{estimator, task, network}`, with `table` for
 * `tabular` and optionally `coefficients` for `nas-bench-201` -> `{accuracy, standardError, provenance}`.
 */
import {
  type AccuracyInput,
  accuracyEstimator,
  cellTasks,
  type EstimatorOptions,
  estimatorNames,
} from '../../accuracy/index.js';
import type { Design, ParameterValue } from '../../design/parameter.js';
import { badRequest, CogymError } from '../../errors.js';
import { loadNetwork, nasBench201, networkFamily } from '../../networks/index.js';
import type { SimulateHandler } from '../simulate.js';

type Request = Readonly<Record<string, unknown>>;

const fields = ['estimator', 'task', 'family', 'parameters', 'network', 'table', 'coefficients'];

export const handler: SimulateHandler = (request) => {
  const name = text(request, 'estimator', `one of ${estimatorNames.join(', ')}`);
  const estimator = accuracyEstimator(name, optionsOf(request, name));
  for (const field of Object.keys(request)) {
    if (!fields.includes(field)) throw badRequest(`/${field}`, `unknown field ${field}; known: ${fields.join(', ')}`);
  }
  const task = text(request, 'task', `one of ${estimator.tasks.join(', ')}`);
  const { accuracy, standardError, provenance } = estimator.estimate(inputOf(request, task), task);
  return { accuracy, standardError, provenance };
};

function optionsOf(request: Request, estimator: string): EstimatorOptions {
  const owners = { table: 'tabular', coefficients: 'nas-bench-201' } as const;
  const options: { table?: string; coefficients?: string } = {};
  for (const name of ['table', 'coefficients'] as const) {
    if (request[name] === undefined) continue;
    if (estimator !== owners[name])
      throw badRequest(`/${name}`, `${name} belongs to the estimator ${owners[name]}, not to ${estimator}`);
    options[name] = text(request, name, 'the path of a file');
  }
  return options;
}

function inputOf(request: Request, task: string): AccuracyInput {
  const { family, parameters, network } = request;
  if (network !== undefined) {
    if (family !== undefined || parameters !== undefined) {
      throw badRequest('/network', 'give either a network or a family and its parameters, not both');
    }
    return { network: loadNetwork(network, { path: '/network' }) };
  }
  const id = networkFamily(text(request, 'family', 'a name, together with parameters')).id;
  if (id !== nasBench201.id) {
    throw new CogymError(
      'unsupported',
      `these estimators know networks of the family ${nasBench201.id}, not ${id}`,
      '/family',
    );
  }
  const given = parameters as Request | undefined;
  if (request.estimator === 'tabular' && given?.index !== undefined) return { design: indexOnly(given) };
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

function text(request: Request, name: string, allowed: string): string {
  const value = request[name];
  if (typeof value === 'string' && value !== '') return value;
  throw badRequest(
    `/${name}`,
    `${name} is ${allowed}, ${value === undefined ? 'and missing' : `not ${JSON.stringify(value)}`}`,
  );
}
