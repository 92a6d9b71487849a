/** Reads a network written by a person or another tool: checks it, fills in every derived field, recounts it. */
import { badRequest } from '../errors.js';
import { canonicalNames } from './aliases.js';
import { checkGraph } from './graph.js';
import { inconsistent } from './inconsistent.js';
import { loadLayer } from './load-layer.js';
import { NetworkSchema } from './load-schema.js';
import type { Layer, Network, NetworkTotals, Shape } from './network.js';
import { totalsOf } from './totals.js';
import { validator } from './validate.js';

export interface LoadOptions {
  /** JSON pointer of the network inside its request, put before the path of every error. */
  readonly path?: string;
  /** Accept layers that no output depends on, as if the network said `allowDead` itself. */
  readonly allowDead?: boolean;
}

const validate = validator(NetworkSchema);

/**
 * The network that `data` (parsed JSON) describes, in canonical form.
 *
 * @throws CogymError `badRequest` for a malformed field, an unknown one, an input used before it exists, several
 *   sinks without `outputs`, dead layers without `allowDead`, sizes beyond exact counting; `inconsistentNetwork` where
 *   a figure given (shape, macs, weights, bias, totals) differs from the one that follows. `path` names the layer.
 */
export function loadNetwork(data: unknown, options: LoadOptions = {}): Network {
  const path = options.path ?? '';
  const { id = 'network', input, outputs, ...given } = validate(canonicalNames(data, path), path);
  const shape: Shape = [input.h, input.w, input.c];
  const layers: Layer[] = [];
  for (const [i, layer] of given.layers.entries()) {
    layers.push(loadLayer(layer, i, shape, layers, `${path}/layers/${i}`));
  }
  const allowDead = given.allowDead === true || options.allowDead === true;
  checkGraph(layers, outputs, allowDead, path);
  const totals = totalsOf(layers);
  if (!Number.isSafeInteger(totals.macs) || !Number.isSafeInteger(totals.trainableParams)) {
    throw badRequest(`${path}/layers`, 'the network is too large to count exactly: its totals exceed 2^53 - 1');
  }
  checkTotals(given.totals ?? {}, totals, path);
  return {
    id,
    input,
    layers,
    totals,
    ...(outputs === undefined ? {} : { outputs }),
    ...(allowDead ? { allowDead: true } : {}),
  };
}

function checkTotals(given: Partial<NetworkTotals>, counted: NetworkTotals, path: string): void {
  for (const name of Object.keys(counted) as (keyof NetworkTotals)[]) {
    const value = given[name];
    if (value !== undefined && value !== counted[name]) {
      throw inconsistent(
        `${path}/totals/${name}`,
        `totals.${name} is ${value} but the layers sum to ${counted[name]}; leave totals out to have them computed`,
      );
    }
  }
}
