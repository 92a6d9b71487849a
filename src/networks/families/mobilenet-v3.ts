/** `mobilenet-v3` (Howard et al., ICCV 2019, tables 1 and 2): the large and the small network. */
import { Type } from '@sinclair/typebox';
import { DesignSpace } from '../../design/design-space.js';
import { categorical, ordinal } from '../../design/parameter.js';
import { defineFamily } from '../family.js';
import { buildMbconv } from '../mbconv/build.js';
import type { MbconvParameters } from '../mbconv/parameters.js';
import { mbconvTotals } from '../mbconv/totals.js';

export interface MobilenetV3Parameters {
  readonly variant: Variant;
  readonly resolution: number;
  readonly classes: number;
}

/** Kernel, channels of the depthwise convolution, output channels, squeeze-and-excite, activation, stride. */
type Row = readonly [kernel: number, mid: number, out: number, se: boolean, act: 'relu' | 'h_swish', stride: number];

const variants = {
  large: {
    blocks: [
      [3, 16, 16, false, 'relu', 1],
      [3, 64, 24, false, 'relu', 2],
      [3, 72, 24, false, 'relu', 1],
      [5, 72, 40, true, 'relu', 2],
      [5, 120, 40, true, 'relu', 1],
      [5, 120, 40, true, 'relu', 1],
      [3, 240, 80, false, 'h_swish', 2],
      [3, 200, 80, false, 'h_swish', 1],
      [3, 184, 80, false, 'h_swish', 1],
      [3, 184, 80, false, 'h_swish', 1],
      [3, 480, 112, true, 'h_swish', 1],
      [3, 672, 112, true, 'h_swish', 1],
      [5, 672, 160, true, 'h_swish', 2],
      [5, 960, 160, true, 'h_swish', 1],
      [5, 960, 160, true, 'h_swish', 1],
    ] satisfies readonly Row[],
    head: 960,
    mix: 1280,
  },
  small: {
    blocks: [
      [3, 16, 16, true, 'relu', 2],
      [3, 72, 24, false, 'relu', 2],
      [3, 88, 24, false, 'relu', 1],
      [5, 96, 40, true, 'h_swish', 2],
      [5, 240, 40, true, 'h_swish', 1],
      [5, 240, 40, true, 'h_swish', 1],
      [5, 120, 48, true, 'h_swish', 1],
      [5, 144, 48, true, 'h_swish', 1],
      [5, 288, 96, true, 'h_swish', 2],
      [5, 576, 96, true, 'h_swish', 1],
      [5, 576, 96, true, 'h_swish', 1],
    ] satisfies readonly Row[],
    head: 576,
    mix: 1024,
  },
} as const;
type Variant = keyof typeof variants;

const STEM = 16;

/** The network as an explicit list of blocks. */
export function mobilenetV3Blocks({ variant, resolution, classes }: MobilenetV3Parameters): MbconvParameters {
  const { blocks, head, mix } = variants[variant];
  let input = STEM;
  const mbconv = (blocks as readonly Row[]).map(([kernel, mid, out, se, act, stride]) => {
    const residual = stride === 1 && input === out;
    input = out;
    return { kernel, mid, out, stride, residual, se, act };
  });
  return {
    resolution,
    classes,
    stem: { kernel: 3, stride: 2, out: STEM, act: 'h_swish' },
    mbconv,
    finalExpand: { out: head, act: 'h_swish' },
    mix: { out: mix, position: 'after-pool', act: 'h_swish', useBias: true },
  };
}

const published = { resolution: 224, classes: 1000 };

export default defineFamily({
  id: 'mobilenet-v3',
  description: 'MobileNetV3, large or small',
  parameters: Type.Object(
    {
      variant: Type.Unsafe<Variant>({ enum: Object.keys(variants) }),
      resolution: Type.Optional(Type.Integer({ minimum: 1, maximum: 4096 })),
      classes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1 << 20 })),
    },
    { additionalProperties: false },
  ),
  examples: [
    { name: 'large', parameters: { variant: 'large', ...published } },
    { name: 'small', parameters: { variant: 'small', ...published } },
  ],
  complete: (parameters): MobilenetV3Parameters => ({ ...published, ...parameters }),
  designSpace: () =>
    new DesignSpace([
      categorical('variant', Object.keys(variants), { group: 'network' }),
      ordinal('resolution', [128, 160, 192, 224, 256], { group: 'network', unit: 'px', default: 224 }),
    ]),
  fromDesign: (design) => ({
    ...published,
    variant: design['variant'] as Variant,
    resolution: Number(design['resolution']),
  }),
  encode: ({ variant, resolution }) => ({ variant, resolution }),
  build: (parameters) =>
    buildMbconv(mobilenetV3Blocks(parameters), `mobilenet-v3-${parameters.variant}-${parameters.resolution}`),
  totals: (parameters) => mbconvTotals(mobilenetV3Blocks(parameters)),
});
