/**
 * `cogym simulate latency`: `{predictor, device?, table?, cells?, proxy?, samples?, seed?, family, parameters}` ->
 * `{latencyMs, energyMj?, standardErrorMs?, provenance}`.
 */
import {
  type LatencyPredictor,
  latencyPredictor,
  type PredictorOptions,
  predictorNames,
} from '../../accuracy/index.js';
import { badRequest } from '../../errors.js';
import { networkFamily } from '../../networks/index.js';
import type { SimulateHandler } from '../simulate.js';
import { type Request, refuseUnknownFields, text } from './fields.js';

const texts = ['table', 'cells', 'device', 'proxy'] as const;
const numbers = ['samples', 'seed'] as const;
const fields = ['predictor', ...texts, ...numbers, 'family', 'parameters'];

/** Predictors of this process by their options: tables are read and models fitted once. */
const made = new Map<string, LatencyPredictor>();

export const handler: SimulateHandler = (request) => {
  const name = text(request, 'predictor', `one of ${predictorNames.join(', ')}`);
  refuseUnknownFields(request, fields);
  const options = optionsOf(request);
  const key = JSON.stringify([name, options]);
  let predictor = made.get(key);
  if (predictor === undefined) {
    predictor = latencyPredictor(name, options);
    made.set(key, predictor);
  }
  const family = networkFamily(text(request, 'family', 'a name, together with parameters'));
  const parameters = family.parse(request['parameters'], '/parameters');
  return predictor.predict({ family: family.id, parameters });
};

function optionsOf(request: Request): PredictorOptions {
  const options: Record<string, string | number> = {};
  for (const name of texts) if (request[name] !== undefined) options[name] = text(request, name, 'a text');
  for (const name of numbers) {
    const value = request[name];
    if (value === undefined) continue;
    if (typeof value !== 'number') throw badRequest(`/${name}`, `${name} is a number, not ${JSON.stringify(value)}`);
    options[name] = value;
  }
  return options;
}
