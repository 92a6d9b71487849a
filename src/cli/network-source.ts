/** The network that a name on the command line means: of a family, an example of one, or of a file. */
import { readFileSync } from 'node:fs';
import { badRequest, CogymError } from '../errors.js';
import { parsedFrom } from '../experiments/read-json.js';
import { atPath, familyIds, loadNetwork, type Network, networkFamily } from '../networks/index.js';
import { nearest } from '../stats/nearest.js';
import { importModel, isModelFile } from './model-file.js';
import { jsonObject } from './options.js';

export interface NamedNetwork {
  readonly network: Network;
  /** Parameters that had to be changed for the network to be built. */
  readonly repaired: readonly string[];
  /** Where it is of one; with its complete parameters. */
  readonly family?: string;
  readonly parameters?: unknown;
}

/**
 * @param name a family (its first example), `family/example`, an `.onnx` (dynamic dimensions: `cogym import` it
 *   first) or `.tflite` file, or a JSON file that holds a network or a request `{family, parameters}`
 * @param parameters JSON of a family's parameters, in place of an example's
 * @throws CogymError `unknownNetwork` for a name that is none of these, `usage` for parameters that are no JSON object,
 *   `badRequest` for a file or parameters of another shape
 */
export function findNetwork(name: string, parameters?: string): NamedNetwork {
  const [id = '', ...rest] = name.split('/');
  if (familyIds().includes(id) && rest.length <= 1) {
    if (parameters !== undefined) {
      if (rest.length > 0) throw badRequest('/parameters', `'${name}' has parameters already; give '${id}' with yours`);
      return ofFamily(id, jsonObject('parameters', parameters, '{"resolution": 96}'), '/parameters');
    }
    return ofFamily(id, exampleOf(id, rest[0]), '');
  }
  if (parameters !== undefined)
    throw badRequest('/parameters', `--parameters belong to a family, and '${name}' is none`);
  return isModelFile(name) ? { network: importModel(name).network, repaired: [] } : fromFile(name);
}

function exampleOf(id: string, example: string | undefined): unknown {
  const { examples } = networkFamily(id);
  const found = example === undefined ? examples[0] : examples.find(({ name }) => name === example);
  if (found === undefined) {
    throw unknown(`family '${id}' has no example '${example}'; it has ${examples.map(({ name }) => name).join(', ')}`);
  }
  return found.parameters;
}

function ofFamily(id: string, given: unknown, path: string): NamedNetwork {
  const family = networkFamily(id);
  const parameters = family.parse(given, path);
  const network = atPath(path, () => family.build(parameters));
  return { network, repaired: family.repaired?.(parameters) ?? [], family: id, parameters };
}

function fromFile(name: string): NamedNetwork {
  let text: string;
  try {
    text = readFileSync(name, 'utf8');
  } catch (error) {
    const near = nearest(name, familyIds()).join(', ');
    throw unknown(
      `'${name}' is no family and no file that can be read (${(error as Error).message}); did you mean ${near}?`,
    );
  }
  const data = parseJson(text, name);
  if (typeof data === 'object' && data !== null && 'family' in data) {
    const { family, parameters = {} } = data as { family: unknown; parameters?: unknown };
    if (typeof family !== 'string') throw badRequest('/family', `the name of a family, not ${JSON.stringify(family)}`);
    return ofFamily(family, parameters, '/parameters');
  }
  return { network: parsedFrom(name, () => loadNetwork(data)), repaired: [] };
}

function parseJson(text: string, of: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw badRequest('', `${of} is not JSON: ${(error as Error).message}`);
  }
}

const unknown = (message: string): CogymError => new CogymError('unknownNetwork', message, '/name');
