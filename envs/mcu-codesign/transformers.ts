/** MCUFormer networks of the joint space. */
import type { mcu } from '../../simulators/index.js';
import type { Design } from '../../src/design/parameter.js';
import { paddingOf } from '../../src/networks/index.js';

export type Transformer = mcu.TransformerNetwork & { readonly depth: number };

export function transformerOfDesign(design: Design): Transformer {
  const number = (name: string): number => Number(design[name]);
  const depth = number('depth');
  const [imageSize, patchSize] = [number('imageSize'), number('patchSize')];
  const ratio = (name: string): number => Number(design[name] ?? design['rankRatio']);
  const perBlock = (shared: string, own: string) =>
    Array.from({ length: depth }, (_, i) => number(design[shared] === undefined ? `block${i + 1}${own}` : shared));
  return {
    family: 'mcuformer',
    imageSize,
    patchSize,
    patchPadding: paddingOf(imageSize, patchSize),
    rankRatioAttention: ratio('rankRatioAttention'),
    rankRatioMlp: ratio('rankRatioMlp'),
    rankRatio: Number(design['rankRatio'] ?? design['rankRatioMlp']),
    embed: number('embed'),
    depth,
    heads: perBlock('heads', 'Heads'),
    mlpRatios: perBlock('mlpRatio', 'MlpRatio'),
    classes: 1000,
  };
}
