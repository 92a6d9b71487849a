/** Checks the parameters of a transformer. */
import { badRequest } from '../../src/errors.js';
import type { TransformerNetwork } from './types.js';

/** Largest image side, width and number of classes. */
const LARGEST = 65536;
const DEEPEST = 1024;

const integers = [
  ['imageSize', 1],
  ['patchSize', 1],
  ['patchPadding', 0],
  ['embed', 1],
  ['classes', 1],
] as const;
const lists = ['heads', 'mlpRatios'] as const;
const known = [...integers.map(([name]) => name), 'depth', 'rankRatioAttention', 'rankRatioMlp', 'rankRatio', ...lists];

/**
 * @param data parameters of family `mcuformer`; `rankRatio` alone sets both ratios, `classes` is 1000 by default
 * @throws CogymError `badRequest` at `path` and the field's name
 */
export function transformerOf(data: Readonly<Record<string, unknown>>, path: string): TransformerNetwork {
  for (const name of Object.keys(data)) {
    if (!known.includes(name))
      throw badRequest(`${path}/${name}`, `unknown field ${JSON.stringify(name)}; allowed: ${known.join(', ')}`);
  }
  const { rankRatio } = data;
  const filled = { classes: 1000, rankRatioAttention: rankRatio, rankRatioMlp: rankRatio, ...data };
  const fields: Readonly<Record<string, unknown>> = filled;
  for (const [name, least] of integers) {
    const value = fields[name];
    if (!Number.isInteger(value) || (value as number) < least || (value as number) > LARGEST) {
      refuse(`${path}/${name}`, `${name} is a whole number from ${least} to ${LARGEST}`, value);
    }
  }
  for (const name of ['rankRatioAttention', 'rankRatioMlp', ...(rankRatio === undefined ? [] : ['rankRatio'])]) {
    const value = fields[name];
    if (!(typeof value === 'number' && value > 0 && value <= 1))
      refuse(`${path}/${name}`, `${name} is above 0 and at most 1`, value);
  }
  for (const name of lists) checkList(name, fields[name], path);
  const heads = fields['heads'] as number[];
  const mlpRatios = fields['mlpRatios'] as number[];
  const depth = fields['depth'] ?? heads.length;
  if (heads.length !== depth || mlpRatios.length !== depth) {
    refuse(
      `${path}/depth`,
      `depth is the length of heads (${heads.length}) and of mlpRatios (${mlpRatios.length})`,
      depth,
    );
  }
  if (
    Math.floor(
      ((fields['imageSize'] as number) + 2 * (fields['patchPadding'] as number)) / (fields['patchSize'] as number),
    ) < 1
  ) {
    refuse(`${path}/patchSize`, 'a patch is no larger than the padded image', fields['patchSize']);
  }
  const { depth: _, ...rest } = fields;
  return { ...rest, family: 'mcuformer' } as unknown as TransformerNetwork;
}

function checkList(name: (typeof lists)[number], value: unknown, path: string): void {
  if (!Array.isArray(value) || value.length < 1 || value.length > DEEPEST) {
    refuse(`${path}/${name}`, `${name} is a list of 1 to ${DEEPEST} numbers, one per block`, value);
  }
  (value as unknown[]).forEach((entry, i) => {
    const fits =
      typeof entry === 'number' && entry > 0 && entry <= LARGEST && (name === 'mlpRatios' || Number.isInteger(entry));
    if (!fits) refuse(`${path}/${name}/${i}`, `${name} are ${name === 'heads' ? 'whole ' : ''}numbers above 0`, entry);
  });
}

function refuse(path: string, rule: string, value: unknown): never {
  throw badRequest(path, `${rule}, not ${JSON.stringify(value) ?? 'missing'}`);
}
