/** `cogym simulate cim`: a converter, a macro, a layer on a macro, or that layer's noise (`sqnrDb` null: none). */
import { cimTechnology, loadTemplate, templateNames } from '../../../hwtemplates/index.js';
import {
  type AdcQuery,
  adcFigures,
  type CimLayer,
  type LayerOptions,
  layerNoise,
  layerOnMacro,
  type Macro,
  type NoiseOptions,
  type PreparedMacro,
  prepareMacro,
} from '../../../simulators/cim/index.js';
import { badRequest } from '../../errors.js';
import { nearest } from '../../stats/nearest.js';
import type { SimulateHandler } from '../simulate.js';
import { type Request, refuseUnknownFields } from './fields.js';

const noiseFields = ['adcRange', 'calibrationSigmas', 'cellError', 'driftSeconds', 'operands', 'measured'] as const;
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
    return layerOnMacro(macroOf(request), request['layer'] as CimLayer, given(request, optionFields) as LayerOptions);
  },
  noise: (request) => {
    refuseUnknownFields(request, ['macro', 'layer', ...noiseFields]);
    const options = given(request, noiseFields) as NoiseOptions;
    return layerNoise(macroOf(request), request['layer'] as CimLayer, cimTechnology(), options);
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

/** The fields `names` of a request that are there. */
function given(request: Request, names: readonly string[]): Request {
  return Object.fromEntries(names.filter((name) => request[name] !== undefined).map((name) => [name, request[name]]));
}

/** The macro of a request, or the published one that it names. */
function macroOf({ macro }: Request): PreparedMacro {
  return prepareMacro(typeof macro === 'string' ? publishedMacro(macro) : (macro as Macro), cimTechnology());
}

/** @throws CogymError `badRequest` with the nearest names */
export function publishedMacro(name: string): Macro {
  const names = templateNames('cim');
  if (names.includes(name)) return loadTemplate('cim', name).macro as Macro;
  throw badRequest('/macro', `no macro ${JSON.stringify(name)}; did you mean ${nearest(name, names).join(', ')}?`);
}
