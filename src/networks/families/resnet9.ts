/** `resnet9`: small residual networks for 32x32 and 96x96 images, in the manner of DAWNBench's ResNet-9. */
import { type Static, Type } from '@sinclair/typebox';
import { DesignSpace } from '../../design/design-space.js';
import { ordinal, type Parameter } from '../../design/parameter.js';
import { badRequest } from '../../errors.js';
import { NetworkBuilder } from '../builder.js';
import { defineFamily } from '../family.js';
import type { Network } from '../network.js';

const CLASSES = 10;

const variants = {
  cifar: { resolution: 32, blocks: 3, filters: [32, 64, 128, 256] },
  stl: { resolution: 96, blocks: 5, filters: [32, 64, 128, 256, 512] },
} as const;
type Variant = keyof typeof variants;

const stems = [8, 16, 32, 64];
const skips = [0, 1, 2];

const Channels = Type.Integer({ minimum: 1, maximum: 1 << 16 });
const VariantName = Type.Unsafe<Variant>({ enum: Object.keys(variants) });
const Resnet9Schema = Type.Object(
  {
    variant: Type.Optional(VariantName),
    stem: Channels,
    blocks: Type.Array(
      Type.Object(
        { filters: Channels, skips: Type.Integer({ minimum: 0, maximum: 64 }) },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);

export type Resnet9Parameters = Required<Static<typeof Resnet9Schema>>;

/** 3x3 convolutions with batch normalisation and ReLU; each block widens, halves the map and adds `skips` of them. */
function build({ variant, stem, blocks }: Resnet9Parameters): Network {
  const { resolution } = variants[variant];
  const network = new NetworkBuilder(`resnet9-${variant}`, { h: resolution, w: resolution, c: 3, dtype: 'int8' });
  const convolution = (out: number, role?: 'stem') =>
    network.conv({ out, kernel: 3, act: 'relu', norm: 'batch', ...(role && { role }) });
  convolution(stem, 'stem');
  for (const block of blocks) {
    convolution(block.filters);
    const pooled = network.maxpool({ kernel: 2, stride: 2, padding: 'valid' });
    for (let i = 0; i < block.skips; i++) convolution(block.filters);
    if (block.skips > 0) network.add(pooled, network.last);
  }
  network.globalPool();
  network.fc({ out: CLASSES, role: 'classifier' });
  return network.build();
}

const uniform = (variant: Variant, stem: number, filters: number, count: number): Resnet9Parameters => ({
  variant,
  stem,
  blocks: Array.from({ length: variants[variant].blocks }, () => ({ filters, skips: count })),
});

export default defineFamily({
  id: 'resnet9',
  description: 'ResNet-9-like networks for CIFAR-10 (32x32) and STL-10 (96x96)',
  parameters: Resnet9Schema,
  options: Type.Object({ variant: Type.Optional(VariantName) }, { additionalProperties: false }),
  examples: [
    { name: 'smallest', parameters: uniform('cifar', 8, 32, 0) },
    { name: 'largest', parameters: uniform('cifar', 64, 256, 2) },
    { name: 'largest-stl', parameters: uniform('stl', 64, 512, 2) },
  ],
  complete({ variant = 'cifar', stem, blocks }) {
    const wanted = variants[variant].blocks;
    if (blocks.length !== wanted) {
      throw badRequest('/blocks', `variant ${variant} has ${wanted} blocks, not ${blocks.length}`);
    }
    return { variant, stem, blocks };
  },
  designSpace({ variant = 'cifar' }) {
    const group = { group: 'network' };
    const { blocks, filters } = variants[variant];
    const parameters: Parameter[] = [ordinal('stem', stems, group)];
    for (let b = 1; b <= blocks; b++) {
      parameters.push(ordinal(`block${b}.filters`, filters, group), ordinal(`block${b}.skips`, skips, group));
    }
    return new DesignSpace(parameters);
  },
  fromDesign: (design, { variant = 'cifar' }) => ({
    variant,
    stem: Number(design['stem']),
    blocks: Array.from({ length: variants[variant].blocks }, (_, b) => ({
      filters: Number(design[`block${b + 1}.filters`]),
      skips: Number(design[`block${b + 1}.skips`]),
    })),
  }),
  encode: ({ stem, blocks }) => ({
    stem,
    ...Object.fromEntries(
      blocks.flatMap((block, b) => [
        [`block${b + 1}.filters`, block.filters],
        [`block${b + 1}.skips`, block.skips],
      ]),
    ),
  }),
  build,
});
