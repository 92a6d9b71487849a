/** `cogym simulate dataflow`: one layer on one array; the request is a `LayerRequest` with names for template and costs. */
import { loadTemplate, type Template, type TemplateFolder, templateNames } from '../../../hwtemplates/index.js';
import { type Directive, defaults, evaluateLayer, type LayerRequest } from '../../../simulators/dataflow/index.js';
import { badRequest, CogymError } from '../../errors.js';
import { nearest } from '../../stats/nearest.js';
import type { SimulateHandler } from '../simulate.js';

type Fields = Readonly<Record<string, unknown>>;

const numberFields = [
  'cluster',
  'pes',
  'nocBandwidth',
  'nocLatencyCycles',
  'simdLanes',
  'offchipBandwidth',
  'l1Bytes',
  'l2Bytes',
] as const;
const textFields = ['mode', 'nocArea', 'dramPolicy'] as const;
const requestFields = ['layer', 'template', 'directives', 'costs', ...numberFields, ...textFields];
const layerFields: Readonly<Record<string, readonly string[]>> = {
  conv2d: ['op', 'k', 'c', 'r', 's', 'y', 'x', 'strideY', 'strideX'],
  depthwiseConv2d: ['op', 'k', 'c', 'r', 's', 'y', 'x', 'strideY', 'strideX'],
  gemm: ['op', 'm', 'n', 'k'],
};

export const handler: SimulateHandler = (request) => evaluateLayer(readRequest(request));

/**
 * A request of the machine interface with the data that it names.
 * @throws CogymError `badRequest` for unknown fields, wrong types and unknown names; ranges are the simulator's business
 */
export function readRequest(request: Fields): LayerRequest {
  refuseUnknown(request, requestFields, '');
  for (const name of ['layer', 'pes', 'nocBandwidth']) {
    if (request[name] === undefined) throw badRequest(`/${name}`, `${name} is missing`);
  }
  checkLayer(request['layer']);
  for (const name of numberFields) checkType(request, name, 'number', '');
  for (const name of textFields) checkType(request, name, 'string', '');
  if (request['directives'] !== undefined) checkDirectives(request['directives']);
  const { template, costs = defaults.costs, ...rest } = request;
  return {
    ...rest,
    ...(template === undefined ? {} : { template: named('dataflow', template, 'template') }),
    costs: named('dataflow/costs', costs, 'costs'),
  } as LayerRequest;
}

function named<F extends TemplateFolder>(folder: F, name: unknown, field: string): Template<F> {
  try {
    if (typeof name === 'string') return loadTemplate(folder, name);
  } catch (error) {
    if (!(error instanceof CogymError) || error.code !== 'unknownTemplate') throw error;
  }
  const near = nearest(String(name), templateNames(folder));
  throw badRequest(`/${field}`, `no ${field} ${JSON.stringify(name)}; did you mean ${near.join(', ')}?`);
}

function checkLayer(layer: unknown): void {
  if (!isRecord(layer)) throw badRequest('/layer', `layer is an object, not ${JSON.stringify(layer)}`);
  const { op } = layer;
  const fields = typeof op === 'string' && Object.hasOwn(layerFields, op) ? layerFields[op] : undefined;
  if (fields === undefined) {
    const allowed = Object.keys(layerFields).join(', ');
    throw badRequest('/layer/op', `op is one of ${allowed}, not ${JSON.stringify(op)}`);
  }
  refuseUnknown(layer, fields, '/layer');
  for (const name of fields) if (name !== 'op') checkType(layer, name, 'number', '/layer');
}

function checkDirectives(directives: unknown): asserts directives is Directive[] {
  if (!Array.isArray(directives)) throw badRequest('/directives', 'directives is a list');
  directives.forEach((directive: unknown, index) => {
    const path = `/directives/${index}`;
    if (!isRecord(directive)) throw badRequest(path, `a directive is an object, not ${JSON.stringify(directive)}`);
    const cluster = directive['cluster'] !== undefined;
    refuseUnknown(directive, cluster ? ['cluster'] : ['map', 'size', 'offset', 'dimension'], path);
    for (const name of ['cluster', 'size', 'offset']) checkType(directive, name, 'number', path);
    for (const name of ['map', 'dimension']) checkType(directive, name, 'string', path);
    if (!cluster && typeof directive['dimension'] !== 'string') {
      throw badRequest(`${path}/dimension`, 'a map names its dimension');
    }
  });
}

function refuseUnknown(fields: Fields, known: readonly string[], path: string): void {
  for (const name of Object.keys(fields)) {
    if (known.includes(name)) continue;
    const near = nearest(name, known).join(', ');
    throw badRequest(`${path}/${pointerToken(name)}`, `unknown field ${JSON.stringify(name)}; did you mean ${near}?`);
  }
}

function checkType(fields: Fields, name: string, type: 'number' | 'string', path: string): void {
  const value = fields[name];
  if (value === undefined || typeof value === type) return;
  throw badRequest(`${path}/${name}`, `${name} is a ${type}, not ${JSON.stringify(value)}`);
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Escapes a field name for a JSON pointer (RFC 6901). */
function pointerToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
