/** The supernets that MCUFormer's subnets are taken from (configurations of liangyn22/MCUFormer and of its author). */
import { DesignSpace } from '../../design/design-space.js';
import { categorical, type Design, ordinal, type Parameter } from '../../design/parameter.js';
import type { McuformerParameters } from './build.js';

export interface Supernet {
  readonly imageSize: 224 | 240;
  readonly embed: readonly number[];
  readonly heads: readonly number[];
  readonly depth: readonly number[];
  readonly mlpRatios: readonly number[];
}

const tiny = { heads: [3, 4], depth: [12, 13, 14], mlpRatios: [3.5, 4] };
const small = { heads: [5, 6, 7], depth: [12, 13, 14], mlpRatios: [3, 3.5, 4] };
const base = { heads: [9, 10], depth: [14, 15, 16], mlpRatios: [3, 3.5, 4] };

export const supernets = {
  'release-t': { imageSize: 240, embed: [168, 192, 216], ...tiny },
  'release-s': { imageSize: 240, embed: [320, 384, 448], ...small },
  'release-b': { imageSize: 240, embed: [528, 576, 624], ...base },
  'author-t': { imageSize: 224, embed: [192, 216, 240], ...tiny },
  'author-t2': { imageSize: 224, embed: [168, 192, 216], ...tiny },
  'author-s2': { imageSize: 224, embed: [256, 320, 384], ...tiny, heads: [4, 5, 6] },
} as const satisfies Readonly<Record<string, Supernet>>;
export type SupernetName = keyof typeof supernets;

/** The release searches one rank ratio; the author's copy one for attention and one for the MLP. */
const releaseRanks = [0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];
const authorRanks = [0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9];

/** Rows added on each side of the image, by the patch's side; none where not listed. */
const paddings: Readonly<Record<224 | 240, Readonly<Record<number, number>>>> = {
  224: { 18: 5, 20: 8, 22: 9, 24: 8, 26: 5 },
  240: { 28: 6, 32: 8 },
};
const patches = { 224: [16, 18, 20, 22, 24, 26], 240: [16, 20, 24, 28, 32] } as const;

/** Padding that an image of `imageSize` gets for patches of `patchSize`. */
export const paddingOf = (imageSize: number, patchSize: number): number =>
  paddings[imageSize as 224 | 240]?.[patchSize] ?? 0;

/** Sides of patches, and rank ratios, that are searched in a supernet; `separate`: one for attention and one for MLPs. */
export function supernetSpace(name: SupernetName): {
  readonly patches: readonly number[];
  readonly ranks: readonly number[];
  readonly separate: boolean;
} {
  const { imageSize } = supernets[name];
  const separate = imageSize === 224;
  return { patches: patches[imageSize], ranks: separate ? authorRanks : releaseRanks, separate };
}

export function supernetParameters(name: SupernetName): Parameter[] {
  const { imageSize, embed, heads, depth, mlpRatios } = supernets[name];
  const group = { group: 'network' };
  const ranks =
    imageSize === 240
      ? [ordinal('rankRatio', releaseRanks, group)]
      : [ordinal('rankRatioAttention', authorRanks, group), ordinal('rankRatioMlp', authorRanks, group)];
  const parameters: Parameter[] = [
    ordinal('patchSize', patches[imageSize], { ...group, unit: 'px' }),
    ...ranks,
    ordinal('embed', embed, group),
    ordinal('depth', depth, group),
  ];
  for (let block = 1; block <= Math.max(...depth); block++) {
    const activeWhen = { parameter: 'depth', atLeast: block };
    const more = { ...group, ...(block > depth[0] && { activeWhen }) };
    parameters.push(ordinal(`heads${block}`, heads, more), categorical(`mlpRatio${block}`, mlpRatios, more));
  }
  return parameters;
}

export function fromSupernet(design: Design, name: SupernetName): McuformerParameters {
  return mcuformerParameters(design, supernets[name].imageSize, (figure, block) => Number(design[`${figure}${block}`]));
}

/**
 * The network that a design stands for; where it has no ratio of ranks for attention or MLPs, its `rankRatio` is both.
 * @param figureOf heads and MLP ratio of a block, counted from 1
 */
export function mcuformerParameters(
  design: Design,
  imageSize: number,
  figureOf: (figure: 'heads' | 'mlpRatio', block: number) => number,
): McuformerParameters {
  const number = (parameter: string) => Number(design[parameter]);
  const depth = number('depth');
  const perBlock = (figure: 'heads' | 'mlpRatio') =>
    Array.from({ length: depth }, (_, block) => figureOf(figure, block + 1));
  const ratio = (parameter: string) => Number(design[parameter] ?? design['rankRatio']);
  const patchSize = number('patchSize');
  return {
    imageSize,
    patchSize,
    patchPadding: paddingOf(imageSize, patchSize),
    rankRatioAttention: ratio('rankRatioAttention'),
    rankRatioMlp: ratio('rankRatioMlp'),
    rankRatio: Number(design['rankRatio'] ?? design['rankRatioMlp']),
    embed: number('embed'),
    depth,
    heads: perBlock('heads'),
    mlpRatios: perBlock('mlpRatio'),
    classes: 1000,
  };
}

/** The point of a supernet's space that stands for `parameters`; blocks that are not there hold their defaults. */
export function toSupernet(parameters: McuformerParameters, name: SupernetName): Design {
  const space = new DesignSpace(supernetParameters(name));
  const { patchSize, rankRatio, rankRatioAttention, rankRatioMlp, embed, depth } = parameters;
  const ranks = supernets[name].imageSize === 240 ? { rankRatio } : { rankRatioAttention, rankRatioMlp };
  const blocks = parameters.heads.flatMap((heads, block) => [
    [`heads${block + 1}`, heads],
    [`mlpRatio${block + 1}`, parameters.mlpRatios[block]],
  ]);
  return { ...space.defaultDesign(), patchSize, ...ranks, embed, depth, ...Object.fromEntries(blocks) };
}
