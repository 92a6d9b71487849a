/** Values for the dynamic dimensions of a model's inputs. */
import { badRequest, CogymError } from '../../errors.js';
import { nearest } from '../../stats/nearest.js';
import type { OnnxValue } from './model.js';

export type DimensionValues = Readonly<Record<string, number>>;

const batchNames = /^(n|b|bs|batch|.*batch.*)$/i;
const LARGEST = 2 ** 31 - 1;

/**
 * Shapes of the inputs with every dynamic dimension resolved: by its name, or as `input.axis` where it has none.
 * A first dimension that is named like a batch, or not at all, is 1 unless `given` says otherwise.
 *
 * @throws CogymError `unresolvedDimension` listing all that have no value, `badRequest` for names that do not occur
 */
export function resolveInputs(inputs: readonly OnnxValue[], given: DimensionValues): Map<string, readonly number[]> {
  for (const [name, size] of Object.entries(given)) {
    if (!Number.isInteger(size) || size < 1 || size > LARGEST) {
      throw badRequest(`/dimensions/${name}`, `dimension ${name} is a positive integer, not ${size}`);
    }
  }
  const shapes = new Map<string, readonly number[]>();
  const names = new Set<string>();
  /** Name -> where it occurs. */
  const missing = new Map<string, string[]>();
  for (const { name: input, dims } of inputs) {
    if (dims === undefined) {
      throw new CogymError(
        'unresolvedDimension',
        `input '${input}' has no shape at all; export the model with the shapes of its inputs`,
      );
    }
    const shape = dims.map((dimension, axis) => {
      if (typeof dimension === 'number') return dimension;
      const position = `${input}.${axis}`;
      const name = dimension ?? position;
      names.add(name).add(position);
      const value = own(given, position) ?? own(given, name);
      if (value !== undefined) return value;
      if (axis === 0 && (dimension === undefined || batchNames.test(dimension))) return own(given, 'batch') ?? 1;
      missing.set(name, [...(missing.get(name) ?? []), `axis ${axis} of input '${input}'`]);
      return 1;
    });
    shapes.set(input, shape);
  }
  if (missing.size > 0) {
    const listed = [...missing].slice(0, 50).map(([name, places]) => `${name} (${places.slice(0, 4).join(', ')})`);
    throw new CogymError(
      'unresolvedDimension',
      `the model leaves dimensions open: ${listed.join('; ')}; give each a value by its name, e.g. ${[...missing.keys()][0]}=224`,
    );
  }
  for (const name of Object.keys(given)) {
    if (names.has(name) || name === 'batch') continue;
    const near = nearest(name, [...names]);
    throw badRequest(
      `/dimensions/${name}`,
      `no dynamic dimension is named '${name}'; ${near.length > 0 ? `there is ${near.join(', ')}` : 'all are fixed'}`,
    );
  }
  return shapes;
}

const own = (given: DimensionValues, name: string): number | undefined =>
  Object.hasOwn(given, name) ? given[name] : undefined;
