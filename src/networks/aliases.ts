/** Other tools' names for the format's fields and operators, turned into the format's own. */
import { badRequest } from '../errors.js';

const fieldAliases: ReadonlyMap<string, string> = new Map([
  ['inShape', 'in'],
  ['outShape', 'out'],
  ['paddedIn', 'padded_in'],
  ['activation', 'act'],
  ['id', 'i'],
]);

const operatorAliases: ReadonlyMap<unknown, string> = new Map([
  ['depthwiseConv2d', 'dwconv2d'],
  ['fullyConnected', 'fc'],
  ['linear', 'fc'],
  ['averagePool', 'avgpool'],
  ['maxPool', 'maxpool'],
]);

/** A copy of `data` with canonical names in its layers; what is not a network passes through for the schema to refuse. */
export function canonicalNames(data: unknown, path: string): unknown {
  if (!isRecord(data) || !Array.isArray(data['layers'])) return data;
  return { ...data, layers: data['layers'].map((layer, index) => canonicalLayer(layer, `${path}/layers/${index}`)) };
}

function canonicalLayer(layer: unknown, path: string): unknown {
  if (!isRecord(layer) || !usesAliases(layer)) return layer;
  const seen = new Map<string, string>();
  // Object.fromEntries defines own properties, so that a field named __proto__ stays a field and is refused.
  return Object.fromEntries(
    Object.entries(layer).map(([name, value]) => {
      const canonical = fieldAliases.get(name) ?? name;
      const other = seen.get(canonical);
      if (other !== undefined)
        throw badRequest(`${path}/${name}`, `'${other}' and '${name}' name the same field; give one`);
      seen.set(canonical, name);
      return [canonical, canonical === 'op' ? (operatorAliases.get(value) ?? value) : value];
    }),
  );
}

function usesAliases(layer: Record<string, unknown>): boolean {
  for (const name in layer) if (fieldAliases.has(name)) return true;
  return operatorAliases.has(layer['op']);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
