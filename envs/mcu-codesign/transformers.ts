/** MCUFormer's released search space (liangyn22/MCUFormer), and the networks of its points. */
import type { mcu } from '../../simulators/index.js';
import type { Design } from '../../src/design/parameter.js';

interface Supernet {
  readonly embed: readonly number[];
  readonly heads: readonly number[];
  readonly depth: readonly number[];
  readonly mlpRatio: readonly number[];
}

export const supernets: Readonly<Record<'T' | 'S' | 'B', Supernet>> = {
  T: { embed: [168, 192, 216], heads: [3, 4], depth: [12, 13, 14], mlpRatio: [3.5, 4] },
  S: { embed: [320, 384, 448], heads: [5, 6, 7], depth: [12, 13, 14], mlpRatio: [3, 3.5, 4] },
  B: { embed: [528, 576, 624], heads: [9, 10], depth: [14, 15, 16], mlpRatio: [3, 3.5, 4] },
};
export const imageSizes = [224, 240] as const;
export const patchSizes = [16, 20, 24, 28, 32] as const;
export const rankRatios = [0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95] as const;

/** Pixels of padding on each side, by image and patch size; 0 where not listed. */
const paddings: Readonly<Record<number, Readonly<Record<number, number>>>> = {
  224: { 20: 8, 24: 8 },
  240: { 28: 6, 32: 8 },
};

export function transformerOfDesign(design: Design): mcu.TransformerNetwork {
  const number = (name: string): number => Number(design[name]);
  const [imageSize, patchSize, rankRatio, depth] = ['imageSize', 'patchSize', 'rankRatio', 'depth'].map(number) as [
    number,
    number,
    number,
    number,
  ];
  const perBlock = (shared: string, own: string) =>
    Array.from({ length: depth }, (_, i) => number(design[shared] === undefined ? `block${i + 1}${own}` : shared));
  return {
    family: 'mcuformer',
    imageSize,
    patchSize,
    patchPadding: paddings[imageSize]?.[patchSize] ?? 0,
    rankRatioAttention: rankRatio,
    rankRatioMlp: rankRatio,
    rankRatio,
    embed: number('embed'),
    heads: perBlock('heads', 'Heads'),
    mlpRatios: perBlock('mlpRatio', 'MlpRatio'),
    classes: 1000,
  };
}
