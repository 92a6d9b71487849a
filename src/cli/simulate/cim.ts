/** `cogym simulate cim`: a converter, a macro, or a layer on a macro. */
import { cimTechnology } from '../../../hwtemplates/index.js';
import {
  type AdcQuery,
  adcFigures,
  type CimLayer,
  type LayerOptions,
  layerOnMacro,
  type Macro,
  type PreparedMacro,
  prepareMacro,
} from '../../../simulators/cim/index.js';
import { badRequest } from '../../errors.js';
import type { SimulateHandler } from '../simulate.js';
import { type Request, refuseUnknownFields } from './fields.js';

const optionFields = ['rowMapping', 'mapper', 'packDepthwise', 'weightsResident', 'inputBitDensity'] as const;

/** Query -> its answer; the request has lost its `query`. */
const queries: Readonly<Record<string, SimulateHandler>> = {
  adc: (request) => adcFigures(request as unknown as AdcQuery, cimTechnology()),
  macro: (request) => {
    refuseUnknownFields(request, ['macro']);
    return macroOf(request).figures;
  },
  layer: (request) => {
    refuseUnknownFields(request, ['macro', 'layer', ...optionFields]);
    const options = Object.fromEntries(optionFields.map((name) => [name, request[name]])) as LayerOptions;
    return layerOnMacro(macroOf(request), request['layer'] as CimLayer, options);
  },
};

export const handler: SimulateHandler = (request) => {
  const { query, ...rest } = request;
  const answer = typeof query === 'string' && Object.hasOwn(queries, query) ? queries[query] : undefined;
  if (answer === undefined) {
    const got = JSON.stringify(query) ?? 'missing';
    throw badRequest('/query', `query is one of ${Object.keys(queries).join(', ')}, not ${got}`);
  }
  return answer(rest);
};

function macroOf(request: Request): PreparedMacro {
  return prepareMacro(request['macro'] as Macro, cimTechnology());
}
