/** `cogym simulate network`: counts, and on demand the layers, of a family's network or of one given as a list. */
import { badRequest } from '../../errors.js';
import {
  atPath,
  type Layer,
  loadNetwork,
  type Network,
  type NetworkSummary,
  networkFamily,
  summarise,
} from '../../networks/index.js';
import { nearest } from '../../stats/nearest.js';
import type { SimulateHandler } from '../simulate.js';

type Answer = NetworkSummary & { readonly layers?: readonly Layer[]; readonly repaired?: readonly string[] };

const fields = ['family', 'parameters', 'network', 'detail'];
const details = ['layers', 'totals'];

/**
 * Request `{family, parameters, detail?}` or `{network, detail?}`; detail `layers` (default) or `totals`.
 * Throws CogymError badRequest, unknownFamily or inconsistentNetwork.
 */
export const handler: SimulateHandler = (request): Answer => {
  for (const name of Object.keys(request)) {
    if (!fields.includes(name)) {
      throw badRequest(`/${name}`, `unknown field '${name}'; nearest known: ${nearest(name, fields).join(', ')}`);
    }
  }
  const { family, parameters = {}, network, detail = 'layers' } = request;
  if (!details.includes(detail as string)) {
    throw badRequest('/detail', `must be one of "layers", "totals", not ${JSON.stringify(detail)}`);
  }
  const withLayers = detail === 'layers';
  if (network !== undefined) {
    for (const name of ['family', 'parameters']) {
      if (request[name] !== undefined)
        throw badRequest(`/${name}`, `give either 'network' or 'family' with 'parameters'`);
    }
    return answer(loadNetwork(network, { path: '/network' }), withLayers);
  }
  if (typeof family !== 'string') throw badRequest('/family', "give 'family' (a name) with 'parameters', or 'network'");
  return ofFamily(family, parameters, withLayers);
};

function ofFamily(id: string, given: unknown, withLayers: boolean): Answer {
  const family = networkFamily(id);
  const parameters = family.parse(given, '/parameters');
  const repaired = family.repaired?.(parameters) ?? [];
  const counts = atPath('/parameters', () =>
    withLayers ? answer(family.build(parameters), true) : family.totals(parameters),
  );
  return repaired.length === 0 ? counts : { ...counts, repaired };
}

function answer(network: Network, withLayers: boolean): Answer {
  const { input, ...counts } = summarise(network);
  return { input, ...(withLayers ? { layers: network.layers } : {}), ...counts };
}
